using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sallyport.Server.GitLab;

/// <summary>Looks for schedules that are due.</summary>
internal sealed class ScheduleSweep(IServiceScopeFactory scopes, TimeProvider time, ILogger<ScheduleSweep> log)
    : Sweep(scopes, time, log)
{
    protected override Task SweepAsync(IServiceProvider services, CancellationToken cancel) =>
        services.GetRequiredService<ScheduleRuns>().RunDueAsync(cancel);
}
