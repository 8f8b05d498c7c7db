using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>The directory of the running instance, asked over Graph like by anybody, and through beta, which keeps the expressions.</summary>
internal sealed class TenantDirectory : IDisposable
{
    private readonly HttpClient graph;

    private TenantDirectory(HttpClient graph, Guid tenantId) => (this.graph, TenantId) = (graph, tenantId);

    /// <summary>The tenant.</summary>
    public Guid TenantId { get; }

    /// <summary>Signs in as the instance's owner.</summary>
    public static async Task<TenantDirectory> OpenAsync(InstanceClient instance, CancellationToken cancel)
    {
        var graph = instance.Surface("graph");
        graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await OwnersTokenAsync(instance, cancel));
        return new TenantDirectory(graph, Guid.Parse($"{instance.Instance.TenantId}"));
    }

    /// <summary>The objects of a collection of which a member has this value.</summary>
    public async Task<IReadOnlyList<JsonNode>> FindAsync(string collection, string member, string value, CancellationToken cancel)
    {
        var filter = Uri.EscapeDataString($"{member} eq '{value.Replace("'", "''", StringComparison.Ordinal)}'");
        return ValueOf(await graph.GetStringAsync($"beta/{collection}?$filter={filter}", cancel));
    }

    /// <summary>The first hundred applications, and whether there are more.</summary>
    public async Task<(IReadOnlyList<JsonNode> Applications, bool More)> ApplicationsAsync(CancellationToken cancel)
    {
        var answer = await graph.GetStringAsync("beta/applications?$top=100", cancel);
        return (ValueOf(answer), JsonNode.Parse(answer)!["@odata.nextLink"] is not null);
    }

    /// <summary>The credentials of an application.</summary>
    public async Task<CredentialDocument> CredentialsAsync(Guid application, CancellationToken cancel)
    {
        var answer = await graph.GetByteArrayAsync($"beta/applications/{application}/federatedIdentityCredentials", cancel);
        return CredentialDocument.Read(answer).Document! with { ApplicationId = application };
    }

    /// <summary>An id of an object.</summary>
    public static Guid IdOf(JsonNode node, string member) => Guid.Parse((string)node[member]!);

    /// <inheritdoc/>
    public void Dispose() => graph.Dispose();

    private static List<JsonNode> ValueOf(string answer) => JsonNode.Parse(answer)!["value"]!.AsArray().OfType<JsonNode>().ToList();

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
