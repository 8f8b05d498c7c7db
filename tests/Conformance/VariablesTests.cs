using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport variables</c> on a running instance.</summary>
public sealed class VariablesTests : IAsyncLifetime
{
    private static readonly string[] Mine = ["--project", "mygroup/mine"];

    private Instance instance = null!;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task Sets_lists_replaces_and_deletes_without_showing_a_masked_value()
    {
        var file = Path.Combine(instance.Folder, "value.txt");
        await File.WriteAllTextAsync(file, "hush-hush-hush\n", TestContext.Current.CancellationToken);
        var set = (await RunAsync(["set", "SECRET", "--from", file, "--masked", "--protected", .. Mine])).Passes();
        Assert.Equal("SECRET is set  (protected, masked)", set.Output.Trim());
        (await RunAsync(["set", "REGION", "west", .. Mine])).Passes();
        (await RunAsync(["set", "REGION", "north", .. Mine])).Passes();
        (await RunAsync(["set", "REGION", "prod", "--environment-scope", "production", .. Mine])).Passes();

        var listed = (await RunAsync(["list", .. Mine])).Passes().Output.Trim().Split('\n').Select(l => l.TrimEnd());
        Assert.Equal(["SECRET=[masked]  (protected, masked)", "REGION=north", "REGION=prod  (environment production)"], listed);
        var json = (await RunAsync(["list", "--json", .. Mine])).Passes().Output;
        Assert.DoesNotContain("hush", json, StringComparison.Ordinal);
        Assert.Equal("[masked]", (string?)JsonNode.Parse(json)!["data"]!["variables"]![0]!["value"]);

        (await RunAsync(["delete", "REGION", .. Mine])).FailsInOneLine("filter[environment_scope]", 1);
        (await RunAsync(["delete", "REGION", "--environment-scope", "production", .. Mine])).Passes();
        (await RunAsync(["delete", "REGION", .. Mine])).Passes();
    }

    [Fact]
    public async Task Says_what_is_wrong_in_one_line_and_never_the_value()
    {
        var refused = (await RunAsync(["set", "A", "short", "--masked", .. Mine])).FailsInOneLine("value is invalid", 2);
        Assert.DoesNotContain("short", refused.Output, StringComparison.Ordinal);
        (await RunAsync(["list"])).FailsInOneLine("Give one of --project, --group and --instance.", 2);
        (await RunAsync(["list", "--instance", .. Mine])).FailsInOneLine("Give one of", 2);
        (await RunAsync(["set", "A", "b", "--from", "c", .. Mine])).FailsInOneLine("exclude each other", 2);
        (await RunAsync(["list", "--group", "nowhere"])).FailsInOneLine("404 Group Not Found", 1);
        (await RunAsync(["set", "A", "b", "--instance"])).Passes();
    }

    private Task<Outcome> RunAsync(string[] arguments) => instance.RunAsync(["variables", .. arguments]);
}
