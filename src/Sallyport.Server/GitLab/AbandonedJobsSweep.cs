using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Looks for abandoned jobs.</summary>
internal sealed class AbandonedJobsSweep(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<AbandonedJobsSweep> log)
    : Sweep(scopes, time, log)
{
    protected override Task SweepAsync(IServiceProvider services, CancellationToken cancel) =>
        services.GetRequiredService<AbandonedJobs>().DropAsync(cancel);
}
