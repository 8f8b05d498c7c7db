using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>What <c>sallyport explain --job</c> knows of a job that a real GitLab would run, and what it says that it does not know.</summary>
public sealed class ExplainJobTests : IDisposable
{
    private const string Subject = "project_path:mygroup/shop:ref_type:branch:ref:main";

    private const string Config = """
        auth:
          environment: production/$CI_COMMIT_REF_NAME
          id_tokens:
            T:
              aud: $AUD
          script: ["true"]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-explain-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_project_id_that_nobody_said_is_asked_for_with_the_command_that_prints_it()
    {
        var project = await NewAsync("https://gitlab.example.com");
        const string command = "curl --fail --silent --show-error https://gitlab.example.com/api/v4/projects/mygroup%2Fshop | jq .id";
        var expression = List(null, "claims['sub'] matches 'project_path:mygroup/shop:*' and claims['project_id'] eq '57382910' and claims['namespace_id'] eq '7'");
        var open = (await ExplainAsync(project, expression)).Fails("cannot be told", 1).Output;
        Assert.Single(open.Split('\n'), l => l.Contains("--project-id N", StringComparison.Ordinal));
        Assert.Contains("api/v4/projects/mygroup%2Fshop", open, StringComparison.Ordinal);
        Assert.Contains("claim namespace_id is not known from here", open, StringComparison.Ordinal);
        var otherProject = List(null, "claims['sub'] matches 'project_path:mygroup/other:*' and claims['project_id'] eq '57382910'");
        Assert.Contains(command, (await ExplainAsync(project, otherProject)).Fails("--project-id N", 1).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--project-id N", (await ExplainAsync(project, expression, "--project-id", "57382910")).Output, StringComparison.Ordinal);
        (await ExplainAsync(project, List(null, "claims['project_id'] eq '57382910'"), "--project-id", "57382910")).Passes();
        Assert.DoesNotContain("--project-id N", (await ExplainAsync(project, List(Subject + "x", null))).Fails("AADSTS700213", 1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_of_an_audience_that_only_GitLab_knows_is_asked_for()
    {
        var project = await NewAsync("p-$CI_PROJECT_ID");
        (await ExplainAsync(project, List(Subject, null, "p-57382910"))).FailsInOneLine("--project-id N", 2);
        (await ExplainAsync(project, List(Subject, null, "p-57382910"), "--project-id", "57382910")).Passes();
        await project.CommitAsync(Config.Replace("$AUD", "$CI_DEFAULT_BRANCH", StringComparison.Ordinal));
        (await ExplainAsync(project, List(Subject, null, "main"))).FailsInOneLine("--variable CI_DEFAULT_BRANCH=VALUE", 2);
        (await ExplainAsync(project, List(Subject, null, "main"), "--variable", "CI_DEFAULT_BRANCH=main")).Passes();
        await project.CommitAsync(Config.Replace("$AUD", "$CI_ENVIRONMENT_NAME-$CI_COMMIT_TAG", StringComparison.Ordinal));
        (await ExplainAsync(project, List(Subject, null, "production/main-"))).Passes();
    }

    [Fact]
    public async Task Changes_that_are_not_committed_or_not_pushed_are_told()
    {
        var project = await NewAsync("https://gitlab.com");
        var list = List(Subject, null);
        Assert.DoesNotContain("note", (await ExplainAsync(project, list)).Fails("AADSTS700212", 1).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "README"), "", Cancel); // nothing that the job comes from
        Assert.DoesNotContain("note", (await ExplainAsync(project, list)).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, ".gitlab-ci.yml"), Config.Replace("$AUD", "https://gitlab.example.com", StringComparison.Ordinal), Cancel);
        (await ExplainAsync(project, list)).Fails("commit the changes in .gitlab-ci.yml", 1);
        await project.GitAsync("update-ref", "refs/remotes/origin/main", "HEAD");
        await project.CommitAsync(null);
        Assert.Contains("GitLab may not have this commit yet", (await ExplainAsync(project, list)).Passes().Output, StringComparison.Ordinal);
        await project.GitAsync("update-ref", "refs/remotes/origin/main", "HEAD");
        Assert.DoesNotContain("note", (await ExplainAsync(project, list)).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_says_which_job_and_that_an_issuer_is_guessed()
    {
        var project = await NewAsync("https://gitlab.example.com", "git@gitlab-work:mygroup/shop.git");
        var list = List(Subject, null);
        var said = (await ExplainAsync(project, list)).Fails("https://gitlab-work is guessed", 1).Output;
        Assert.Matches(@"^T of the job auth on the branch main \([0-9a-f]{8}\) of mygroup/shop at https://gitlab-work:\n", said);
        Assert.DoesNotContain("guessed", (await ExplainAsync(project, list, "--gitlab-url", "https://gitlab.example.com")).Passes().Output, StringComparison.Ordinal);
        var notes = JsonNode.Parse((await ExplainAsync(project, list, "--json")).Fails("", 1).Output)!["data"]!["explained"]![0]!["notes"]!.AsArray();
        Assert.Contains("is guessed", (string?)Assert.Single(notes)!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_file_of_a_clone_moves_no_cursor()
    {
        var project = await GitProject.NewAsync(folder, "\"evil\\e[31mjob\\n\\u202e\": { script: x }\n");
        var said = (await ExplainAsync(project, List(Subject, null))).FailsInOneLine("there is no job 'auth'; the file has evil\uFFFD[31mjob\uFFFD\uFFFD", 2).Error;
        Assert.DoesNotContain(said, c => char.IsControl(c) && c != '\n');
    }

    private Task<GitProject> NewAsync(string audience, string remote = "https://gitlab.example.com/mygroup/shop.git") =>
        GitProject.NewAsync(folder, Config.Replace("$AUD", audience, StringComparison.Ordinal), remote);

    private static Task<Outcome> ExplainAsync(GitProject project, string list, params string[] more) =>
        Command.SallyportAsync(["explain", "--job", "auth", "--credentials", list, .. more], project.Folder);

    private string List(string? subject, string? expression, string audience = "https://gitlab.example.com")
    {
        var file = Path.Combine(folder, $"{Guid.CreateVersion7():N}.json");
        File.WriteAllText(file, new JsonArray(new JsonObject
        {
            ["name"] = "main", ["issuer"] = "https://gitlab.example.com", ["subject"] = subject, ["audiences"] = new JsonArray(audience),
            ["claimsMatchingExpression"] = expression is null ? null : new JsonObject { ["value"] = expression, ["languageVersion"] = 1 },
        }).ToJsonString());
        return file;
    }
}
