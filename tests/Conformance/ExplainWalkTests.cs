using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sallyport.Conformance;

/// <summary>docs/explain.md: each of its commands, typed as it stands there, with Sallyport for the real GitLab and the real tenant.</summary>
public sealed partial class ExplainWalkTests : IAsyncLifetime
{
    private const string Subject = "project_path:mygroup/shop:ref_type:branch:ref:main";
    private const string Expression = "claims['sub'] matches 'project_path:mygroup/shop:ref_type:tag:ref:v*' and claims['project_id'] eq '57382910'";

    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Command.Repository, "docs", "explain.md"));

    private Instance instance = null!;
    private Az owner = null!;
    private GitProject clone = null!;
    private Dictionary<string, string> environment = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] Code => Page.Where(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l[4..]).ToArray();

    private static string ListCredentials => string.Join('\n', Code.Where(l => l.StartsWith("objectId=", StringComparison.Ordinal) || l.StartsWith("az rest --method GET", StringComparison.Ordinal)));

    private static string[] Explanations => Code.Select(l => l.StartsWith("$ ", StringComparison.Ordinal) ? l[2..] : l).Where(l => l.StartsWith("sallyport explain", StringComparison.Ordinal)).ToArray();

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync("--rules", "entra-2026");
        owner = await Az.OwnerAsync(instance);
        var tools = Directory.CreateDirectory(Path.Combine(instance.Folder, "tools")).FullName;
        var sallyport = Path.Combine(tools, "sallyport");
        await File.WriteAllTextAsync(sallyport, $"#!/bin/sh\nexec dotnet '{Command.Sallyport}' \"$@\"\n", Cancel);
        File.SetUnixFileMode(sallyport, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        environment = new Dictionary<string, string>(owner.Environment) { ["PATH"] = $"{tools}:{owner.Environment["PATH"]}" };
        var appId = environment["appId"] = await owner.TextAsync("ad", "app", "create", "--display-name", "shop", "--query", "appId", "-otsv");
        (await owner.RunAsync("ad", "sp", "create", "--id", appId)).Passes();
        environment["objectId"] = await owner.TextAsync("ad", "app", "show", "--id", appId, "--query", "id", "-otsv");
        clone = await GitProject.NewAsync(instance.Folder, null, "git@gitlab.example.com:mygroup/shop.git");
        await clone.CommitAsync(Config());
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task A_failed_production_job_is_explained_and_fixed_by_the_pages_own_commands()
    {
        await AddAsync(new JsonObject { ["name"] = "production", ["subject"] = Subject.Replace("mygroup", "MyGroup", StringComparison.Ordinal) });
        await AddAsync(new JsonObject { ["name"] = "releases", ["subject"] = null, ["claimsMatchingExpression"] = new JsonObject { ["value"] = Expression, ["languageVersion"] = 1 } });
        await TakeClaimsAsync((await RunJobAsync()).Fails("AADSTS7002138").Output);
        (await ShellAsync(ListCredentials)).Passes();

        Assert.Equal(4, Explanations.Length);
        foreach (var explanation in Explanations)
            (await ShellAsync(explanation)).Fails("AADSTS7002138 would be the answer (entra-2026)", 1);
        var said = (await ShellAsync(Explanations[^1])).Output;
        Assert.Equal(Anonymous(SaidByThePage()), Anonymous(said));

        (await ShellAsync(FixesIn(said).Single())).Passes();
        (await ShellAsync(ListCredentials)).Passes();
        Assert.All(await Task.WhenAll(Explanations.Select(ShellAsync)), e => Assert.Contains("would match: production", e.Passes().Output, StringComparison.Ordinal));
        (await RunJobAsync()).Passes();
    }

    [Fact]
    public async Task A_job_that_asks_for_the_wrong_audience_is_fixed_in_the_clone()
    {
        await AddAsync(new JsonObject { ["name"] = "production", ["subject"] = Subject });
        await clone.CommitAsync(Config("https://gitlab.com"));
        await TakeClaimsAsync((await RunJobAsync()).Fails("AADSTS700212").Output);
        (await ShellAsync(ListCredentials)).Passes();
        var said = (await ShellAsync(Explanations[0])).Fails("AADSTS700212", 1).Output;
        await PutInAsync(said);
        await clone.CommitAsync(null);
        (await ShellAsync(Explanations[0])).Passes();
        (await RunJobAsync()).Passes();
    }

    [Fact]
    public async Task The_list_of_az_has_lost_its_expressions_and_the_command_that_keeps_them_is_the_pages()
    {
        await AddAsync(new JsonObject { ["name"] = "branches", ["subject"] = null, ["claimsMatchingExpression"] = new JsonObject { ["value"] = Expression.Replace("tag:ref:v*", "branch:ref:*", StringComparison.Ordinal), ["languageVersion"] = 1 } });
        (await ShellAsync("az ad app federated-credential list --id \"$appId\" > credentials.json")).Passes();
        var said = (await ShellAsync(Explanations[0])).Fails("leaves expressions out", 1).Output;
        (await ShellAsync($"{FixesIn(said).Single()} > credentials.json")).Passes();
        (await ShellAsync(Explanations[0])).Passes();
    }

    private string Config(string audience = "https://gitlab.example.com") => $"""
        deploy:
          id_tokens:
            GITLAB_OIDC_TOKEN:
              aud: {audience}
          script:
            {Code.Single(l => l.StartsWith("  - printf", StringComparison.Ordinal)).Trim()}
            - printf %s "$GITLAB_OIDC_TOKEN" > {instance.Folder}/held
            - az login --service-principal -u {environment["appId"]} -t {instance.TenantId} --federated-token "$GITLAB_OIDC_TOKEN" --allow-no-subscriptions
        """;

    private static string[] FixesIn(string said) => said.Split('\n').Where(l => l.StartsWith("            ", StringComparison.Ordinal)).Select(l => l.Trim())
        .Where(l => l.StartsWith("az ", StringComparison.Ordinal)).ToArray();

    // As a person does: the lines that are given take the place of those that stand there.
    private async Task PutInAsync(string said)
    {
        var path = Path.Combine(clone.Folder, ".gitlab-ci.yml");
        var given = said.Split('\n').SkipWhile(l => l.Trim() != "id_tokens:").Take(3).Select(l => "  " + l[12..]).ToList();
        var lines = (await File.ReadAllLinesAsync(path, Cancel)).ToList();
        var at = lines.IndexOf("  id_tokens:");
        lines.RemoveRange(at, given.Count);
        lines.InsertRange(at, given);
        await File.WriteAllLinesAsync(path, lines, Cancel);
    }

    private static string SaidByThePage()
    {
        var start = Array.FindIndex(Page, l => l.StartsWith("    $ ", StringComparison.Ordinal));
        return string.Concat(Page.Skip(start + 1).TakeWhile(l => l.Length > 0).Select(l => l[4..] + "\n"));
    }

    private static string Anonymous(string text) => AnyId().Replace(text, "ID");

    private Task<Outcome> ShellAsync(string commands) => Command.RunAsync("bash", ["-euc", commands], clone.Folder, environment);

    private Task<Outcome> RunJobAsync() => instance.RunAsync(["run", "--project-id", "57382910"], clone.Folder, new Dictionary<string, string>
    {
        ["PATH"] = environment["PATH"],
    });

    private async Task AddAsync(JsonObject credential)
    {
        (credential["issuer"], credential["audiences"]) = (TutorialApplication.Issuer, new JsonArray(TutorialApplication.Issuer));
        (await owner.RunAsync("rest", "--method", "POST", "--uri",
            $"https://graph.microsoft.com/beta/applications/{environment["objectId"]}/federatedIdentityCredentials", "--body", credential.ToJsonString())).Passes();
    }

    // As a person does: the object out of the job's log.
    private async Task TakeClaimsAsync(string log)
    {
        await File.WriteAllTextAsync(Path.Combine(clone.Folder, "claims.json"), PrintedObject().Match(log).Value, Cancel);
        environment["GITLAB_OIDC_TOKEN"] = await File.ReadAllTextAsync(Path.Combine(instance.Folder, "held"), Cancel);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex AnyId();

    [GeneratedRegex(@"^\{\r?\n(  ""[a-z_]+"": .*\n)+\}", RegexOptions.Multiline)]
    private static partial Regex PrintedObject();
}
