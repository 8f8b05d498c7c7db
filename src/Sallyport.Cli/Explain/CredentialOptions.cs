using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>The credentials to compare with: from a file, or those of an application of the running instance.</summary>
internal static class CredentialOptions
{
    private const string NothingToCompare =
        "Say what to compare with: --credentials FILE, or --app APP or --client-id ID of the running instance.";

    /// <summary>An application of the instance.</summary>
    public static readonly Option<string?> App = new("--app")
    {
        Description = "An application of the running instance: client id, object id or display name",
        HelpName = "APP",
    };

    /// <summary>The client id that the job signs in with.</summary>
    public static readonly Option<string?> ClientId = new("--client-id")
    {
        Description =
            "The client id that the job signs in with (az login -u), checked as the token service would check it; " +
            "it also names the application, so --app is not needed",
        HelpName = "ID",
    };

    /// <summary>The options that say what to compare with.</summary>
    public static IReadOnlyList<Option<string?>> All { get; } = [CredentialFile.Credentials, App, ClientId];

    /// <summary>What is wrong with the options together; null when nothing is.</summary>
    public static string? Refuse(CommandResult result)
    {
        var hasFile = result.GetValue(CredentialFile.Credentials) is not null;
        var clientId = result.GetValue(ClientId);
        if (result.GetValue(App) is { } app)
        {
            var isAlone = !hasFile && clientId is null;
            return isAlone ? ClientCheck.RefuseName("--app", app) : NothingToCompare;
        }
        var isOfAnyApplication = result.GetValue(RealJobOptions.Job) is not null && clientId is null;
        if (hasFile || isOfAnyApplication)
            return null;
        return clientId is null ? NothingToCompare : ClientCheck.RefuseName("--client-id", clientId);
    }

    /// <summary>Reads the credentials of an application, and whether it can sign in.</summary>
    public static async Task<(CredentialDocument Document, ClientCheck Client)> ReadAsync(
        ParseResult command, TenantDirectory directory, CancellationToken cancel)
    {
        var client = command.GetValue(App) is { } app
            ? await ClientLookup.OfApplicationAsync(directory, await FindAsync(directory, app, cancel), cancel)
            : await ClientLookup.OfClientIdAsync(directory, command.GetValue(ClientId)!, cancel);
        var document = client.Application is { } id
            ? await directory.CredentialsAsync(id, cancel)
            : new CredentialDocument(Guid.Empty, []);
        return (document, client);
    }

    /// <summary>The application of this client id, object id or display name; null when there is none.</summary>
    public static async Task<JsonNode?> FindOrNullAsync(
        TenantDirectory directory, string app, CancellationToken cancel)
    {
        string[] members = StrictGuid.TryRead(app, out _) ? ["appId", "id"] : ["displayName"];
        foreach (var member in members)
        {
            var found = await directory.FindAsync("applications", member, app, cancel);
            if (found.Count > 1)
                throw SeveralOf(app, found);
            if (found.Count == 1)
                return found[0];
        }
        return null;
    }

    /// <summary>The application of this client id, object id or display name.</summary>
    /// <exception cref="CommandFailedException">There is none, or there are several.</exception>
    public static async Task<JsonNode> FindAsync(TenantDirectory directory, string app, CancellationToken cancel) =>
        await FindOrNullAsync(directory, app, cancel) ?? throw new CommandFailedException(
            ExitCodes.Failed,
            $"--app: the tenant has no application '{app}' (AADSTS700016); " +
            "the client id may belong to another object or another tenant; az ad app list shows the applications");

    private static CommandFailedException SeveralOf(string app, IReadOnlyList<JsonNode> found)
    {
        var clientIds = found.Select(a => (string?)a["appId"]).Order(StringComparer.Ordinal);
        return new CommandFailedException(
            ExitCodes.Usage,
            $"--app: {found.Count} applications are called '{app}'; " +
            $"name one by its client id: {string.Join(", ", clientIds)}");
    }
}
