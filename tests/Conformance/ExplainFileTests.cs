namespace Sallyport.Conformance;

/// <summary><c>sallyport-explain</c> as eng/package-explain publishes it, in a root folder that has glibc and nothing else.</summary>
public sealed class ExplainFileTests(ExplainFileTests.Published published) : IClassFixture<ExplainFileTests.Published>
{
    private const string Claims = """
        {"iss":"https://gitlab.example.com","sub":"project_path:mygroup/shop:ref_type:branch:ref:main","aud":"api://x","project_id":"42"}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> Questions { get; } = new()
    {
        { """[{"name":"slash","issuer":"https://gitlab.example.com/","subject":"project_path:mygroup/shop:ref_type:branch:ref:main","audiences":["api://x"]}]""", [] },
        { """[{"name":"fits","issuer":"https://gitlab.example.com","subject":"project_path:mygroup/shop:ref_type:branch:ref:main","audiences":["api://x"]}]""", [] },
        { """[{"name":"tag","issuer":"https://gitlab.example.com","subject":"project_path:mygroup/shop:ref_type:tag:ref:main","audiences":["api://x"]}]""", ["--rules", "entra-2024"] },
        { """[{"name":"wild","issuer":"https://gitlab.example.com","claimsMatchingExpression":{"value":"claims['sub'] matches 'project_path:mygroup/*:ref_type:tag:*' and claims['project_id'] eq '42'","languageVersion":1},"audiences":["api://x"]}]""", [] },
        { """{"error":{"code":"Authorization_RequestDenied","message":"no"}}""", [] },
        { "nonsense", [] },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task It_answers_as_sallyport_explain_does(string credentials, string[] options)
    {
        await File.WriteAllTextAsync(Path.Combine(published.Root, "claims.json"), Claims, Cancel);
        await File.WriteAllTextAsync(Path.Combine(published.Root, "credentials.json"), credentials, Cancel);
        foreach (var form in (string[][])[[], ["--json"]])
        {
            string[] asked = ["--claims", "claims.json", "--credentials", "credentials.json", .. options, .. form];
            var whole = await Command.SallyportAsync(["explain", .. asked], published.Root);
            var file = await published.RunAsync(asked);
            Assert.Equal((whole.ExitCode, whole.Output), (file.ExitCode, file.Output));
            Assert.Equal(whole.Error.Replace("sallyport: ", "sallyport-explain: ", StringComparison.Ordinal), file.Error);
        }
    }

    [Fact]
    public async Task It_reads_a_token_from_a_variable_and_tests_an_expression()
    {
        await File.WriteAllTextAsync(Path.Combine(published.Root, "credentials.json"), "[]", Cancel);
        var token = await published.RunAsync(
            ["--token-env", "TOKEN", "--credentials", "credentials.json"], new() { ["TOKEN"] = "$GITLAB_OIDC_TOKEN" });
        Assert.Contains("was not expanded", token.Output, StringComparison.Ordinal);
        var expression = await published.RunAsync(
            ["--expression", "claims['sub'] matches 'project_path:mygroup/*' and claims['project_id'] eq '42'", "--issuer", "https://gitlab.com"]);
        expression.Passes();
        Assert.Contains("  2026      accepted", expression.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_needs_more_than_a_file_is_refused()
    {
        var refused = await published.RunAsync(["--last"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--last", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>The published file, beside the libraries of glibc in a folder that becomes its root.</summary>
    public sealed class Published : IAsyncLifetime
    {
        public string Root { get; } = Directory.CreateTempSubdirectory("sallyport-root-").FullName;

        public async ValueTask InitializeAsync()
        {
            var repository = Command.Repository;
            (await Command.RunAsync(Path.Combine(repository, "eng/package-explain"), ["linux-x64"], repository)).Passes();
            var program = Path.Combine(repository, ".build/explain/linux-x64/sallyport-explain");
            File.Copy(program, Path.Combine(Root, "sallyport-explain"));
            var libraries = (await Command.RunAsync("ldd", [program])).Passes().Output
                .Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/'));
            foreach (var library in libraries)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Root + library)!);
                File.Copy(library, Root + library);
            }
        }

        /// <summary>Runs the file with this folder as its root.</summary>
        public Task<Outcome> RunAsync(string[] arguments, Dictionary<string, string>? environment = null) =>
            Command.RunAsync("unshare", ["--map-root-user", "chroot", Root, "/sallyport-explain", .. arguments], null, environment);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
