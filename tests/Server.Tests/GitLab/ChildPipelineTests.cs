using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>A job that starts a pipeline and waits for it.</summary>
public sealed class ChildPipelineTests : IAsyncLifetime
{
    private const string Pipelines = "projects/g%2Fp/pipelines";

    private RunningServer server = null!;
    private GitLabClient gitLab = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        gitLab = new GitLabClient(server);
        await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Fp/sallyport", new { });
    }

    public async ValueTask DisposeAsync()
    {
        gitLab.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_job_ends_with_its_pipeline_even_if_another_job_changes_at_the_same_time(bool isRaced)
    {
        var created = await gitLab.CreatePipelineAsync("g/p", "start: { trigger: { include: child.yml, strategy: depend } }\n", new JsonObject
        {
            ["included"] = new JsonObject { ["child.yml"] = "inner: { script: x }\n" },
        });
        var inner = (long)(await gitLab.ClaimAsync(created))!["id"]!;
        using var scope = server.Server.Services.CreateScope();
        var store = scope.ServiceProvider.GetRequiredService<IGitLabStore>();
        var child = (await store.FindPipelineOfJobAsync(inner, Cancel))!;
        child.Finish(child.Jobs[0], null, null, TimeProvider.System.GetUtcNow());
        Assert.Equal(StoreOutcome.Done, await store.UpdateAsync(child, Cancel));
        Assert.Equal("running", await StatusAsync(created));

        var services = scope.ServiceProvider;
        var raced = isRaced ? RacedStore.Of(store, () => ChangeAsync(child.RootId!.Value)) : store;
        var children = new ChildPipelines(
            raced, services.GetRequiredService<Core.GitLab.Pipelines>(), services.GetRequiredService<GitLabInstance>(), TimeProvider.System);
        Assert.False(await children.SettleAsync(child.Id, Cancel));
        Assert.Equal("success", await StatusAsync(created));
    }

    [Fact]
    public async Task A_trigger_that_is_played_starts_its_pipeline_without_a_runner_and_ends_when_that_is_canceled()
    {
        var created = await gitLab.CreatePipelineAsync("g/p", "start: { when: manual, allow_failure: false, trigger: { include: child.yml, strategy: depend } }\n", new JsonObject
        {
            ["included"] = new JsonObject { ["child.yml"] = "inner: { script: x }\n" },
        });
        Assert.Single((await gitLab.TakeAsync(HttpMethod.Get, Pipelines)).AsArray());
        await gitLab.TakeAsync(HttpMethod.Post, $"projects/g%2Fp/jobs/{created["jobs"]![0]!["id"]}/play");
        Assert.Equal("running", await StatusAsync(created));

        var child = (await gitLab.TakeAsync(HttpMethod.Get, Pipelines)).AsArray().Single(p => (string?)p!["source"] == "parent_pipeline")!;
        await gitLab.TakeAsync(HttpMethod.Post, $"{Pipelines}/{child["id"]}/cancel");
        Assert.Equal("failed", await StatusAsync(created));
    }

    [Fact]
    public async Task A_trigger_ends_when_the_last_job_of_its_pipeline_is_canceled()
    {
        var created = await gitLab.CreatePipelineAsync("g/p", "start: { trigger: { include: child.yml, strategy: depend } }\n", new JsonObject
        {
            ["included"] = new JsonObject { ["child.yml"] = "inner: { script: x }\n" },
        });
        var inner = (await gitLab.ClaimAsync(created))!;
        await gitLab.TakeAsync(HttpMethod.Post, $"projects/g%2Fp/jobs/{inner["id"]}/cancel");
        Assert.Equal("failed", await StatusAsync(created));
    }

    private async Task<string?> StatusAsync(JsonNode created) =>
        (string?)(await gitLab.TakeAsync(HttpMethod.Get, $"{Pipelines}/{created["pipeline"]!["id"]}"))["status"];

    private async Task ChangeAsync(long id)
    {
        using var scope = server.Server.Services.CreateScope();
        var store = scope.ServiceProvider.GetRequiredService<IGitLabStore>();
        Assert.Equal(StoreOutcome.Done, await store.UpdateAsync((await store.FindPipelineAsync(id, Cancel))!, Cancel));
    }
}

/// <summary>A store in which somebody else is faster once, when a pipeline is written.</summary>
public class RacedStore : DispatchProxy
{
    private IGitLabStore store = null!;
    private Func<Task>? other;

    public static IGitLabStore Of(IGitLabStore store, Func<Task> other)
    {
        var proxy = Create<IGitLabStore, RacedStore>();
        ((RacedStore)(object)proxy).store = store;
        ((RacedStore)(object)proxy).other = other;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var isWritten = targetMethod!.Name == nameof(IGitLabStore.UpdateAsync) && args![0] is Pipeline;
        if (!isWritten || other is null)
            return targetMethod.Invoke(store, args);
        var change = other;
        other = null;
        return UpdateAsync(change, (Pipeline)args![0]!, (CancellationToken)args[1]!);
    }

    private async Task<StoreOutcome> UpdateAsync(Func<Task> change, Pipeline pipeline, CancellationToken cancel)
    {
        await change();
        return await store.UpdateAsync(pipeline, cancel);
    }
}
