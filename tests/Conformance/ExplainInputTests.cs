using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Conformance;

/// <summary>What <c>sallyport explain</c> makes of files as they come, and of options that do not go together.</summary>
public sealed class ExplainInputTests : IDisposable
{
    private const string Subject = "project_path:mygroup/shop:ref_type:branch:ref:main";
    private const string Claims = $$"""{"iss":"https://gitlab.com","sub":"{{Subject}}","aud":"https://gitlab.com"}""";
    private const string Entry = $$"""{"name":"main","issuer":"https://gitlab.com","subject":"{{Subject}}","audiences":["https://gitlab.com"]}""";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-explain-").FullName;

    private static string Token { get; } = Make("https://gitlab.com");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)] // little-endian: `>` of Windows PowerShell
    [InlineData("utf-16BE", true)]
    public async Task Files_of_any_shell_are_read(string encoding, bool marked)
    {
        string File(string name, string text) => Write(name, [.. marked ? Encoding.GetEncoding(encoding).Preamble : [], .. Encoding.GetEncoding(encoding).GetBytes(text.ReplaceLineEndings("\r\n"))]);
        var list = File("list.json", $"[\n{Entry}\n]\n");
        (await ExplainAsync("--claims", File("claims.json", Claims + "\n"), "--credentials", list)).Passes();
        // A shell passes on the mark and the carriage return: the exchange refuses them, and so does this.
        var token = await ExplainAsync("--token-file", File("token", Token + "\n"), "--credentials", list);
        var cause = marked ? "byte-order mark" : "white space or a line end";
        Assert.Contains("The token itself, without that:\n✓ would match: main\n", token.Fails(cause, 1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_feeds_behind_a_token_are_dropped_as_a_shell_drops_them() =>
        (await ExplainAsync("--token-file", Write("token", Encoding.UTF8.GetBytes(Token + "\n\n")), "--credentials", List(Entry))).Passes();

    [Fact]
    public async Task Claims_are_taken_from_a_token_its_middle_part_and_a_log()
    {
        var list = List(Entry);
        var part = await ExplainAsync("--claims", Write("part", Encoding.UTF8.GetBytes(Token.Split('.')[1])), "--credentials", list);
        Assert.Contains("only the middle part of a token", part.Passes().Output, StringComparison.Ordinal);
        var log = await ExplainAsync("--claims", Write("log", Encoding.UTF8.GetBytes($"$ decode\n{Claims}\nJob succeeded\n")), "--credentials", list);
        Assert.Contains("a log around it", log.Passes().Output, StringComparison.Ordinal);
        (await ExplainAsync("--claims", Write("none", "nothing"u8.ToArray()), "--credentials", list)).FailsInOneLine("has none in it", 2);
    }

    [Fact]
    public async Task An_error_is_explained_and_compared()
    {
        var message = $"AADSTS700213: No matching federated identity record found for presented assertion subject '{Subject}x'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.";
        var alone = (await ExplainAsync("--error", message)).Fails("AADSTS700213", 1).Output;
        Assert.Contains("--credentials FILE", alone, StringComparison.Ordinal);
        var compared = (await ExplainAsync("--error", Write("log", Encoding.UTF8.GetBytes(message)), "--credentials", List(Entry), "--json")).Fails("", 1).Output;
        var data = JsonNode.Parse(compared)!["data"]!;
        Assert.Equal(("AADSTS700213", false), ((string?)data["error"]!["see"], (bool)data["comparison"]!["fitsNow"]!));
        Assert.Equal($"{Subject}x", (string?)data["error"]!["values"]!["subject"]);
        var fits = message.Replace($"{Subject}x", Subject, StringComparison.Ordinal);
        Assert.Contains("A credential fits all that the text names", (await ExplainAsync("--error", fits, "--credentials", List(Entry))).Passes().Output, StringComparison.Ordinal);
        (await ExplainAsync("--error", "it failed")).FailsInOneLine("no code AADSTS", 2);
        (await ExplainAsync("--error", message, "--client-id", "x")).FailsInOneLine("--error does not go with --client-id", 2);
    }

    [Fact]
    public async Task A_job_that_got_no_token_is_told_before_what_the_service_said_of_none()
    {
        const string noToken = "Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable";
        var output = (await ExplainAsync("--error", $"Error: {noToken}\nError: : AADSTS50027: JWT token is invalid or malformed.")).Fails("", 1).Output;
        Assert.StartsWith($"✗ {noToken}", output, StringComparison.Ordinal);
        Assert.Contains("✗ AADSTS50027", output, StringComparison.Ordinal);
        var after = (await ExplainAsync("--error", "AADSTS50027: JWT token is invalid or malformed.\n(AuthorizationFailed) The client")).Fails("", 1).Output;
        Assert.StartsWith("✗ AADSTS50027", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_code_leads_to_the_page_of_Microsoft() =>
        Assert.Contains("https://login.microsoftonline.com/error?code=999999.", (await ExplainAsync("--error", "AADSTS999999: x")).Fails("", 1).Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_refusal_by_the_tenants_policy_names_no_credential_to_change()
    {
        const string refusal = "AADSTS7002381: Federated identity credentials issued by 'https://gitlab.example.com/' for applications or managed identities "
            + "registered in this tenant must contain the enterprise claim with value 'octo' but actual value is ''.";
        var output = (await ExplainAsync("--error", refusal, "--credentials", List(Entry))).Fails("", 1).Output;
        Assert.Contains("The tenant demands a claim", output, StringComparison.Ordinal);
        Assert.DoesNotContain("fix", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_match_says_what_was_not_checked()
    {
        var output = (await ExplainAsync("--claims", Write("claims.json", Encoding.UTF8.GetBytes(Claims)), "--credentials", List(Entry))).Passes().Output;
        Assert.Contains("Not checked: the times of the token (AADSTS700024", output, StringComparison.Ordinal);
        Assert.Contains("AADSTS7002381", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_named()
    {
        var file = Write("claims.json", [0x7b, 0xff, 0x7d]);
        (await ExplainAsync("--claims", file, "--credentials", List(Entry))).FailsInOneLine($"--claims: {file} is neither UTF-8 text nor UTF-16", 2);
    }

    [Theory]
    [InlineData("\"{0}\"", "quotation marks")]
    [InlineData("Bearer {0}\n", "Authorization header")]
    [InlineData(" {0}\n", "white space")]
    [InlineData("'Bearer {0}'", "quotation marks")]
    public async Task What_is_around_a_token_is_told_and_the_rest_is_compared(string around, string cause)
    {
        var good = (await WithTokenAsync(string.Format(null, around, Token))).Fails(cause, 1).Output;
        Assert.Contains("The token itself, without that:\n✓ would match: main\n", good, StringComparison.Ordinal);
        var wrong = (await WithTokenAsync(string.Format(null, around, Make("https://gitlab.example.com")))).Fails(cause, 1).Output;
        Assert.Contains("The token itself, without that:\n✗ AADSTS700212 would be the answer", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_without_a_token_in_it_has_no_rest() =>
        Assert.DoesNotContain("The token itself", (await WithTokenAsync("\"$GITLAB_OIDC_TOKEN\"")).Fails("cause", 1).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("--last --credentials f", "--last does not go with --credentials.")]
    [InlineData("--last --rules entra-2024 --live --client-id x", "--last does not go with --client-id, --live, --rules.")]
    [InlineData("--last --app <client-id>", "placeholder")]
    [InlineData("--last --token x", "Say what to explain")]
    [InlineData("--expression e --issuer i --credentials f", "--expression does not go with --credentials.")]
    [InlineData("--expression e --issuer i --job j", "Say what to explain")]
    [InlineData("--claims c --credentials f --ref main --project g/p --gitlab-url u", "--claims does not go with --gitlab-url, --project, --ref.")]
    [InlineData("--token t --credentials f --variable A=b", "--token does not go with --variable.")]
    [InlineData("--claims c --credentials f --issuer i", "--claims does not go with --issuer.")]
    [InlineData("--job j --credentials f --ref a --tag b", "not both")]
    [InlineData("--claims - --credentials -", "Only one file can be read from stdin")]
    [InlineData("--token-file - --credentials -", "Only one file can be read from stdin")]
    [InlineData("--claims c --credentials f --app a", "Say what to compare with")]
    [InlineData("--claims c --app a --client-id b", "Say what to compare with")]
    [InlineData("--claims c --credentials f --private-issuer h", "--private-issuer goes with --live.")]
    [InlineData("--claims c --app a --live --private-issuer h", "--private-issuer goes with --credentials")]
    public async Task An_option_that_would_be_ignored_is_refused(string arguments, string text) => (await ExplainAsync(arguments.Split(' '))).FailsInOneLine(text, 2);

    [Theory]
    [InlineData("--error")]
    [InlineData("--claims")]
    [InlineData("--token-file")]
    [InlineData("--job")]
    [InlineData("--credentials")]
    [InlineData("--claims c --credentials f --client-id")]
    public async Task An_option_without_its_value_is_named(string arguments) =>
        (await ExplainAsync(arguments.Split(' '))).FailsInOneLine($"Required argument missing for option: '{arguments.Split(' ')[^1]}'", 2);

    [Fact]
    public async Task A_page_of_the_list_is_no_whole_list()
    {
        var page = $$"""{"@odata.nextLink":"https://graph.microsoft.com/beta/next?$skiptoken=a'b","value":[{{Entry}}]}""";
        string[] arguments = ["--claims", Write("claims.json", Claims.Replace(":main", ":other", StringComparison.Ordinal)), "--credentials"];
        var said = (await ExplainAsync([.. arguments, Write("page.json", page)])).Fails("is not complete", 1).Output;
        Assert.Contains("""az rest --method GET --uri 'https://graph.microsoft.com/beta/next?$skiptoken=a'\''b'""", said, StringComparison.Ordinal);
        var elsewhere = page.Replace("graph.microsoft.com", "attacker.example", StringComparison.Ordinal); // az would send its token there
        Assert.DoesNotContain("attacker", (await ExplainAsync([.. arguments, Write("page.json", elsewhere)])).Fails("is not complete", 1).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is not complete", (await ExplainAsync([.. arguments, List(Entry)])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "objectId=$(az ad app show --id \"$appId\" --query id --output tsv)")]
    [InlineData("--client-id 10000000-0000-4000-8000-000000000001", "objectId=$(az ad app show --id 10000000-0000-4000-8000-000000000001 --query id --output tsv)")]
    public async Task Where_the_list_has_no_object_id_the_command_that_sets_it_comes_first(string client, string command)
    {
        var claims = Write("claims.json", Claims);
        var list = List(Entry.Replace("https://gitlab.com\",\"subject", "https://gitlab.com/\",\"subject", StringComparison.Ordinal));
        var said = (await ExplainAsync(["--claims", claims, "--credentials", list, .. client.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Fails("/applications/${objectId:?}/", 1).Output;
        Assert.InRange(said.IndexOf(command, StringComparison.Ordinal), 0, said.IndexOf("az rest", StringComparison.Ordinal));
        var known = list + ".graph";
        await File.WriteAllTextAsync(known, $$"""{"@odata.context":"applications('10000000-0000-4000-8000-000000000002')","value":{{await File.ReadAllTextAsync(list, TestContext.Current.CancellationToken)}}}""", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("objectId", (await ExplainAsync("--claims", claims, "--credentials", known)).Fails("az rest", 1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_for_scripts_names_each_member_that_is_printed()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Command.Repository, "docs", "explain.md"), TestContext.Current.CancellationToken);
        var documented = page[page.IndexOf("## For scripts", StringComparison.Ordinal)..];
        var claims = Write("claims.json", Claims.Replace(":main", ":other", StringComparison.Ordinal));
        var explained = JsonNode.Parse((await ExplainAsync("--json", "--claims", claims, "--credentials", List(Entry))).Fails("", 1).Output)!["data"]!["explained"]![0]!;
        var expression = JsonNode.Parse((await ExplainAsync("--json", "--expression", "claims['sub'] eq 'a'", "--issuer", "https://gitlab.com")).Fails("", 1).Output)!["data"]!;
        JsonNode[] objects = [explained, explained["codes"]!, explained["presented"]!, explained["credentials"]![0]!, explained["cause"]!, explained["cause"]!["fixes"]![0]!, expression, expression["tests"]![0]!];
        var members = objects.SelectMany(o => o.AsObject().Select(m => m.Key)).ToList();
        Assert.True(members.Count > 30, $"{members.Count} members");
        Assert.All(members, m => Assert.Contains(m, documented.Split('`', '"'), StringComparer.Ordinal));
    }

    private static string Make(string audience)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var others = Claims.Replace("\"aud\":\"https://gitlab.com\"}", "", StringComparison.Ordinal);
        byte[][] parts =
        [
            Encoding.UTF8.GetBytes("""{"alg":"RS256","kid":"k"}"""),
            Encoding.UTF8.GetBytes($$"""{{others}}"aud":"{{audience}}","iat":{{now}},"exp":{{now + 3600}}}"""),
            new byte[256],
        ];
        return string.Join('.', parts.Select(b => StrictBase64Url.Encode(b)));
    }

    private Task<Outcome> WithTokenAsync(string token) => Command.SallyportAsync(
        ["explain", "--token-env", "TEST_TOKEN", "--credentials", List(Entry)], environment: new Dictionary<string, string> { ["TEST_TOKEN"] = token });

    private static Task<Outcome> ExplainAsync(params string[] arguments) => Command.SallyportAsync(["explain", .. arguments]);

    private string List(string entry) => Write("list.json", $"[{entry}]");

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, name), bytes);
        return Path.Combine(folder, name);
    }
}
