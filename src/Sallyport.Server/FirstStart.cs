using Microsoft.Extensions.DependencyInjection;
using Sallyport.Server.Arm;
using Sallyport.Server.GitLab;
using Sallyport.Server.Graph;
using Sallyport.Server.Http;
using Sallyport.Storage;

namespace Sallyport.Server;

/// <summary>
/// What a start does before the port opens: the schema, and on the first start the tenant, the subscription and the owner. Secrets are
/// written to their files first and the rows are committed in one transaction, so that a start that was killed half-way is finished by
/// the next one.
/// </summary>
internal static class FirstStart
{
    /// <summary>Prepares the database.</summary>
    public static async Task<InstanceFacts> RunAsync(IServiceProvider services, ServerOptions options, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SallyportContext>();
        if (await Schema.UpdateAsync(context, cancel) is { } newer)
            throw new StartupException(
                $"The data directory '{options.DataDirectory}' was written by a newer version of Sallyport ({newer}). " +
                "Use that version, or another directory with --data-dir.");
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            await SeedAsync(scope.ServiceProvider, cancel);
            await transaction.CommitAsync(cancel);
        }
        return Facts(services, options);
    }

    private static async Task SeedAsync(IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<GitLabSeed>().SeedAsync(cancel);
        await services.GetRequiredService<GraphSeed>().SeedAsync(cancel);
        await services.GetRequiredService<ArmSeed>().SeedAsync(cancel); // finds the owner that the directory has by now
    }

    private static InstanceFacts Facts(IServiceProvider services, ServerOptions options)
    {
        var surfaces = services.GetRequiredService<Surfaces>().All.ToDictionary(s => s.Name, s => $"https://{s.Hosts[0]}");
        var secrets = services.GetRequiredService<InstanceSecrets>();
        return new InstanceFacts(
            options.TenantId, options.SubscriptionId, options.OwnerClientId, secrets.OwnerClientSecret, options.GitLabUrl,
            secrets.GitLabToken, secrets.AdministratorToken, Path.Combine(options.DataDirectory, "ca.pem"), surfaces);
    }
}
