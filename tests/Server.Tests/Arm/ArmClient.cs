using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Arm;

/// <summary>An answer of ARM.</summary>
public sealed record ArmAnswer(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Message)
{
    public string? Code => (string?)Body?["error"]?["code"];

    public string? Text => (string?)Body?["error"]?["message"];

    public JsonNode?[] Values => [.. Body!["value"]!.AsArray()];

    public ArmAnswer Ok(HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(Status == status, $"{(int)Status} {Body}");
        return this;
    }

    public void Refused(int status, string code, string? text = null)
    {
        Assert.True((int)Status == status && Code == code, $"{(int)Status} {Body}");
        if (text is not null)
            Assert.Contains(text, Text, StringComparison.Ordinal);
    }
}

/// <summary>A caller of ARM.</summary>
public sealed class ArmClient(HttpClient client) : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<ArmAnswer> PutAsync(string path, object? body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ArmAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ArmAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<ArmAnswer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        // The path goes out as it stands: a client library would tidy up just what the server must cope with.
        var uri = new Uri(
            $"https://management.azure.com{path.Replace(" ", "%20", StringComparison.Ordinal)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return new ArmAnswer(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    public void Dispose() => client.Dispose();
}

/// <summary>A server with an owner, and callers with other roles.</summary>
public sealed class ArmServer : IAsyncLifetime
{
    public const string Audience = "https://management.azure.com";
    public const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    public const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    public const string RoleVersion = "api-version=2022-04-01";
    public const string GroupVersion = "api-version=2021-04-01";

    public RunningServer Running { get; private set; } = null!;

    /// <summary>Its clock. Only who has a server of its own may move it.</summary>
    public ShiftedTime Clock { get; } = new();

    public ArmClient Owner { get; private set; } = null!;

    public string Subscription => $"/subscriptions/{Running.Facts.SubscriptionId}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Running = await RunningServer.StartAsync(o => o with { Time = Clock });
        Owner = As(await Running.OwnerTokenAsync(Audience));
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Running.DisposeAsync();
    }

    public ArmClient As(string token) => new(Running.For("management.azure.com", token));

    public ArmClient Anonymous() => new(Running.For("management.azure.com"));

    /// <summary>A new service principal: its object id, and its client id and secret.</summary>
    public async Task<(string ObjectId, string AppId, string Secret)> AddPrincipalAsync()
    {
        using var graph = Running.For("graph.microsoft.com", await Running.OwnerTokenAsync("https://graph.microsoft.com"));
        async Task<JsonNode> Post(string path, object body)
        {
            using var response = await graph.PostAsJsonAsync(path, body, Cancel);
            response.EnsureSuccessStatusCode();
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        }

        var application = await Post("/v1.0/applications", new { displayName = $"app-{Guid.CreateVersion7():N}" });
        var appId = (string)application["appId"]!;
        var principal = await Post("/v1.0/servicePrincipals", new { appId });
        var password = await Post($"/v1.0/applications/{application["id"]}/addPassword", new { });
        return ((string)principal["id"]!, appId, (string)password["secretText"]!);
    }

    /// <summary>A new person: its object id and its name.</summary>
    public async Task<(string Id, string Name)> AddPersonAsync()
    {
        using var graph = new GraphClient(Running.For("graph.microsoft.com", await Running.OwnerTokenAsync("https://graph.microsoft.com")));
        var name = $"ada-{Guid.CreateVersion7():N}@sallyport.onmicrosoft.com";
        return ((await graph.PostAsync("/v1.0/users", GraphPeople.Body(name))).Ok(HttpStatusCode.Created).Text("id"), name);
    }

    /// <summary>A person who has signed in by the Azure CLI.</summary>
    public async Task<ArmClient> SignInAsync(string name, string password = GraphPeople.Password)
    {
        using var response = await Running.PostTokenAsync(
            ("grant_type", "password"), ("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("username", name), ("password", password),
            ("scope", Audience + "/.default"));
        return As((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["access_token"]!);
    }

    /// <summary>Makes a group, and says its path.</summary>
    public async Task<string> AddGroupAsync(string? name = null)
    {
        var path = $"{Subscription}/resourceGroups/{name ?? $"g-{Guid.CreateVersion7():N}"}";
        (await Owner.PutAsync($"{path}?{GroupVersion}", new { location = "westeurope" })).Ok(HttpStatusCode.Created);
        return path;
    }

    /// <summary>A second subscription, of a tenant that nobody signs in to.</summary>
    public async Task<Core.Arm.Subscription> AddForeignSubscriptionAsync()
    {
        await using var stores = DataFile.OpenStores(Running.Folder);
        await using var scope = stores.CreateAsyncScope();
        var subscription = new Core.Arm.Subscription
        {
            Id = Guid.CreateVersion7(), TenantId = Guid.CreateVersion7(), DisplayName = "Foreign", CreatedOn = DateTimeOffset.UnixEpoch,
        };
        Assert.Equal(Core.StoreOutcome.Done, await scope.ServiceProvider.GetRequiredService<IArmStore>().AddAsync(subscription, Cancel));
        return subscription;
    }

    /// <summary>A caller with a role on the subscription.</summary>
    public async Task<(ArmClient Client, string ObjectId, string AppId)> AddCallerAsync(string? role, string? scope = null)
    {
        var (objectId, appId, secret) = await AddPrincipalAsync();
        if (role is not null)
            Assert.Equal(HttpStatusCode.Created, (await AssignAsync(Owner, scope ?? Subscription, role, objectId)).Status);
        return (As(await Running.TokenAsync(appId, secret, Audience)), objectId, appId);
    }

    /// <summary>Writes a role assignment.</summary>
    public Task<ArmAnswer> AssignAsync(
        ArmClient caller, string scope, string role, string principal, string? name = null, string type = "ServicePrincipal") => caller.SendAsync(
        HttpMethod.Put, $"{scope}/providers/Microsoft.Authorization/roleAssignments/{name ?? Guid.CreateVersion7().ToString()}?{RoleVersion}", new
        {
            properties = new
            {
                roleDefinitionId = $"{Subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}",
                principalId = principal,
                principalType = type,
            },
        });
}
