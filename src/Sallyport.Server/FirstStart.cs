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
using Sallyport.Storage;

namespace Sallyport.Server;

/// <summary>
/// What a start does before the port opens: what exchanges need is opened and brought to today's schema, and on the first start the tenant, the subscription and the owner. Secrets are
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
        if ((await UpdateDatabaseAsync(context, options, cancel) ?? UpdateSignIns(services, options)) is { } newer)
            throw new StartupException(
                $"The data directory '{options.DataDirectory}' was written by a newer version of Sallyport ({newer}). " +
                "Use that version, or another directory with --data-dir.");
        await RequireReadableKeysAsync(services.GetRequiredService<IKeyStore>(), options, cancel);
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            await SeedAsync(scope.ServiceProvider, cancel);
            await transaction.CommitAsync(cancel);
        }
        return Facts(services, options);
    }

    private static async Task<string?> UpdateDatabaseAsync(SallyportContext context, ServerOptions options, CancellationToken cancel)
    {
        var path = DataDirectory.Database(options.DataDirectory);
        try
        {
            SqliteContext.Prepare(path);
            return await Schema.UpdateAsync(context, cancel);
        }
        catch (DbException exception)
        {
            throw Unusable(path, exception);
        }
    }

    // The log is opened here, so that one which cannot be written keeps the server from starting and not each exchange from being answered.
    private static string? UpdateSignIns(IServiceProvider services, ServerOptions options)
    {
        var path = DataDirectory.SignIns(options.DataDirectory);
        try
        {
            if (SignInSchema.Update(path) is { } newer)
                return newer;
            services.GetRequiredService<ISignInLog>();
            return null;
        }
        catch (DbException exception)
        {
            throw Unusable(path, exception);
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
            throw Unusable(Path.Combine(options.DataDirectory, "keys"), exception);
        }
    }

    private static StartupException Unusable(string path, Exception exception) => new(
        $"'{path}' cannot be used: {exception.Message.ReplaceLineEndings(" ")} Restore the data directory from a backup, or choose another one with --data-dir.", exception);

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
