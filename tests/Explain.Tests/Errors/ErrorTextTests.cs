using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Errors;

namespace Sallyport.Explain.Tests.Errors;

/// <summary>What is read from the texts that people paste.</summary>
public sealed class ErrorTextTests
{
    private const string Trace = "11111111-2222-4333-8444-555555555555";
    private const string Correlation = "66666666-7777-4888-9999-aaaaaaaaaaaa";
    private const string Subject = "project_path:mygroup/myproject:ref_type:branch:ref:main";
    private const string Time = "2026-05-06 07:08:09Z";

    private static readonly string Sentence = $"AADSTS700213: {Aadsts.NoMatchingSubject(Subject).Message}";

    private static readonly string Message = $"{Sentence} Trace ID: {Trace} Correlation ID: {Correlation} Timestamp: {Time}";

    // Windows line ends before each id, as the real service writes them.
    private static readonly string OnLines = $"{Sentence}\r\nTrace ID: {Trace}\r\nCorrelation ID: {Correlation}\r\nTimestamp: {Time}";

    public static TheoryData<string, string> Pasted { get; } = new()
    {
        { "the message alone", Message },
        { "the message on lines", OnLines },
        { "az", $"ERROR: {OnLines}\nInteractive authentication is needed. Please run:\naz login" },
        { "az with colours", $"\e[31mERROR: {Message}\e[0m\n\e[0;33mWARNING: x\e[0m" },
        { "JSON", Json(OnLines) },
        { "JSON as Python prints it", $"{{'error': 'invalid_client', 'error_description': \"{Escaped(OnLines)}\", 'error_codes': [700213]}}" },
        { "JSON in JSON", $"{{\"message\":\"{Escaped(Json(OnLines))}\"}}" },
        { "JSON with unicode escapes", $"{{\"error_description\":\"{Escaped(OnLines).Replace("'", "\\u0027", StringComparison.Ordinal)}\"}}" },
        { "JSON that has the ids beside the text", $$"""{"correlation_id":"{{Correlation}}","error":"invalid_client","error_description":"{{Sentence}}","timestamp":"{{Time}}","trace_id":"{{Trace}}"}""" },
        { "MSAL for Node", $"AuthenticationError: invalid_client: Error(s): 700213 - Timestamp: {Time} - Description: {Message} - Correlation ID: {Correlation} - Trace ID: {Trace}" },
        { "a log of GitLab", Lines("2026-05-06T07:08:10.123456Z 01E ", "ERROR: " + OnLines) },
        { "a log of GitLab that goes on on a line", $"2026-05-06T07:08:10.123456Z 01E ERROR: {Message[..60]}\n2026-05-06T07:08:10.123457Z 01E+{Message[60..]}" },
        { "a log of GitHub", Lines("2026-05-06T07:08:10.1234567Z ", "##[error]" + OnLines) },
        { "Terraform that wraps at words", "╷\n" + string.Join('\n', Wrapped($"Error: building account: received HTTP status 401 with response: {Json(OnLines)}", 72).Select(l => "│ " + l)) + "\n│ \n╵" },
        { "az that was wrapped at words", "$ az login\n" + string.Join('\n', Wrapped($"ERROR: {Message}", 60)) + "\nThe error may be caused by passing a certificate" },
        { "az that was cut at a width", "$ az login\n" + string.Join('\n', $"ERROR: {Message}".Chunk(79).Select(c => new string(c))) + "\nThe error may be caused by passing a certificate" },
        { "Terraform", $"╷\n│ Error: building account: received HTTP status 401 with response: {Json(OnLines)}\n│ \n│   with provider[\"registry.terraform.io/hashicorp/azurerm\"]\n╵" },
    };

    [Theory]
    [MemberData(nameof(Pasted))]
    public void Code_message_ids_time_and_values_are_found(string how, string text)
    {
        var error = Assert.Single(ErrorText.ReadAll(text));
        Assert.Equal((how, "AADSTS700213", 700213), (how, error.Code, error.Number));
        Assert.Equal(Aadsts.NoMatchingSubject(Subject).Message, error.Message);
        Assert.Equal((Subject, null, null), (error.Subject, error.Issuer, error.Audience));
        Assert.Equal((new Guid(Trace), new Guid(Correlation)), (error.TraceId, error.CorrelationId));
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero), error.Timestamp);
        Assert.Equal([new Guid(Trace), new Guid(Correlation)], ErrorText.IdsIn(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2dpdGxhYi5jb20ifQ.c2ln")]
    [InlineData("AADSTS")]
    [InlineData("AADSTSx: nothing")]
    [InlineData("{\"iss\":\"https://gitlab.example.com\",\"jti\":\"11111111-2222-4333-8444-555555555555\"}")]
    public void Nothing_is_found_where_nothing_is(string text)
    {
        Assert.Empty(ErrorText.ReadAll(text));
        Assert.Null(ErrorText.Read(text));
        Assert.Empty(ErrorText.IdsIn(text));
    }

    [Fact]
    public void Of_several_errors_each_keeps_its_own_ids_and_the_last_is_the_one_a_job_ended_with()
    {
        var other = Guid.CreateVersion7();
        var text = $"ERROR: AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'. Trace ID: {other}\nsee AADSTS70021\n{Message}";
        var errors = ErrorText.ReadAll(text);
        Assert.Equal([700016, 700213], errors.Select(e => e.Number));
        Assert.Equal([(Guid?)other, new Guid(Trace)], errors.Select(e => e.TraceId));
        Assert.Null(errors[0].CorrelationId);
        Assert.Equal(("x", "Contoso"), (errors[0].Values[ErrorValues.Application], errors[0].Values[ErrorValues.Tenant]));
        Assert.Equal(700213, ErrorText.Read(text)!.Number);
    }

    [Fact]
    public void A_code_in_passing_counts_where_there_is_no_error()
    {
        var error = Assert.Single(ErrorText.ReadAll("What does AADSTS70021 mean"));
        Assert.Equal((70021, ""), (error.Number, error.Message));
        Assert.Empty(error.Values);
    }

    [Fact]
    public void An_id_is_enough()
    {
        Assert.Equal([new Guid(Trace)], ErrorText.IdsIn($" {Trace}\n"));
        Assert.Equal([new Guid(Trace)], ErrorText.IdsIn($"trace_id={Trace.ToUpperInvariant()}"));
        Assert.Empty(ErrorText.IdsIn($"job {Trace} failed"));
    }

    [Fact]
    public void Each_value_that_a_message_of_the_catalogue_repeats_is_read_back()
    {
        var app = Guid.CreateVersion7();
        const string issuer = "https://gitlab.example.com";
        (AadstsRefusal Refusal, (string, string)[] Values)[] all =
        [
            (Aadsts.NoMatchingRecord(issuer, Subject, "a"), [("issuer", issuer), ("subject", Subject), ("audience", "a")]),
            (Aadsts.NoMatchingIssuer(issuer), [("issuer", issuer)]),
            (Aadsts.NoMatchingAudience("https://a, b"), [("audience", "https://a, b")]),
            (Aadsts.NoMatchingSubjectByCase(Subject), [("subject", Subject)]),
            (Aadsts.NoMatchingExpression("ref:it's"), [("subject", "ref:it's")]),
            (Aadsts.IssuerNotAllowed(issuer), [("issuer", issuer)]),
            (Aadsts.RequiredClaimDiffers(issuer, "enterprise", "'a'", "b"), [("issuer", issuer), ("claim", "enterprise")]),
            (Aadsts.MissingInAssertion("sub"), [("claim", "sub")]),
            (Aadsts.ApplicationNotFound("x y", "Contoso"), [("application", "x y"), ("tenant", "Contoso")]),
            (Aadsts.ServicePrincipalMissing(app, app), [("application", $"{app}"), ("tenant", $"{app}")]),
            (Aadsts.ApplicationDisabled(app, "n"), [("application", $"{app}")]),
            (Aadsts.NoCredential("c", "n"), [("application", "c")]),
            (Aadsts.WrongSecret(app), [("application", $"{app}")]),
            (Aadsts.SecretExpired(app), [("application", $"{app}")]),
            (Aadsts.TenantNotFound("v2.0"), [("tenant", "v2.0")]),
            (Aadsts.ResourceNotFound("https://r", "Contoso"), [("resource", "https://r"), ("tenant", "Contoso")]),
            (Aadsts.ClientIdentifierDiffers("s", app), [("subject", "s"), ("application", $"{app}")]),
            (Aadsts.NoMatchingSubject(new string('a', 700)), []),
        ];
        foreach (var (refusal, values) in all)
        {
            var error = ErrorText.Read($"{refusal.Code}: {refusal.Message} Trace ID: {Trace}")!;
            Assert.Equal(values.OrderBy(v => v.Item1), error.Values.Select(v => (v.Key, v.Value)).OrderBy(v => v.Key));
        }
    }

    [Fact]
    public void A_message_that_was_wrapped_and_has_no_ids_goes_on_to_the_end_of_its_sentence()
    {
        const string text = """
            ##[error]AADSTS7002381: Federated identity credentials issued by
            'https://token.actions.githubusercontent.com/' for applications or managed
            identities registered in this tenant must contain the enterprise claim with
            value 'microsoft' or 'github' but actual value is ''.
            and then the process failed.
            """;
        var error = ErrorText.Read(text)!;
        Assert.EndsWith("but actual value is ''.", error.Message, StringComparison.Ordinal);
        Assert.Equal(("https://token.actions.githubusercontent.com/", "enterprise"), (error.Issuer, error.Values[ErrorValues.Claim]));
    }

    [Theory]
    [InlineData("AADSTS50027: JWT token is invalid or malformed.\nand then the process failed.")]
    [InlineData("AADSTS50027: JWT token is invalid or malformed\nThe process failed.")]
    [InlineData("AADSTS50027: JWT token is invalid or malformed\nsection_end:1700000001:step_script\nCleaning up")]
    public void The_next_line_of_a_log_is_not_the_message(string text) =>
        Assert.Equal("JWT token is invalid or malformed", Assert.Single(ErrorText.ReadAll(text)).Message.TrimEnd('.'));

    private static List<string> Wrapped(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length + word.Length >= width)
                lines.Add(word);
            else
                lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }
        return lines;
    }

    private static string Json(string description) => $"{{\"error\":\"invalid_client\",\"error_description\":\"{Escaped(description)}\",\"error_codes\":[700213]}}";

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Lines(string prefix, string text) => string.Join('\n', text.Split("\r\n").Select(line => prefix + line));
}
