using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Tests.Login;

/// <summary>The tutorial's exchange: a job's ID token, whose issuer is fetched over TLS like any other, against the tutorial's credentials.</summary>
public sealed class GitLabExchangeTests
{
    private const string Branches = "project_path:mygroup/myproject:ref_type:branch:ref:*";
    private const string Tags = "project_path:mygroup/myproject:ref_type:tag:ref:*";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exact_subject_takes_its_own_branch_and_no_other_ref()
    {
        await using var server = await LoginServer.StartAsync();
        await AddAsync(server, "exact", subject: LoginServer.Subject);
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync()));
        Assert.Equal(70021, await server.ExchangeAsync(await server.Running.IdTokenAsync("main2")));
        Assert.Equal(70021, await server.ExchangeAsync(await server.Running.IdTokenAsync("main", "tag")));
    }

    [Theory]
    [InlineData(Branches, "branch", "tag")]
    [InlineData(Tags, "tag", "branch")]
    public async Task An_expression_takes_every_ref_of_its_type_and_none_of_the_other(string pattern, string taken, string refused)
    {
        await using var server = await LoginServer.StartAsync();
        await AddAsync(server, "flexible", expression: $"claims['sub'] matches '{pattern}'");
        foreach (var name in (string[])["main", "feature/one", "v1.0"])
        {
            Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync(name, taken)));
            Assert.Equal(7002131, await server.ExchangeAsync(await server.Running.IdTokenAsync(name, refused)));
        }
    }

    [Fact]
    public async Task An_asterisk_in_a_plain_subject_is_a_letter_like_any_other()
    {
        await using var server = await LoginServer.StartAsync();
        await AddAsync(server, "plain", subject: Branches);
        var token = await server.Running.IdTokenAsync();
        Assert.Equal(70021, await server.ExchangeAsync(token));
        await AddAsync(server, "flexible", expression: $"claims['sub'] matches '{Branches}'");
        Assert.Equal(0, await server.ExchangeAsync(token));
    }

    [Theory]
    [InlineData("entra-2024")]
    [InlineData("entra-2026")]
    public async Task The_rules_of_either_year_name_an_expression_that_did_not_match(string rules)
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Find(rules));
        await AddAsync(server, "flexible", expression: $"claims['sub'] matches '{Branches}' and claims['project_id'] eq '1234'");
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync("feature")));
        Assert.Equal(7002131, await server.ExchangeAsync(await server.Running.IdTokenAsync("v1", "tag")));
    }

    [Fact]
    [Trait("Passes", "T6")]
    public async Task T6_a_job_of_a_fork_has_the_forks_subject_and_never_the_credential_of_its_parent()
    {
        await using var server = await LoginServer.StartAsync();
        await AddAsync(server, "flexible", expression: $"claims['sub'] matches '{Branches}'");
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync()));
        Assert.Equal(7002131, await server.ExchangeAsync(await server.Running.IdTokenAsync(project: "stranger/myproject", projectId: 99)));
    }

    [Fact]
    public async Task An_expression_holds_the_project_by_its_number()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026);
        await AddAsync(server, "other", expression: $"claims['sub'] matches '{Branches}' and claims['project_id'] eq '12345'");
        var token = await server.Running.IdTokenAsync();
        Assert.Equal(7002131, await server.ExchangeAsync(token));
        await AddAsync(server, "own", expression: $"claims['sub'] matches '{Branches}' and claims['project_id'] eq '1234'");
        Assert.Equal(0, await server.ExchangeAsync(token));
    }

    [Fact]
    public async Task What_the_exchange_gives_opens_ARM_and_the_ID_token_opens_neither_ARM_nor_Graph()
    {
        await using var server = await LoginServer.StartAsync();
        await AddAsync(server, "exact", subject: LoginServer.Subject);
        var idToken = await server.Running.IdTokenAsync();
        using var exchanged = await server.PostAsync(idToken);
        var access = (string)JsonNode.Parse(await exchanged.Content.ReadAsStringAsync(Cancel))!["access_token"]!;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server.Running, "management.azure.com", "/subscriptions?api-version=2022-12-01", access));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server.Running, "management.azure.com", "/subscriptions?api-version=2022-12-01", idToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server.Running, "graph.microsoft.com", "/v1.0/applications", idToken));
        Assert.NotEqual(0, await server.ExchangeAsync(access));
    }

    [Fact]
    public async Task After_a_restart_earlier_tokens_of_both_worlds_still_verify_and_the_objects_are_there()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-restart-").FullName;
        string appId, idToken, access;
        await using (var first = await LoginServer.StartAsync(folder: folder))
        {
            appId = first.AppId;
            await AddAsync(first, "exact", subject: LoginServer.Subject);
            idToken = await first.Running.IdTokenAsync();
            using var exchanged = await first.PostAsync(idToken);
            access = (string)JsonNode.Parse(await exchanged.Content.ReadAsStringAsync(Cancel))!["access_token"]!;
        }
        await using (var second = await LoginServer.StartAsync(folder: folder))
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(second.Running, "management.azure.com", "/subscriptions?api-version=2022-12-01", access));
            Assert.Equal(0, await second.ExchangeAsync(idToken, appId));
            Assert.Equal(70021, await second.ExchangeAsync(idToken)); // the application of the second start does not trust GitLab
            var found = await second.GraphAsync(HttpMethod.Get, $"/v1.0/applications(appId='{appId}')/federatedIdentityCredentials");
            Assert.Contains("exact", found["value"]!.AsArray().Select(c => (string?)c!["name"]));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static Task<JsonNode> AddAsync(LoginServer server, string name, string? subject = null, string? expression = null) =>
        server.AddCredentialAsync(new
        {
            name = $"gitlab-{name}", issuer = GitLabJobs.Issuer, subject, audiences = new[] { GitLabJobs.Issuer },
            claimsMatchingExpression = expression is null ? null : new { value = expression, languageVersion = 1 },
        });

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string host, string path, string token)
    {
        using var client = server.For(host, token);
        using var response = await client.GetAsync(path, Cancel);
        return response.StatusCode;
    }
}
