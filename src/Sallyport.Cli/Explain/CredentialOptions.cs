using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;

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

    /// <summary>Reads them.</summary>
    public static async Task<CredentialDocument> ReadAsync(ParseResult command, CancellationToken cancel)
    {
        if (command.GetValue(Credentials) is { } file)
            return Parse($"--credentials: {file}", await PresentedOptions.ReadAsync("--credentials", file, cancel));
        using var instance = InstanceClient.Open(command.DataDirectory());
        return await OfApplicationAsync(instance, command.GetValue(App)!, cancel);
    }

    /// <summary>What is wrong with the name of an application, before anybody is asked; null when nothing is.</summary>
    public static string? Refuse(string app) => app.Trim() switch
    {
        "" => "--app is empty: the variable that should hold the client id is not set.",
        ['<', ..] => $"--app is a placeholder, {app}: put the client id in its place (az ad app list --query \"[].{{name:displayName,appId:appId}}\").",
        ['$', ..] or ['%', ..] => $"--app is the name of a variable, {app}, which the shell has not expanded: use double quotes.",
        _ => null,
    };

    private static CredentialDocument Parse(string where, byte[] utf8)
    {
        var (document, error) = CredentialDocument.Read(utf8);
        return document ?? throw new CommandFailedException(ExitCodes.Usage, $"{where}: {error}");
    }

    // Over Graph like anybody, and through beta, which keeps the expressions.
    private static async Task<CredentialDocument> OfApplicationAsync(InstanceClient instance, string app, CancellationToken cancel)
    {
        using var graph = instance.Surface("graph");
        graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await OwnersTokenAsync(instance, cancel));
        var id = await FindAsync(graph, app, cancel);
        return Parse("Graph", await graph.GetByteArrayAsync($"beta/applications/{id}/federatedIdentityCredentials", cancel)) with { ApplicationId = Guid.Parse(id) };
    }

    private static async Task<string> FindAsync(HttpClient graph, string app, CancellationToken cancel)
    {
        var quoted = app.Replace("'", "''", StringComparison.Ordinal);
        string[] filters = Guid.TryParseExact(app, "D", out _)
            ? [$"appId eq '{quoted}'", $"id eq '{quoted}'"]
            : [$"displayName eq '{quoted}'"];
        foreach (var filter in filters)
        {
            var answer = JsonNode.Parse(await graph.GetStringAsync($"beta/applications?$filter={Uri.EscapeDataString(filter)}", cancel));
            var found = answer!["value"]!.AsArray();
            if (found.Count > 1)
                throw new CommandFailedException(ExitCodes.Usage, $"--app: {found.Count} applications are called '{app}'; name one by its client id");
            if (found is [{ } one])
                return (string)one["id"]!;
        }
        throw new CommandFailedException(ExitCodes.Failed,
            $"--app: the tenant has no application '{app}' (AADSTS700016); the client id may be another object's or another tenant's. az ad app list shows them");
    }

    private static async Task<string> OwnersTokenAsync(InstanceClient instance, CancellationToken cancel)
    {
        using var login = instance.Surface("login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = instance.Instance.OwnerClientId.ToString(),
            ["client_secret"] = instance.Instance.OwnerClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var response = await login.PostAsync($"{instance.Instance.TenantId}/oauth2/v2.0/token", form, cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(cancel);
        return (string?)answer?["access_token"]
            ?? throw new CommandFailedException(ExitCodes.Failed, $"the instance did not sign its owner in: {(string?)answer?["error_description"]}");
    }
}
