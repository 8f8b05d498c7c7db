namespace Sallyport.Conformance;

/// <summary>The demo with the real az, and with an az of which one call fails.</summary>
public sealed class DemoTests
{
    private static readonly string Samples = Path.Combine(Command.Repository, "samples", "tutorial");

    [Fact]
    public async Task Runs_the_tutorials_own_commands_and_explains_its_three_failures()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-demo-test-").FullName;
        try
        {
            var demo = (await DemoAsync(await WrapperAsync(folder, null))).Passes();
            Assert.Contains("Every step did what the tutorial says", demo.Output, StringComparison.Ordinal);
            foreach (var text in (string[])[
                "ERROR: AADSTS70021: No matching federated identity record found for presented assertion.",
                "ERROR: AADSTS501661: Request to External OIDC endpoint failed.",
                "ERROR: AADSTS700212: No matching federated identity record found for presented assertion audience 'https://gitlab.com'"])
            {
                var at = demo.Output.IndexOf(text, StringComparison.Ordinal);
                Assert.True(at >= 0, text);
                var behind = demo.Output[at..];
                Assert.InRange(behind.IndexOf("cause ", StringComparison.Ordinal), 0, 3000);
                Assert.Contains("Job succeeded", behind, StringComparison.Ordinal);
            }
            CompareWithTutorial(ReadCalls(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("login")]
    [InlineData("ad app create")]
    [InlineData("ad sp create")]
    [InlineData("ad app show")]
    [InlineData("rest")]
    [InlineData("role assignment create")]
    [InlineData("account show")]
    public async Task Fails_and_says_where_when_one_call_of_az_fails(string call)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-demo-test-").FullName;
        try
        {
            var demo = await DemoAsync(await WrapperAsync(folder, call));
            demo.Fails("The demo stopped: '", 1);
            Assert.Contains("✗", demo.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each call of the tutorial, its placeholders filled in with what the demo used, stands among the recorded ones, in the tutorial's order.
    private static void CompareWithTutorial(List<string[]> calls)
    {
        var appId = Value(calls, c => c is ["ad", "sp", "create", ..], "--id");
        var owner = calls.First(c => c is ["login", ..]);
        var tenant = owner[Array.IndexOf(owner, "--tenant") + 1];
        var uri = Value(calls, c => c is ["rest", ..], "--uri");
        var subscription = Value(calls, c => c is ["role", ..], "--scope").Split('/')[^1];
        var job = calls.First(c => c is ["login", ..] && c.Contains("--federated-token"));
        string Fill(string word) => word
            .Replace("<subscription-id>", subscription, StringComparison.Ordinal)
            .Replace("$appId", appId, StringComparison.Ordinal)
            .Replace("$objectId", uri.Split('/')[^2], StringComparison.Ordinal)
            .Replace("$AZURE_CLIENT_ID", appId, StringComparison.Ordinal)
            .Replace("$AZURE_TENANT_ID", tenant, StringComparison.Ordinal)
            .Replace("$GITLAB_OIDC_TOKEN", job[^1], StringComparison.Ordinal);
        var expected = TutorialCalls().Select(c => c.Select(Fill).ToArray()).ToList();
        Assert.Equal(11, expected.Count);
        var next = 0;
        foreach (var call in expected)
        {
            var at = calls.FindIndex(next, c => c.SequenceEqual(call, StringComparer.Ordinal));
            Assert.True(at >= 0, $"not called in its place: az {string.Join(' ', call)}");
            next = at + 1;
        }
    }

    private static IEnumerable<string[]> TutorialCalls()
    {
        var scripts = Directory.EnumerateFiles(Samples, "?-*.sh").Order(StringComparer.Ordinal).Append(Path.Combine(Samples, ".gitlab-ci.yml"));
        foreach (var line in scripts.SelectMany(File.ReadLines))
        {
            var at = line.IndexOf("az ", StringComparison.Ordinal);
            if (at >= 0 && (at == 0 || line[at - 1] is '(' or ' ') && !line.Contains("image:", StringComparison.Ordinal))
                yield return line[(at + 3)..].TrimEnd(')').Split(' ').Select(w => w.Trim('"')).ToArray();
        }
    }

    private static string Value(List<string[]> calls, Func<string[], bool> which, string option)
    {
        var call = calls.First(which);
        return call[Array.IndexOf(call, option) + 1];
    }

    private static Task<Outcome> DemoAsync(string wrapper) =>
        Command.SallyportAsync(["demo", "--az", wrapper], limit: TimeSpan.FromMinutes(4));

    // Records its arguments, then is the real az; or fails where it is told to.
    private static async Task<string> WrapperAsync(string folder, string? fails)
    {
        var path = Path.Combine(folder, "az");
        await File.WriteAllTextAsync(path, $$"""
            #!/bin/bash
            printf '%s\0' "$@" '' >> '{{folder}}/calls'
            if [[ -n '{{fails}}' && "$*" == '{{fails}}'* ]]; then echo 'ERROR: made to fail' >&2; exit 1; fi
            exec '{{await Az.ProgramAsync(debian12: false)}}' "$@"
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static List<string[]> ReadCalls(string folder) => File.ReadAllText(Path.Combine(folder, "calls"))
        .Split("\0\0", StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('\0')).ToList();
}
