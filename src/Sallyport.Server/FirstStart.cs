using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.GitLab;
using Sallyport.Core.Signing;
using Sallyport.Server.Arm;
using Sallyport.Server.GitLab;
using Sallyport.Server.Graph;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Storage;

namespace Sallyport.Server;

/// <summary>
/// What a start does before the port opens: it opens the databases and keys, updates the schema, and on the first
/// start creates GitLab's administrator, the tenant, the subscription, the owner and the first person. Secrets are
/// written to their files first. The rows of each database are committed in one transaction, and existing rows are left
/// alone, so the next start finishes one that was killed.
/// </summary>
internal static class FirstStart
{
    /// <summary>Prepares the databases and tells the facts about the instance.</summary>
    public static async Task<InstanceFacts> RunAsync(
        IServiceProvider services, ServerOptions options, CancellationToken cancel)
    {
        await UpdateDatabasesAsync(services.GetRequiredService<ISchema>(), options, cancel);
        services.GetRequiredService<ISignInLog>(); // opened now, so that a log that cannot be opened prevents the start
        await RequireReadableKeysAsync(services.GetRequiredService<IKeyStore>(), options, cancel);
        await using var scope = services.CreateAsyncScope();
        try
        {
            await SeedAsync(scope.ServiceProvider, cancel);
        }
        catch (Exception exception) when (exception.GetBaseException() is DbException cause)
        {
            throw Unusable(options.DataDirectory, cause);
        }
        return Facts(services, options);
    }

    private static async Task UpdateDatabasesAsync(ISchema schema, ServerOptions options, CancellationToken cancel)
    {
        try
        {
            if (await schema.UpdateAsync(cancel) is { } newer)
                throw Newer(options.DataDirectory, newer);
        }
        catch (UnusableDatabaseException exception)
        {
            if (!exception.IsFull)
                throw Unusable(exception.Database, exception);
            throw new StartupException(
                $"'{exception.Database}' cannot be written: the disk is full. Free some space.", exception);
        }
    }

    private static async Task RequireReadableKeysAsync(IKeyStore keys, ServerOptions options, CancellationToken cancel)
    {
        try
        {
            foreach (var purpose in (string[])[AccessTokens.KeyPurpose, GitLabKeys.OAuthPurpose, GitLabKeys.CiPurpose])
                await keys.ListAsync(purpose, cancel);
        }
        catch (CryptographicException exception)
        {
            throw Unusable(DataDirectory.KeysIn(options.DataDirectory), exception);
        }
    }

    private static StartupException Newer(string directory, string newer) => new(
        $"The data directory '{directory}' was written by a newer version of Sallyport ({newer}). " +
        "Use that version, or another directory with --data-dir.");

    private static StartupException Unusable(string path, Exception exception) => new(
        $"'{path}' cannot be used: {exception.Message.ReplaceLineEndings(" ")} " +
        "Restore the data directory from a backup, or choose another one with --data-dir.", exception);

    private static async Task SeedAsync(IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<GitLabSeed>().SeedAsync(cancel);
        var directory = services.GetRequiredService<DirectoryContext>();
        await using var transaction = await directory.Database.BeginTransactionAsync(cancel);
        await services.GetRequiredService<GraphSeed>().SeedAsync(cancel);
        // after the directory's seed, because it assigns a role to the owner
        await services.GetRequiredService<ArmSeed>().SeedAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static InstanceFacts Facts(IServiceProvider services, ServerOptions options)
    {
        var surfaces = services.GetRequiredService<Surfaces>().All
            .ToDictionary(s => s.Name, s => $"https://{s.Hosts[0]}");
        var secrets = services.GetRequiredService<InstanceSecrets>();
        return new InstanceFacts(
            options.TenantId,
            options.SubscriptionId,
            options.OwnerClientId,
            secrets.OwnerClientSecret,
            FirstPerson.UserPrincipalName,
            secrets.FirstPersonPassword,
            options.GitLabUrl,
            secrets.GitLabToken,
            secrets.AdministratorToken,
            secrets.ProxySecret,
            Path.Combine(options.DataDirectory, "ca.pem"),
            surfaces);
    }
}
