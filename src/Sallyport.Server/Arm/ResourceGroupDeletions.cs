using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Arm;

namespace Sallyport.Server.Arm;

/// <summary>
/// Deletes groups in the background after the request was accepted; on start also those that an earlier run left.
/// </summary>
internal sealed class ResourceGroupDeletions(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<ResourceGroupDeletions> log)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim accepted = new(1); // the first round is for what an earlier run left

    /// <summary>Says that a deletion was accepted.</summary>
    public void Wake() => accepted.Release();

    public override void Dispose()
    {
        accepted.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await accepted.WaitAsync(stoppingToken);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<ResourceGroups>().FinishDeletionsAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "Resource groups could not be deleted; trying again in {Delay}", RetryDelay);
                await Task.Delay(RetryDelay, time, stoppingToken);
                Wake();
            }
        }
    }
}
