using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Server.Tests.Login;
using Sallyport.Server.Tests.Runner;

namespace Sallyport.Server.Tests.Explain;

/// <summary>
/// The published schema describes every form of what <c>explain --json</c> prints, and nothing else: a member that is added to an output
/// and not to the schema fails here.
/// </summary>
public sealed class OutputSchemaTests : IDisposable
{
    private const string Subject = "project_path:mygroup/shop:ref_type:branch:ref:main";
    private const string Claims = $$"""{"iss":"https://gitlab.com","sub":"{{Subject}}","aud":"https://gitlab.com","project_id":"1"}""";
    private const string Entry = $$"""[{"name":"main","issuer":"https://gitlab.com","subject":"{{Subject}}","audiences":["https://gitlab.com"]}]""";
    private const string Expression = "claims['sub'] matches 'project_path:mygroup/*' and claims['project_id'] eq '2'";
    private const string Message =
        $"AADSTS700213: No matching federated identity record found for presented assertion subject '{Subject}x'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. Trace ID: 9f3c0c1e-5f5f-4c53-9a53-8f5b2d6d0000";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-schema-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The forms that need no instance: the options, and which member of the data tells the form.</summary>
    public static TheoryData<string, string> Forms { get; } = new()
    {
        { "--claims claims.json --credentials list.json", "explained" },
        { "--claims other.json --credentials list.json", "explained" },
        { "--claims claims.json --credentials expressions.json", "explained" },
        { "--claims claims.json --credentials list.json --client-id 00000000-0000-0000-0000-000000000000", "explained" },
        { "--token-file wrapped --credentials list.json", "explained" },
        { "--token nothing --credentials list.json", "explained" },
        { "--error message.txt", "bring" },
        { "--error message.txt --credentials list.json", "bring" },
        { "--error with-claims.txt --credentials list.json", "bring" },
        { "--error neighbour.txt", "bring" },
        { "--expression-of matching", "lint" },
        { "--expression-of matching --claims claims.json", "lint" },
        { "--expression-of broken", "lint" },
        { "--claims missing.json --credentials list.json", "exitCode" },
        { "--error message.txt --issuer x", "exitCode" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_both_programs_print_is_described(string options, string member)
    {
        var arguments = Arguments(options);
        foreach (var printed in (string[])[await OneConsole.RunAsync(["explain", "--json", .. arguments]), await ProgramAsync("sallyport-explain.dll", folder, ["--json", .. arguments])])
            Assert.NotNull(OutputSchema.Valid(printed)["data"]![member]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_member_that_the_schema_does_not_name_is_refused_wherever_it_is(string options, string member)
    {
        var output = OutputSchema.Valid(await OneConsole.RunAsync(["explain", "--json", .. Arguments(options)]));
        Assert.NotNull(output["data"]![member]);
        foreach (var place in Objects(output).ToList())
        {
            place["addedSince"] = true;
            var isFree = place.Parent is JsonObject && place.GetPropertyName() == "values"; // names and values of a message
            Assert.True(OutputSchema.Faults(output).Count > 0 || isFree, $"{place.GetPath()} takes any member");
            place.Remove("addedSince");
        }
        Assert.Empty(OutputSchema.Faults(output));
    }

    [Fact]
    public async Task A_member_that_is_no_longer_printed_is_missed()
    {
        var output = OutputSchema.Valid(await OneConsole.RunAsync(["explain", "--json", .. Arguments("--claims other.json --credentials list.json")]));
        foreach (var place in Objects(output).ToList())
            foreach (var (name, value) in place.ToList())
            {
                place.Remove(name);
                Assert.True(OutputSchema.Faults(output).Count > 0, $"{place.GetPath()}: {name} may be left out");
                place[name] = value;
            }
    }

    [Fact]
    public async Task What_is_printed_of_an_instance_is_described()
    {
        await using var world = await AgreementWorld.StartAsync(RuleSet.Entra2026, applications: 5);
        var application = world.Applications[4];
        string[] data = ["--data-dir", world.DataDirectory];
        Assert.NotNull((await LastAsync())["message"]);
        Assert.NotEqual(0, await world.ExchangeAsync(application, "nothing"));
        Assert.Null((await LastAsync())["federated"]);
        foreach (var change in (string[])["sub of another branch", "sub missing", "kid unknown", "aud a list of two", "project_id a number", "iss missing"])
        {
            var (token, _) = new PresentedCase(0, [change]).Make(application.Credentials, world.Issuer);
            Assert.NotEqual(0, await world.ExchangeAsync(application, token));
            await LastAsync();
            foreach (var live in (string[][])[[], ["--live"]])
                OutputSchema.Valid(await OneConsole.RunAsync(["explain", "--json", "--token-file", world.FileOf("token", token), "--app", application.AppId, .. live, .. data]));
        }
        var other = new TrustingApplication("10000000-0000-4000-8000-000000000009", application.CredentialsFile, application.Credentials);
        Assert.NotEqual(0, await world.ExchangeAsync(other, new PresentedCase(0, []).Make(application.Credentials, world.Issuer).Token));
        Assert.NotNull((await LastAsync())["clientCause"]);
        await world.SetPolicyAsync(TenantPolicy.None with { RequiredClaims = [new(application.Credentials[0].Issuer, "enterprise", ["octo"])] });
        Assert.NotEqual(0, await world.ExchangeAsync(application, new PresentedCase(0, []).Make(application.Credentials, world.Issuer).Token));
        Assert.NotNull((await LastAsync())["federated"]!["demanded"]);

        async Task<JsonNode> LastAsync() => OutputSchema.Valid(await OneConsole.RunAsync(["explain", "--json", "--last", .. data]))["data"]!;
    }

    [Theory]
    [InlineData("https://gitlab.com", "main", "fitting")]
    [InlineData("https://gitlab.com", "dev", "nearest")]
    [InlineData("https://gitlab.com", "main", "explained")]
    public async Task What_is_printed_of_a_job_is_described(string issuer, string branch, string form)
    {
        await using var world = await AgreementWorld.StartAsync(RuleSet.Entra2026, applications: 5);
        using var repository = await LocalRepository.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, ".gitlab-ci.yml"), $"auth:\n  id_tokens: {{ T: {{ aud: '{issuer}' }}, U: {{ aud: 'https://other.example' }} }}\n  script: 'true'\n", Cancel);
        await repository.GitAsync("add", ".");
        await repository.GitAsync("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "CI");
        await repository.GitAsync("branch", "dev");
        string[] against = form == "explained" ? ["--credentials", world.Applications[4].CredentialsFile] : ["--data-dir", world.DataDirectory];
        var printed = await ProgramAsync("sallyport.dll", repository.Folder, ["explain", "--json", "--job", "auth", "--gitlab-url", issuer, "--project", "mygroup/myproject", "--ref", branch, .. against]);
        var explained = OutputSchema.Valid(printed)["data"]!["explained"]!.AsArray();
        Assert.Equal(["T", "U"], explained.Select(e => (string?)e!["idToken"]));
        if (form == "explained")
            Assert.NotNull(explained[0]!["codes"]);
        else
            Assert.True(explained[0]!["applications"]![form] is JsonArray { Count: > 0 } or JsonObject, printed);
    }

    [Fact]
    public void Every_member_has_one_plain_sentence()
    {
        var members = Objects(OutputSchema.Document()).Where(o => o["required"] is JsonArray).SelectMany(o => o["properties"]!.AsObject()).ToList();
        Assert.NotEmpty(members);
        Assert.All(members, m => Assert.EndsWith(".", (string?)m.Value!["description"] ?? m.Key, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string[] Arguments(string options)
    {
        Write("claims.json", Claims);
        Write("other.json", Claims.Replace("main", "Main", StringComparison.Ordinal).Replace("\"aud\":\"https://gitlab.com", "\"aud\":\"https://gitlab.com/", StringComparison.Ordinal));
        Write("list.json", Entry);
        Write("expressions.json", $$"""[{"name":"e","issuer":"https://gitlab.com","audiences":["https://gitlab.com"],"claimsMatchingExpression":{"languageVersion":1,"value":"{{Expression}}"} }]""");
        Write("wrapped", $"'{Jws.Sign("""{"alg":"RS256","kid":"a"}"""u8, Encoding.UTF8.GetBytes(Claims), TestKeys.Named("stranger"))}'");
        Write("message.txt", Message);
        Write("with-claims.txt", $"{Claims}\n{Message}\n");
        Write("neighbour.txt", "ERROR: No subscriptions found for 1.");
        return [.. options.Split(' ').Select(Argument)];
    }

    private string Argument(string word) => word switch
    {
        "--expression-of" => "--issuer=https://gitlab.com",
        "matching" => $"--expression={Expression}",
        "broken" => "--expression=claims[",
        _ when Path.HasExtension(word) || word == "wrapped" => Path.Combine(folder, word),
        _ => word,
    };

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(member => Objects(member.Value)).Prepend(found),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static async Task<string> ProgramAsync(string program, string workingFolder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = workingFolder, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return printed;
    }
}
