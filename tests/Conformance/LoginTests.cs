using System.Text.Json.Nodes;
using static Sallyport.Conformance.TutorialApplication;

namespace Sallyport.Conformance;

/// <summary>A job's ID token presented by hand: the tutorial's troubleshooting as az prints it, its explanation, and that fixing helps at once.</summary>
public sealed class LoginTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_login_passes_at_once_when_the_audience_is_fixed(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var application = await CreateAsync(instance, await Az.OwnerAsync(instance, debian12), debian12);
        await application.GiveReaderAsync();
        (await application.AddCredentialAsync(Exact("branch:ref:main"))).Passes();
        var assertion = await application.AssertionAsync("https://gitlab.com");
        var az = await Az.NewAsync(instance, debian12);
        (await application.LoginAsync(az, assertion)).Fails("ERROR: AADSTS700212: No matching federated identity record found for presented assertion audience 'https://gitlab.com'", 1);
        (await application.UpdateCredentialAsync("exact", new JsonObject { ["audiences"] = new JsonArray("https://gitlab.com") })).Passes();
        var account = JsonNode.Parse((await application.LoginAsync(az, assertion)).Passes().Output)![0]!;
        Assert.Equal((instance.SubscriptionId, instance.TenantId), ((string)account["id"]!, (string)account["tenantId"]!));
        Assert.Equal((application.AppId, "servicePrincipal"), ((string)account["user"]!["name"]!, (string)account["user"]!["type"]!));

        var log = await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "sallyport.log"), TestContext.Current.CancellationToken);
        foreach (var secret in (string[])[instance.OwnerSecret, (string)instance.Data["gitlab"]!["token"]!, assertion.Split('.')[1], "eyJ"])
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_subject_that_no_credential_names_is_refused_and_its_first_difference_marked(bool debian12)
    {
        const string branch = "branch:ref:maim", presented = $"{Lead}branch:ref:main", expected = $"{Lead}{branch}";
        await using var instance = await Instance.StartAsync();
        var application = await CreateAsync(instance, await Az.OwnerAsync(instance, debian12), debian12);
        await application.GiveReaderAsync();
        (await application.AddCredentialAsync(Exact(branch))).Passes();
        var assertion = await application.AssertionAsync();
        var az = await Az.NewAsync(instance, debian12);
        (await application.LoginAsync(az, assertion)).Fails("ERROR: AADSTS70021: No matching federated identity record found for presented assertion.", 1);

        var lines = (await instance.RunAsync(["explain", "--last"])).Fails("AADSTS70021", 1).Output.Split('\n');
        Assert.StartsWith("✗ AADSTS70021 ", lines[0], StringComparison.Ordinal);
        var at = Array.FindIndex(lines, l => l.EndsWith(presented, StringComparison.Ordinal));
        Assert.StartsWith("  ≠ subject ", lines[at], StringComparison.Ordinal);
        Assert.EndsWith(expected, lines[at + 1], StringComparison.Ordinal);
        Assert.Equal(presented.Length - 1, lines[at + 2].IndexOf('^', StringComparison.Ordinal) - (lines[at].Length - presented.Length));
        Assert.Equal(lines[at].Length, lines[at + 1].Length);
        var explained = JsonNode.Parse((await instance.RunAsync(["explain", "--last", "--json"])).Fails("70021", 1).Output)!;
        Assert.Equal((1, "explain", "failed"), ((int)explained["schemaVersion"]!, (string)explained["command"]!, (string)explained["status"]!));
        Assert.Equal(70021, (int)explained["data"]!["errorCode"]!);
        Assert.Equal(presented.Length - 1, (int)explained["data"]!["explanation"]!["credentials"]![0]!["difference"]!);

        (await application.AddCredentialAsync(Exact("branch:ref:main", "second"))).Passes();
        (await application.LoginAsync(az, assertion)).Passes();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_issuer_that_cannot_be_reached_is_told_apart(bool debian12)
    {
        const string unreachable = "https://gitlab.unreachable.invalid";
        await using var instance = await Instance.StartAsync("--ci-id-tokens-issuer-url", unreachable);
        var application = await CreateAsync(instance, await Az.OwnerAsync(instance, debian12), debian12);
        await application.GiveReaderAsync();
        (await application.AddCredentialAsync(Exact("branch:ref:main", issuer: unreachable))).Passes();
        (await application.AddCredentialAsync(Exact("branch:ref:main", "reachable"))).Passes();
        var az = await Az.NewAsync(instance, debian12);
        (await application.LoginAsync(az, await application.AssertionAsync())).Fails("ERROR: AADSTS501661: Request to External OIDC endpoint failed.", 1);

        var port = new Uri((string)instance.Data["proxy"]!).Port;
        (await instance.RunAsync(["down"])).Passes();
        await instance.UpAsync("--port", $"{port}");
        (await application.LoginAsync(az, await application.AssertionAsync())).Passes();
    }
}
