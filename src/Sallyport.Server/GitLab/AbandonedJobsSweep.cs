using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Looks for abandoned jobs again and again, as GitLab's own workers do.</summary>
internal sealed class AbandonedJobsSweep(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<AbandonedJobsSweep> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<AbandonedJobs>().DropAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "Abandoned jobs could not be looked for; trying again in {Delay}", Period);
            }
        }
    }
}
