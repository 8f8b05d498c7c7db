using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>What a client is known by, and that a secret is compared as a whole.</summary>
public sealed class ClientIdentityTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Which part of a secret is right cannot be told from the answer. That the comparison takes the same time is by
    // structure: FixedTimeEquals over the SHA-256 of both.
    [Fact]
    [Trait("Passes", "L4")]
    public async Task L4_a_wrong_secret_is_answered_alike_whatever_it_shares_with_the_right_one()
    {
        var facts = shared.Running.Facts;
        var right = facts.OwnerClientSecret;
        string[] wrong =
        [
            right[..^1] + (right[^1] == 'x' ? 'y' : 'x'), (right[0] == 'x' ? 'y' : 'x') + right[1..],
            right[..3], right[..^1], right + "=", right + " ", right.ToUpperInvariant() + "x",
            new('x', right.Length), "x", new('x', 4000),
        ];
        var answers = new HashSet<string>();
        foreach (var secret in wrong)
            answers.Add(await AnswerAsync($"{facts.TenantId}", $"{facts.OwnerClientId}", secret));
        Assert.Contains("7000215", Assert.Single(answers), StringComparison.Ordinal);
        Assert.Equal("200", await AnswerAsync($"{facts.TenantId}", $"{facts.OwnerClientId}", right));
    }

    [Fact]
    [Trait("Passes", "L5")]
    public async Task L5_a_client_is_one_and_the_same_in_every_spelling_of_its_id_and_its_tenant()
    {
        var facts = shared.Running.Facts;
        foreach (var tenant in (string[])[
            $"{facts.TenantId}", $"{facts.TenantId}".ToUpperInvariant(),
            "sallyport.onmicrosoft.com", "SallyPort.OnMicrosoft.com"])
            foreach (var client in (string[])[$"{facts.OwnerClientId}", $"{facts.OwnerClientId}".ToUpperInvariant()])
                Assert.Equal("200", await AnswerAsync(tenant, client, facts.OwnerClientSecret));
        var id = facts.OwnerClientId;
        foreach (var client in (string[])[$" {id}", $"{id} ", $"{{{id}}}", $"{id:N}", $"{id}\u200b"])
            Assert.NotEqual("200", await AnswerAsync($"{facts.TenantId}", client, facts.OwnerClientSecret));
        using var portal = shared.Running.For("portal.azure.com", facts.AdministratorToken);
        var list = JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?top=100", Cancel))!;
        var records = list["value"]!.AsArray();
        var passed = records.Where(r => (int)r!["errorCode"]! == 0).ToList();
        Assert.True(passed.Count >= 8, $"{passed.Count}");
        Assert.All(passed, r => Assert.Equal($"{facts.OwnerClientId}", (string?)r!["appId"]));
    }

    /// <summary>The status 200, or the body of a refusal without what differs in every answer.</summary>
    private async Task<string> AnswerAsync(string tenant, string client, string secret)
    {
        using var login = shared.Running.For("login.microsoftonline.com");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret,
            ["scope"] = "https://management.azure.com/.default",
        });
        using var answer = await login.PostAsync($"/{tenant}/oauth2/v2.0/token", form, Cancel);
        if (answer.StatusCode == HttpStatusCode.OK)
            return "200";
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!.AsObject();
        foreach (var name in (string[])["timestamp", "trace_id", "correlation_id"])
            Assert.True(body.Remove(name), name);
        body["error_description"] = ((string)body["error_description"]!).Split(" Trace ID")[0];
        return body.ToJsonString();
    }
}
