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
                var fixedAt = demo.Output.IndexOf("Job succeeded", at, StringComparison.Ordinal);
                Assert.True(fixedAt >= 0, $"not fixed: {text}");
                Assert.Contains("  cause ", demo.Output[at..fixedAt], StringComparison.Ordinal);
                Assert.Contains("  fix ", demo.Output[at..fixedAt], StringComparison.Ordinal);
            }
            CompareWithTutorial(ReadCalls(folder));
            Assert.Equal(TutorialBodies(), File.ReadAllText(Path.Combine(folder, "bodies")).Split('\0').SkipLast(1).Where(IsTutorials));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(1, "'sign in as the owner': it failed with exit code 1")]
    [InlineData(2, "'the application': it failed with exit code 1")]
    [InlineData(3, "'the service principal': it failed with exit code 1")]
    [InlineData(4, "'for one branch': it failed with exit code 1")]
    [InlineData(7, "'for any branch, as printed': it did not print")]
    [InlineData(14, "'the role assignment': it failed with exit code 1")]
    [InlineData(15, "'the job, as printed': it did not print")]
    [InlineData(17, "'the job': it failed with exit code 1")]
    public async Task Fails_and_says_where_when_one_call_of_az_fails(int call, string where)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-demo-test-").FullName;
        try
        {
            var demo = await DemoAsync(await WrapperAsync(folder, call));
            demo.Fails("The demo stopped: ", 1);
            Assert.Contains($"The demo stopped: {where}", demo.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
            Assert.Equal(call, ReadCalls(folder).Count); // it does not go on behind the failure
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

    // The bodies that the scripts write, their placeholders filled in as samples/tutorial/README.md says.
    private static IEnumerable<string> TutorialBodies() => Directory.EnumerateFiles(Samples, "?-*.sh").Order(StringComparer.Ordinal)
        .Select(File.ReadAllText).Where(s => s.Contains("<<EOF", StringComparison.Ordinal))
        .Select(s => s[(s.IndexOf("body.json\n", StringComparison.Ordinal) + 10)..(s.IndexOf("\nEOF", StringComparison.Ordinal) + 1)]
            .Replace("<mygroup>/<myproject>", "mygroup/myproject", StringComparison.Ordinal).Replace("<branch>", "main", StringComparison.Ordinal));

    private static bool IsTutorials(string body) => body.Contains("\"name\": \"gitlab-federated-identity\"", StringComparison.Ordinal);

    private static string Value(List<string[]> calls, Func<string[], bool> which, string option)
    {
        var call = calls.First(which);
        return call[Array.IndexOf(call, option) + 1];
    }

    private static Task<Outcome> DemoAsync(string wrapper) =>
        Command.SallyportAsync(["demo", "--az", wrapper], limit: TimeSpan.FromMinutes(4));

    // Records its arguments and the file it is to send, then is the real az; or fails at the call that it is told.
    private static async Task<string> WrapperAsync(string folder, int? fails)
    {
        var path = Path.Combine(folder, "az");
        await File.WriteAllTextAsync(path, $$"""
            #!/bin/bash
            printf '%s\0' "$@" '' >> '{{folder}}/calls'
            last=${*: -1}
            if [[ $last == @* ]]; then cat "${last:1}"; printf '\0'; fi >> '{{folder}}/bodies'
            echo >> '{{folder}}/count'
            if [[ $(wc -l < '{{folder}}/count') == '{{fails}}' ]]; then echo 'ERROR: made to fail' >&2; exit 1; fi
            exec '{{await Az.ProgramAsync(debian12: false)}}' "$@"
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static List<string[]> ReadCalls(string folder) => File.ReadAllText(Path.Combine(folder, "calls"))
        .Split("\0\0", StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('\0')).ToList();
}
