using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport explain</c> without a server: a real tenant's credentials against a real job's claims.</summary>
public sealed class ExplainTests : IDisposable
{
    private const string Claims = """{"iss":"https://gitlab.example.com","sub":"project_path:mygroup/myproject:ref_type:branch:ref:main","aud":"https://gitlab.com","project_id":"57382910"}""";
    private const string Credentials = """
        [{"audiences":["https://gitlab.example.com"],"id":"10000000-0000-4000-8000-000000000002","issuer":"https://gitlab.example.com",
          "name":"main-branch","subject":"project_path:mygroup/myproject:ref_type:branch:ref:main"},
         {"audiences":["https://gitlab.com"],"id":"10000000-0000-4000-8000-000000000003","issuer":"https://gitlab.com",
          "name":"elsewhere","subject":"project_path:mygroup/myproject:ref_type:branch:ref:main"}]
        """;

    private const string Expression = "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:*' and claims['project_id'] eq '57382910'";

    private const string Config = """
        auth:
          id_tokens:
            GITLAB_OIDC_TOKEN:
              aud: https://gitlab.example.com
          script: ["true"]
        plain:
          script: ["true"]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-explain-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Explains_decoded_claims_beside_each_credential_and_says_what_fixes_it()
    {
        var outcome = (await ExplainAsync("--claims", Write("claims.json", Claims), "--credentials", Write("list.json", Credentials))).Fails("AADSTS700212", 1);
        Assert.Contains("expected  https://gitlab.example.com\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("^ differs from character 16 on", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\n            id_tokens:\n              GITLAB_OIDC_TOKEN:\n                aud: https://gitlab.example.com\n", outcome.Output, StringComparison.Ordinal);
        Assert.True(outcome.Output.IndexOf("main-branch", StringComparison.Ordinal) < outcome.Output.IndexOf("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ends_well_when_the_claims_would_match()
    {
        var claims = Write("claims.json", Claims.Replace("https://gitlab.com", "https://gitlab.example.com", StringComparison.Ordinal));
        Assert.Contains("would match: main-branch", (await ExplainAsync("--claims", claims, "--credentials", Write("list.json", Credentials))).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prints_one_envelope()
    {
        var outcome = (await ExplainAsync("--json", "--claims", Write("claims.json", Claims), "--credentials", Write("list.json", Credentials))).Fails("", 1);
        var line = JsonNode.Parse(outcome.Output)!;
        Assert.Equal((1, "explain", "failed"), ((int)line["schemaVersion"]!, (string)line["command"]!, (string)line["status"]!));
        var explained = line["data"]!["explained"]![0]!;
        Assert.Equal(("audience-other-host", "job"), ((string?)explained["cause"]!["kind"], (string?)explained["cause"]!["side"]));
        Assert.Equal(["AADSTS700212", "AADSTS700212"], explained["codes"]!.AsObject().Select(c => (string?)c.Value));
        Assert.Equal(2, explained["credentials"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("", "The token is empty")]
    [InlineData("$GITLAB_OIDC_TOKEN", "was not expanded")]
    [InlineData("[MASKED]", "where it is masked")]
    public async Task A_token_that_is_none_is_told_from_a_variable(string text, string cause)
    {
        var outcome = await Command.SallyportAsync(
            ["explain", "--token-env", "TEST_TOKEN", "--credentials", Write("list.json", Credentials)], environment: new Dictionary<string, string> { ["TEST_TOKEN"] = text });
        Assert.Contains(cause, outcome.Fails("cause", 1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_lost_its_expressions_is_noticed()
    {
        var list = Write("list.json", Credentials.Replace("\"name\":\"main-branch\",\"subject\":\"project_path:mygroup/myproject:ref_type:branch:ref:main\"", "\"name\":\"any\",\"subject\":null", StringComparison.Ordinal));
        var claims = Write("claims.json", Claims.Replace("https://gitlab.com", "https://gitlab.example.com", StringComparison.Ordinal));
        Assert.Contains("graph.microsoft.com/beta/applications/${objectId:?", (await ExplainAsync("--claims", claims, "--credentials", list)).Fails("v1.0", 1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_explained_from_the_repository_alone()
    {
        var project = await GitProject.NewAsync(folder, Config, "git@gitlab.example.com:mygroup/myproject.git");
        await project.GitAsync("tag", "v1");
        var list = Write("list.json", Credentials);
        Task<Outcome> Job(params string[] more) => Command.SallyportAsync(["explain", "--credentials", list, .. more], project.Folder);
        (await Job("--job", "auth")).Passes();
        Assert.Contains("tag 'v1'", (await Job("--job", "auth", "--tag", "v1")).Fails("AADSTS700213", 1).Output, StringComparison.Ordinal);
        (await Job("--job", "auth", "--project", "fork/myproject")).Fails("A fork", 1);
        (await Job("--job", "auth", "--gitlab-url", "https://gitlab.com")).Fails("AADSTS700212", 1);
        (await Job("--job", "plain")).FailsInOneLine("no id_tokens", 2);
        (await Job("--job", "none")).FailsInOneLine("auth, plain", 2);
    }

    [Fact]
    public async Task What_the_repository_does_not_know_is_neither_missing_nor_wrong()
    {
        var project = await GitProject.NewAsync(folder, Config, "git@gitlab.example.com:mygroup/myproject.git");
        var list = Write("list.json", $$$"""[{"audiences":["https://gitlab.example.com"],"issuer":"https://gitlab.example.com","name":"any","subject":null,"claimsMatchingExpression":{"value":"{{{Expression}}}","languageVersion":1}}]""");
        Task<Outcome> Job(params string[] more) => Command.SallyportAsync(["explain", "--credentials", list, "--job", "auth", .. more], project.Folder);
        var said = (await Job()).Fails("cannot be told from here", 1).Output;
        Assert.Contains("  = subject   presented project_path:mygroup/myproject", said, StringComparison.Ordinal);
        Assert.Contains("  ? project_id presented (not known here)", said, StringComparison.Ordinal);
        Assert.Contains("/api/v4/projects/mygroup%2Fmyproject\" | jq .id", said, StringComparison.Ordinal);
        (await Job("--project-id", "57382910")).Passes();
        var wrong = (await Job("--project-id", "1")).Fails("AADSTS7002131", 1).Output;
        Assert.Contains("  = subject   presented", wrong, StringComparison.Ordinal);
        Assert.Contains("  ≠ project_id presented 1\n", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fixes_is_a_call_of_the_real_GitLab()
    {
        var project = await GitProject.NewAsync(folder, Config, "git@gitlab.example.com:mygroup/myproject.git");
        await project.GitAsync("tag", "v1");
        var said = (await Command.SallyportAsync(["explain", "--credentials", Write("list.json", Credentials), "--job", "auth", "--tag", "v1"], project.Folder)).Fails("AADSTS700213", 1).Output;
        Assert.Contains("curl --request POST --header \"PRIVATE-TOKEN: $GITLAB_TOKEN\" \"https://gitlab.example.com/api/v4/projects/mygroup%2Fmyproject/pipeline?ref=main\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("sallyport run", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_explained_whatever_else_its_file_has()
    {
        var project = await GitProject.NewAsync(folder, """
            include: [ci/azure.yml, { template: Jobs/SAST.gitlab-ci.yml }]
            workflow: { rules: [{ if: $CI_COMMIT_BRANCH }] }
            auth:
              extends: .azure
              needs: [build]
              services: [docker]
              rules: [{ if: $CI_COMMIT_TAG, when: manual }]
              script: ["true"]
            """);
        Directory.CreateDirectory(Path.Combine(project.Folder, "ci"));
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "ci", "azure.yml"), ".azure: { id_tokens: { T: { aud: $OUR_AUDIENCE } } }\n", TestContext.Current.CancellationToken);
        await project.CommitAsync(null);
        Task<Outcome> Job(params string[] more) => Command.SallyportAsync(["explain", "--credentials", Write("list.json", Credentials), "--job", "auth", .. more], project.Folder);
        (await Job("--variable", "OUR_AUDIENCE=https://gitlab.example.com")).Passes();
        (await Job("--variable", "OUR_AUDIENCE=https://gitlab.com")).Fails("AADSTS700212", 1);
        (await Job()).FailsInOneLine("--variable OUR_AUDIENCE=VALUE", 2);
        (await Job("--variable", "OUR_AUDIENCE")).FailsInOneLine("NAME=VALUE", 2);
    }

    [Fact]
    public async Task An_expression_is_tested_and_what_else_it_lets_in_is_told()
    {
        Task<Outcome> Test(string expression, params string[] more) => ExplainAsync(["--expression", expression, "--issuer", "https://gitlab.example.com", .. more]);
        var good = "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:*' and claims['project_id'] eq '57382910'";
        Assert.Contains("also those that are not protected", (await Test(good, "--claims", Write("claims.json", Claims))).Passes().Output, StringComparison.Ordinal);
        (await Test("claims['sub'] matches 'project_path:mygroup*'")).Fails("any group whose name starts with 'mygroup'", 1);
        (await Test("claims['sub'] matches 'project_path:mygroup*'")).Fails("for example project_path:mygroup/any-project:ref_type:branch:ref:any-branch", 1);
        (await Test("claims['sub'] like 'x'")).Fails("Expected the operator", 1);
    }

    [Theory]
    [InlineData("https://gitlab.invalid", "its name cannot be resolved")]
    [InlineData("https://localhost", "no public address")]
    public async Task Live_says_how_the_issuer_cannot_be_reached(string issuer, string reason)
    {
        string Of(string text) => text.Replace("\"https://gitlab.com\"", $"\"{issuer}\"", StringComparison.Ordinal).Replace("\"https://gitlab.example.com\"", $"\"{issuer}\"", StringComparison.Ordinal);
        string[] arguments = ["--claims", Write("claims.json", Of(Claims)), "--credentials", Write("list.json", Of(Credentials))];
        (await ExplainAsync(arguments)).Passes();
        Assert.Contains(reason, (await ExplainAsync([.. arguments, "--live"])).Fails("AADSTS501661", 1).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--claims x", "--credentials FILE, or --app APP")]
    [InlineData("--token a --token-env B --credentials x", "one of --token")]
    [InlineData("--token a --app <client-id>", "placeholder")]
    [InlineData("--expression x", "--issuer")]
    [InlineData("--claims /nowhere --credentials /nowhere", "cannot be read")]
    public async Task A_command_line_that_says_too_little_is_refused(string arguments, string text) =>
        (await ExplainAsync(arguments.Split(' '))).FailsInOneLine(text, 2);

    [Fact]
    public async Task An_application_of_the_instance_is_found_by_its_client_id()
    {
        await using var instance = await Instance.StartAsync();
        var claims = Write("claims.json", Claims);
        (await instance.RunAsync(["explain", "--claims", claims, "--app", instance.OwnerClientId])).Fails("no federated identity credential", 1);
        (await instance.RunAsync(["explain", "--claims", claims, "--app", "nobody"])).FailsInOneLine("has no application 'nobody'", 1);
    }

    private static Task<Outcome> ExplainAsync(params string[] arguments) => Command.SallyportAsync(["explain", .. arguments]);

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return Path.Combine(folder, name);
    }
}
