using Sallyport.Core.Wire;
using Sallyport.Explain.Brought;

namespace Sallyport.Explain.Tests.Brought;

/// <summary>The forms in which people bring a token or its claims.</summary>
public sealed class BroughtTextTests
{
    private const string Claims = """{"iss":"https://gitlab.example.com","sub":"project_path:a/b:ref_type:branch:ref:main","aud":"api://x","exp":1786107600}""";
    private static readonly string Payload = Encoded(Claims);
    private static readonly string Token = $"{Encoded("""{"alg":"RS256","kid":"k"}""")}.{Payload}.c2lnbmF0dXJl-_";

    [Fact]
    public void A_token_alone_has_nothing_around_it()
    {
        var brought = BroughtText.Read(Token);
        Assert.Equal((Token, false, null), (brought.Token, brought.IsWrapped, brought.Main));
    }

    [Theory]
    [InlineData("\uFEFFTOKEN", "ByteOrderMark:")]
    [InlineData("TOKEN\r", "WhiteSpace:")]
    [InlineData("'TOKEN'", "Quotes:")]
    [InlineData("TOKEN\"", "Quotes:")]
    [InlineData("“TOKEN”", "Quotes:")]
    [InlineData("Bearer TOKEN", "Bearer:")]
    [InlineData("Authorization: Bearer TOKEN", "Bearer:")]
    [InlineData("GITLAB_OIDC_TOKEN=TOKEN", "Assignment:GITLAB_OIDC_TOKEN")]
    [InlineData("export GITLAB_OIDC_TOKEN=TOKEN", "Assignment:GITLAB_OIDC_TOKEN")]
    [InlineData("$env:GITLAB_OIDC_TOKEN = TOKEN", "Assignment:GITLAB_OIDC_TOKEN")]
    [InlineData("id_token: TOKEN", "Assignment:id_token")]
    [InlineData("{\"GITLAB_OIDC_TOKEN\":\"TOKEN\"}", "Json:GITLAB_OIDC_TOKEN")]
    [InlineData("{\"count\":2083,\"value\":\"TOKEN\"}", "Json:value")]
    [InlineData("[{\"a\":{\"token\":\"TOKEN\"}}]", "Json:token")]
    [InlineData("GITLAB_OIDC_TOKEN='TOKEN'", "Assignment:GITLAB_OIDC_TOKEN Quotes:")]
    [InlineData("\"id_token\": \"TOKEN\",", "Assignment:id_token Quotes:")]
    [InlineData("\uFEFF\"TOKEN\"\r\n", "ByteOrderMark: WhiteSpace: Quotes:")]
    [InlineData("2026-01-02T03:04:05.678901Z 00O token is TOKEN\n2026-01-02T03:04:06.678901Z 00O done", "Log:")]
    [InlineData("https://jwt.ms/#id_token=TOKEN&state=1", "Log:")]
    [InlineData("printed as %22TOKEN%22 by jwt.io", "Log:")]
    [InlineData("see jwt.io.TOKEN", "Log:")]
    public void A_token_is_found_inside(string text, string around)
    {
        var brought = BroughtText.Read(text.Replace("TOKEN", Token, StringComparison.Ordinal).Replace($"GITLAB_OIDC_{Token}", "GITLAB_OIDC_TOKEN", StringComparison.Ordinal));
        Assert.Equal((Token, around), (brought.Token, Names(brought)));
        Assert.Null(brought.Claims);
    }

    [Fact]
    public void Characters_of_a_token_that_were_changed_are_changed_back()
    {
        Assert.Equal(("Percent:", Token), Read(Token.Replace(".", "%2E", StringComparison.Ordinal)));
        Assert.Equal(("StandardBase64:", Token), Read(Token.Replace('-', '+').Replace('_', '/')));
        Assert.Equal(("StandardBase64:", Token), Read(Token + "=="));
        Assert.Equal(("Invisible:U+200B", Token), Read(Token.Insert(30, "\u200B")));
        Assert.Equal(("WhiteSpace:", Token), Read(Token.Insert(30, "\r\n  ")));
    }

    [Fact]
    public void Claims_are_found_where_there_is_no_token()
    {
        Assert.Equal("Decoded:", FoundIn(Claims));
        Assert.Equal("Decoded:", FoundIn($$"""{"header":{"alg":"RS256"},"payload":{{Claims}}}"""));
        Assert.Equal("WhiteSpace: Decoded:", FoundIn($"\n  {Claims}\n"));
        Assert.Equal("Payload:", FoundIn(Payload));
        Assert.Equal("Payload:", FoundIn(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Claims))));
        Assert.Equal("Unsigned:", FoundIn($"{Encoded("""{"alg":"RS256"}""")}.{Payload}"));
        Assert.Equal("Log:", FoundIn($"$ decode\n{Claims}\nJob succeeded"));
        Assert.Equal("Log:", FoundIn("2026-01-02T03:04:05Z {\n" + string.Join("\n", Claims.Trim('{', '}').Split(',').Select((l, i) => $"2026-01-02T03:04:05Z   {l}{(i < 3 ? "," : "")}")) + "\n2026-01-02T03:04:05Z }"));
    }

    [Fact]
    public void What_the_action_for_Azure_prints_are_claims()
    {
        var brought = BroughtText.Read(
            "Federated token details:\n issuer - https://token.actions.githubusercontent.com\n subject claim - repo:octo/app:environment:production\n audience - api://AzureADTokenExchange\n"
            + " job_workflow_ref - octo/app/.github/workflows/deploy.yml@refs/heads/main\nAttempting Azure CLI login by using OIDC...");
        Assert.Equal("Log:", Names(brought));
        Assert.Equal("repo:octo/app:environment:production", brought.Claims!.Value.String("sub"));
        Assert.Equal("api://AzureADTokenExchange", brought.Claims.Value.String("aud"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("{\"access_token\":\"x\"}")]
    [InlineData("a.b.c.d.e")]
    [InlineData("glcbt-64_abc")]
    [InlineData("{{{{{{{{{{")]
    [InlineData("[MASKED]")]
    public void Nothing_is_found_where_nothing_is(string text)
    {
        var brought = BroughtText.Read(text);
        Assert.Equal((null, null), (brought.Token, (object?)brought.Claims));
    }

    private static (string Names, string? Token) Read(string text)
    {
        var brought = BroughtText.Read(text);
        return (Names(brought), brought.Token);
    }

    private static string FoundIn(string text)
    {
        var brought = BroughtText.Read(text);
        Assert.Null(brought.Token);
        Assert.Equal("https://gitlab.example.com", brought.Claims!.Value.String("iss"));
        return Names(brought);
    }

    private static string Names(BroughtText brought) => string.Join(' ', brought.Wrappings.Select(w => $"{w.Kind}:{w.Detail}"));

    private static string Encoded(string text) => StrictBase64Url.Encode(System.Text.Encoding.UTF8.GetBytes(text));
}
