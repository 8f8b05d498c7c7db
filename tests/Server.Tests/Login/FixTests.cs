using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Tests.Mistakes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>The planted mistakes on the wire: a job's real token is refused, the command of the sign-in record is carried out, and the token is taken.</summary>
public sealed partial class FixTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_that_changes_the_credential_makes_the_refused_token_be_taken()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026);
        var (token, repaired) = (await server.Running.IdTokenAsync(projectId: 57382910), new List<string>());
        foreach (var mistake in PlantedMistake.All.Where(IsOfTheCredential))
        {
            var (appId, objectId) = await server.AddApplicationAsync();
            if (!await TryAddAsync(server, objectId, mistake.Credentials[0]))
                continue; // Graph takes no such credential: nobody can make this mistake here
            var code = await server.ExchangeAsync(token, appId);
            Assert.True(mistake.In2026 == code, $"{mistake.Name}: {code}");
            var command = (await CommandsAsync(server))[0];
            if (!Command().IsMatch(command))
                continue; // the job's, or left to a person
            Assert.True(await CarryOutAsync(server, command), mistake.Name);
            code = await server.ExchangeAsync(token, appId);
            Assert.True(code == 0, $"{mistake.Name}: {code}");
            repaired.Add(mistake.Name);
        }
        Assert.True(repaired.Count >= 20, string.Join(", ", repaired));
        Assert.Contains("subject: wildcard", repaired); // where GitLab is asked first
    }

    [Theory]
    [InlineData("entra-2024", "project_path:my*", "my-evil/x")]
    [InlineData("entra-2024", "*", "my-evil/x")]
    [InlineData("entra-2026", "project_path:my*", "my-evil/x")]
    [InlineData("entra-2026", "project_path:mygroup/myproject:ref_type:branch:ref:*", "my-evil/x")]
    [InlineData("entra-2026", "project_path:MyGroup/myproject:ref_type:branch:ref:main", "my-evil/x")]
    public async Task What_a_stranger_presents_makes_no_fix_that_lets_the_stranger_in(string rules, string subject, string project)
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Find(rules)!);
        var (owners, strangers) = (await server.Running.IdTokenAsync(projectId: 57382910), await server.Running.IdTokenAsync(project: project, projectId: 666));
        var (appId, objectId) = await server.AddApplicationAsync();
        Assert.True(await TryAddAsync(server, objectId, PlantedMistake.Trust(subject: subject)));
        var before = await server.ExchangeAsync(owners, appId);
        foreach (var posted in (string[])[strangers, Forged(strangers, ("project_path", "mygroup/myproject")), Forged(strangers, ("project_id", "57382910")), Forged(owners, ("project_id", "666"))])
        {
            Assert.NotEqual(0, await server.ExchangeAsync(posted, appId));
            foreach (var command in (await CommandsAsync(server)).Where(c => Command().IsMatch(c)))
                await CarryOutAsync(server, command);
            Assert.NotEqual(0, await server.ExchangeAsync(strangers, appId));
        }
        Assert.True(before != 0 || await server.ExchangeAsync(owners, appId) == 0);
    }

    [Fact]
    public async Task An_id_that_was_only_presented_changes_nothing_unless_the_credentials_GitLab_says_the_same()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026);
        var owners = await server.Running.IdTokenAsync(projectId: 57382910);
        var (appId, objectId) = await server.AddApplicationAsync();
        Assert.True(await TryAddAsync(server, objectId, PlantedMistake.Trust()));
        async Task<bool> FixAsync(string id)
        {
            Assert.Equal(700213, await server.ExchangeAsync(Forged(owners, ("sub", $"project_id:{id}:ref_type:branch:ref:main"), ("project_id", id)), appId));
            var command = (await CommandsAsync(server))[0];
            Assert.StartsWith("test \"$(curl", command, StringComparison.Ordinal);
            return await CarryOutAsync(server, command);
        }
        Assert.False(await FixAsync("666"));
        Assert.Equal(0, await server.ExchangeAsync(owners, appId));
        Assert.True(await FixAsync("57382910"));
        Assert.Equal(700213, await server.ExchangeAsync(owners, appId)); // the id is the project's now, as its owner asked
    }

    [Fact]
    public async Task A_token_that_was_made_for_somebody_else_is_not_taken_after_the_fix()
    {
        await using var server = await LoginServer.StartAsync();
        var replayed = server.Sign(c => c["aud"] = server.Issuer.Url);
        Assert.Equal(700212, await server.ExchangeAsync(replayed));
        Assert.Equal($"id_tokens:\n  GITLAB_OIDC_TOKEN:\n    aud: {LoginServer.Audience}", Assert.Single(await CommandsAsync(server)));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task A_record_keeps_what_an_expression_may_test_and_the_outcome_of_each_comparison()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026);
        var token = await server.Running.IdTokenAsync(projectId: 57382910);
        var (appId, objectId) = await server.AddApplicationAsync();
        Assert.True(await TryAddAsync(server, objectId, PlantedMistake.Trust(subject: null, expression: $"claims['sub'] eq '{PlantedMistake.Main}' and claims['project_id'] eq '1'")));
        Assert.Equal(7002131, await server.ExchangeAsync(token, appId));
        var explanation = (await RecordAsync(server))["explanation"]!;
        Assert.Equal("""{"project_id":"57382910","project_path":"mygroup/myproject"}""", (await RecordAsync(server))["federated"]!["presented"]!["claims"]!.ToJsonString());
        Assert.Equal(["sub True", "project_id False"], explanation["credentials"]![0]!["terms"]!.AsArray().Select(t => $"{t!["claim"]} {(bool)t["holds"]!}"));
    }

    // The job does what it should: it is the tutorial's job on main.
    private static bool IsOfTheCredential(PlantedMistake m) =>
        m is { Issuer: PlantedMistake.Host, Subject: PlantedMistake.Main, Audiences: [PlantedMistake.Host], Credentials.Length: 1, ProjectId: "57382910" };

    private static async Task<bool> TryAddAsync(LoginServer server, string objectId, FederatedIdentityCredential c)
    {
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        using var added = await graph.PostAsJsonAsync($"/beta/applications/{objectId}/federatedIdentityCredentials", new
        {
            name = c.Name, issuer = c.Issuer, subject = c.Subject, audiences = new[] { c.Audience },
            claimsMatchingExpression = c.Expression is null ? null : new { value = c.Expression, languageVersion = 1 },
        }, Cancel);
        return added.StatusCode == HttpStatusCode.Created;
    }

    // As a shell would: where GitLab is asked first, it is asked, and nothing follows unless it says the same.
    private static async Task<bool> CarryOutAsync(LoginServer server, string text)
    {
        var command = Command().Match(text);
        if (command.Groups["project"] is { Success: true } project)
        {
            Assert.Equal(PlantedMistake.Host, command.Groups["gitlab"].Value);
            using var gitlab = server.Running.For("gitlab.example.com");
            gitlab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Running.Facts.GitLabToken);
            using var answer = await gitlab.GetAsync($"/api/v4/projects/{project.Value}", Cancel);
            if (!answer.IsSuccessStatusCode || $"{JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["id"]}" != command.Groups["id"].Value)
                return false;
        }
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        using var body = new StringContent(command.Groups["body"].Value.Replace("'\\''", "'", StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        using var patched = await graph.PatchAsync(command.Groups["path"].Value, body, Cancel);
        Assert.True(patched.StatusCode == HttpStatusCode.NoContent, await patched.Content.ReadAsStringAsync(Cancel));
        return true;
    }

    // The claims with others in their place, and no signature worth the name: anybody can post it.
    private static string Forged(string token, params (string Name, string Value)[] claims)
    {
        var parts = token.Split('.');
        var payload = JsonNode.Parse(StrictBase64Url.Decode(parts[1])!)!.AsObject();
        foreach (var (name, value) in claims)
            payload[name] = value;
        return $"{parts[0]}.{StrictBase64Url.Encode(System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString()))}.AAAA";
    }

    private static async Task<string[]> CommandsAsync(LoginServer server)
    {
        var cause = (await RecordAsync(server))["explanation"]!["cause"]!;
        return [.. cause["fixes"]!.AsArray().Select(fix => (string?)fix!["command"]).OfType<string>()];
    }

    private static async Task<JsonNode> RecordAsync(LoginServer server)
    {
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        return JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?top=1", Cancel))!["value"]![0]!;
    }

    [GeneratedRegex("""^(test "\$\(curl --fail --silent --header "PRIVATE-TOKEN: \$GITLAB_TOKEN" "(?<gitlab>https://[^"]+)/api/v4/projects/(?<project>[^"/]+)" \| jq \.id\)" = (?<id>[0-9]+) && )?az rest --method PATCH --uri "https://graph.microsoft.com(?<path>/[^"]+)" --body '(?<body>.+)'$""")]
    private static partial Regex Command();
}
