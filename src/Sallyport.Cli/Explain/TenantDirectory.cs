using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The directory of the running instance, asked over Graph like any client asks: beta, which keeps the expressions of
/// credentials.
/// </summary>
internal sealed class TenantDirectory : IDisposable
{
    private const string FirstApplications = "beta/applications?$top=100";

    private readonly HttpClient graph;

    private TenantDirectory(HttpClient graph, Guid tenantId) => (this.graph, TenantId) = (graph, tenantId);

    /// <summary>The tenant's id.</summary>
    public Guid TenantId { get; }

    /// <summary>Signs in as the instance's owner.</summary>
    public static async Task<TenantDirectory> OpenAsync(InstanceClient instance, CancellationToken cancel)
    {
        var token = await OwnersTokenAsync(instance, cancel);
        var graph = instance.Surface("graph");
        graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new TenantDirectory(graph, instance.Instance.TenantId);
    }

    /// <summary>The objects of a collection in which a member has this value.</summary>
    public async Task<IReadOnlyList<JsonNode>> FindAsync(
        string collection, string member, string value, CancellationToken cancel)
    {
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        var filter = Uri.EscapeDataString($"{member} eq '{quoted}'");
        return (await PageAsync($"beta/{collection}?$filter={filter}", cancel)).Items;
    }

    /// <summary>The first hundred applications, and whether there are more.</summary>
    public async Task<(IReadOnlyList<JsonNode> Applications, bool More)> ApplicationsAsync(CancellationToken cancel)
    {
        var (applications, next) = await PageAsync(FirstApplications, cancel);
        return (applications, next is not null);
    }

    /// <summary>Each application, page by page.</summary>
    public async IAsyncEnumerable<JsonNode> AllApplicationsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = FirstApplications;
        while (next is not null)
        {
            var page = await PageAsync(next, cancel);
            foreach (var application in page.Items)
                yield return application;
            next = page.Next;
        }
    }

    /// <summary>The credentials of an application.</summary>
    /// <param name="application">Its object id.</param>
    /// <param name="cancel">Cancels the look-up.</param>
    public async Task<CredentialDocument> CredentialsAsync(Guid application, CancellationToken cancel)
    {
        var url = $"beta/applications/{application}/federatedIdentityCredentials";
        var answer = await graph.GetByteArrayAsync(url, cancel);
        return CredentialDocument.Read(answer).Document! with { ApplicationId = application };
    }

    /// <summary>A member of an object that holds an id.</summary>
    public static Guid IdOf(JsonNode node, string member) => StrictGuid.TryRead((string?)node[member], out var id)
        ? id
        : throw new InvalidDataException($"The instance's Graph gave '{node[member]}' as {member}, which is no id.");

    public void Dispose() => graph.Dispose();

    private async Task<(IReadOnlyList<JsonNode> Items, string? Next)> PageAsync(string url, CancellationToken cancel)
    {
        var answer = StrictJson.ReadNode(await graph.GetStringAsync(url, cancel))!;
        return ([.. answer["value"]!.AsArray().OfType<JsonNode>()], (string?)answer["@odata.nextLink"]);
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
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(StrictJson.Options, cancel);
        return (string?)answer?["access_token"] ?? throw new CommandFailedException(
            ExitCodes.Failed,
            $"the instance did not let its owner sign in: {(string?)answer?["error_description"]}");
    }
}
