using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>The credentials to compare with: from a file, or those of an application of the running instance.</summary>
internal static class CredentialOptions
{
    /// <summary>A file with credentials.</summary>
    public static readonly Option<string?> Credentials = new("--credentials")
    {
        Description = "The application's credentials as az or Graph lists them (JSON); - for stdin. No instance is needed", HelpName = "FILE",
    };

    /// <summary>An application of the instance.</summary>
    public static readonly Option<string?> App = new("--app") { Description = "An application of the running instance: client id, object id or display name", HelpName = "APP" };

    /// <summary>The client id that the job signs in with.</summary>
    public static readonly Option<string?> ClientId = new("--client-id")
    {
        Description = "What the job signs in as (az login -u): checked as the token service would; names the application in place of --app", HelpName = "ID",
    };

    /// <summary>What is wrong with the options together; null when nothing is.</summary>
    public static string? Refuse(CommandResult result)
    {
        var (file, app, client) = (result.GetValue(Credentials), result.GetValue(App), result.GetValue(ClientId));
        if ((file, app, client) is (null, null, null) or (_, not null, not null) or (not null, not null, _))
            return "Say what to compare with: --credentials FILE, or --app APP or --client-id ID of the running instance.";
        return app is not null ? Refuse("--app", app) : client is not null && file is null ? Refuse("--client-id", client) : null;
    }

    /// <summary>Reads the credentials of the file, and what it says about the client.</summary>
    public static async Task<(CredentialDocument Document, ClientCheck Client)> ReadFileAsync(ParseResult command, CancellationToken cancel)
    {
        var file = command.GetValue(Credentials)!;
        var (document, error) = CredentialDocument.Read(Encoding.UTF8.GetBytes(await InputText.ReadAsync("--credentials", file, cancel)));
        return document is null
            ? throw new CommandFailedException(ExitCodes.Usage, $"--credentials: {file}: {error}")
            : (document, ClientCheck.OfFile(document, command.GetValue(ClientId)));
    }

    /// <summary>Reads the credentials of an application, and whether it can sign in.</summary>
    public static async Task<(CredentialDocument Document, ClientCheck Client)> ReadAsync(ParseResult command, TenantDirectory directory, CancellationToken cancel)
    {
        var client = command.GetValue(App) is { } app
            ? await ClientCheck.OfApplicationAsync(directory, await FindAsync(directory, app, cancel), cancel)
            : await ClientCheck.OfClientIdAsync(directory, command.GetValue(ClientId)!, cancel);
        return (client.Application is { } id ? await directory.CredentialsAsync(id, cancel) : new CredentialDocument(Guid.Empty, []), client);
    }

    /// <summary>What is wrong with the name of an application, before anybody is asked; null when nothing is.</summary>
    public static string? Refuse(string option, string app) => app.Trim() switch
    {
        "" => $"{option} is empty: the variable that should hold the client id is not set.",
        ['<', ..] => $"{option} is a placeholder, {app}: put the client id in its place (az ad app list --query \"[].{{name:displayName,appId:appId}}\").",
        ['$', ..] or ['%', ..] => $"{option} is the name of a variable, {app}, which the shell has not expanded: use double quotes.",
        _ => null,
    };

    private static async Task<JsonNode> FindAsync(TenantDirectory directory, string app, CancellationToken cancel) =>
        await FindOrNullAsync(directory, app, cancel) ?? throw new CommandFailedException(ExitCodes.Failed,
            $"--app: the tenant has no application '{app}' (AADSTS700016); the client id may be another object's or another tenant's. az ad app list shows them");

    /// <summary>The application of this client id, object id or display name; null when there is none.</summary>
    public static async Task<JsonNode?> FindOrNullAsync(TenantDirectory directory, string app, CancellationToken cancel)
    {
        foreach (var member in Guid.TryParseExact(app, "D", out _) ? (string[])["appId", "id"] : ["displayName"])
        {
            var found = await directory.FindAsync("applications", member, app, cancel);
            if (found.Count > 1)
                throw new CommandFailedException(ExitCodes.Usage,
                    $"--app: {found.Count} applications are called '{app}'; name one by its client id: {string.Join(", ", found.Select(a => (string?)a["appId"]).Order(StringComparer.Ordinal))}");
            if (found is [{ } one])
                return one;
        }
        return null;
    }
}
