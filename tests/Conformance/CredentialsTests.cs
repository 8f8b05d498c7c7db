using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport credentials</c>: which federated credentials can never match, before anything fails.</summary>
public sealed class CredentialsTests
{
    private const string Wild = "project_path:mygroup/shop:ref_type:branch:ref:*";
    private const string Plain = "project_path:mygroup/shop:ref_type:branch:ref:main";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_of_the_instance_is_listed_with_the_credential_that_can_never_match()
    {
        await using var instance = await Instance.StartAsync();
        Assert.Contains("No federated credentials.", (await instance.RunAsync(["credentials"])).Passes().Error, StringComparison.Ordinal);
        var az = await Az.OwnerAsync(instance);
        var appId = await az.TextAsync("ad", "app", "create", "--display-name", "shop", "--query", "appId", "-otsv");
        await AddAsync(az, appId, "main", Plain);
        Assert.Contains("1 federated credential; 0 can never match.", (await instance.RunAsync(["credentials"])).Passes().Error, StringComparison.Ordinal);
        await AddAsync(az, appId, "any", Wild);

        var all = await instance.RunAsync(["credentials"]);
        Assert.Equal(1, all.ExitCode);
        Assert.Contains($"shop ({appId})", all.Output, StringComparison.Ordinal);
        Assert.Contains("• main", all.Output, StringComparison.Ordinal);
        Assert.Contains("✗ any", all.Output, StringComparison.Ordinal);
        Assert.Contains("2 federated credentials; 1 can never match.", all.Error, StringComparison.Ordinal);

        var json = JsonNode.Parse((await instance.RunAsync(["credentials", "--app", "shop", "--never-matching", "--json"])).Output)!;
        var dead = Assert.Single(json["data"]!["value"]!.AsArray())!;
        Assert.Equal((appId, "any", Wild), ((string?)dead["application"]!["appId"], (string?)dead["name"], (string?)dead["subject"]));
        Assert.Contains("only an expression has wildcards", (string?)dead["neverMatches"]!.AsArray().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_judged_without_an_instance_and_a_good_one_passes()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-credentials-").FullName;
        var file = Path.Combine(folder, "credentials.json");
        await File.WriteAllTextAsync(file, List(Plain), Cancel);
        Assert.DoesNotContain("✗", (await Command.SallyportAsync(["credentials", "--credentials", file])).Passes().Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, List(Wild), Cancel);
        (await Command.SallyportAsync(["credentials", "--credentials", file])).Fails("never    A plain subject takes * and ? as ordinary characters", 1);
        (await Command.SallyportAsync(["credentials", "--credentials", file, "--app", "shop"])).FailsInOneLine("not both", 2);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task AddAsync(Az az, string appId, string name, string subject) =>
        (await az.RunAsync("ad", "app", "federated-credential", "create", "--id", appId, "--parameters", Credential(name, subject).ToJsonString())).Passes();

    private static string List(string subject) => new JsonArray(Credential("any", subject)).ToJsonString();

    private static JsonObject Credential(string name, string subject) => new()
    {
        ["name"] = name,
        ["issuer"] = "https://gitlab.com",
        ["subject"] = subject,
        ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
    };
}
