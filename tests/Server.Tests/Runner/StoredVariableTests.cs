namespace Sallyport.Server.Tests.Runner;

/// <summary>What a script really sees of variables that were set by the API.</summary>
public sealed class StoredVariableTests : IAsyncLifetime
{
    private readonly RunnerServer server = new();

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_script_sees_values_and_the_paths_of_files_and_its_log_hides_what_is_masked()
    {
        await server.SetVariableAsync(new { key = "PLAIN", value = "of $CI_PROJECT_NAME" });
        await server.SetVariableAsync(new { key = "RAW", value = "of $CI_PROJECT_NAME", raw = true });
        await server.SetVariableAsync(new { key = "SECRET", value = "hush-hush-hush", masked = true });
        await server.SetVariableAsync(new { key = "SETTINGS", value = "line 1\nline 2\n", variable_type = "file" });

        var run = await server.RunAsync("""
            job:
              script:
                - echo "plain=$PLAIN raw=$RAW"
                - echo "secret=$SECRET"
                - echo "file=$(tail -n 1 "$SETTINGS")"
            """);

        Assert.Equal("success", run.Status);
        Assert.Contains("plain=of myproject raw=of $CI_PROJECT_NAME", run.Log, StringComparison.Ordinal);
        Assert.Contains("secret=[MASKED]", run.Log, StringComparison.Ordinal);
        Assert.Contains("file=line 2", run.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush-hush", run.Log, StringComparison.Ordinal);
    }
}
