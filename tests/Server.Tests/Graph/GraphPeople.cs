using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Server.Tests.Graph;

/// <summary>A person with an account, and a client of Graph with the token that az has for it.</summary>
public sealed record GraphPerson(string Id, string Name, GraphClient Client) : IDisposable
{
    public void Dispose() => Client.Dispose();
}

/// <summary>Makes people and signs them in.</summary>
public static class GraphPeople
{
    public const string Password = "Correct-horse-7";
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    public const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    public const string CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";
    public const string ApplicationDeveloper = "cf1c38e5-3621-4004-a7cb-879624dced7c";
    public const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    public const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    public const string SecurityReader = "5d6b6bb7-de71-4623-b4af-96380a352509";
    public const string DirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    public const string ReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static JsonObject Body(string name, string password = Password) => new()
    {
        ["accountEnabled"] = true, ["displayName"] = "Ada Lovelace", ["givenName"] = "Ada", ["surname"] = "Lovelace",
        ["mail"] = "ada@contoso.example", ["mailNickname"] = "ada", ["userPrincipalName"] = name,
        ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = password },
    };

    /// <summary>A person with these directory roles, who has signed in.</summary>
    public static async Task<GraphPerson> PersonAsync(this GraphServer server, params string[] roles)
    {
        var name = $"{GraphServer.Unique("ada")}@sallyport.onmicrosoft.com";
        var id = (await server.Owner.PostAsync("/v1.0/users", Body(name))).Ok(HttpStatusCode.Created).Text("id");
        foreach (var role in roles)
            (await server.Owner.PostAsync($"/v1.0/directoryRoles(roleTemplateId='{role}')/members/$ref", Reference(id)))
                .Ok(HttpStatusCode.NoContent);
        return new GraphPerson(id, name, server.As((await server.SignInAsync(name))!));
    }

    /// <summary>The token for Graph that az gets for a person; null when the sign-in is refused.</summary>
    public static async Task<string?> SignInAsync(this GraphServer server, string name, string password = Password)
    {
        using var login = server.Running.For("login.microsoftonline.com");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
            ["username"] = name, ["password"] = password, ["scope"] = "https://graph.microsoft.com/.default openid",
        });
        using var response = await login.PostAsync("/organizations/oauth2/v2.0/token", form, Cancel);
        return (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["access_token"];
    }

    /// <summary>A client of Graph whose token allows these scopes alone on a person's behalf.</summary>
    public static async Task<GraphClient> WithScopesAsync(this GraphServer server, string personId, string scopes)
    {
        var tokens = server.Running.Server.Services.GetRequiredService<AccessTokens>();
        var tenant = server.Running.Facts.TenantId;
        var token = await tokens.SignAsync(new()
        {
            ["aud"] = "https://graph.microsoft.com", ["iss"] = AccessTokens.IssuerOf(tenant), ["tid"] = $"{tenant}",
            ["appid"] = "04b07795-8ddb-461a-bbee-02f9e1bf7b46", ["idtyp"] = "user", ["oid"] = personId,
            ["scp"] = scopes, ["sub"] = "s", ["ver"] = "1.0",
            ["uti"] = AccessTokens.NewUniqueId(server.Running.Server.Services.GetRequiredService<TimeProvider>().GetUtcNow()),
        }, second: false, Cancel);
        return server.As(token.Text);
    }

    /// <summary>A client of Graph whose token is an application's own with these app roles.</summary>
    public static async Task<GraphClient> WithRolesAsync(this GraphServer server, params string[] roles)
    {
        var tokens = server.Running.Server.Services.GetRequiredService<AccessTokens>();
        var tenant = server.Running.Facts.TenantId;
        var token = await tokens.SignAsync(new()
        {
            ["aud"] = "https://graph.microsoft.com", ["iss"] = AccessTokens.IssuerOf(tenant), ["tid"] = $"{tenant}",
            ["appid"] = $"{Guid.CreateVersion7()}", ["idtyp"] = "app", ["oid"] = $"{Guid.CreateVersion7()}",
            ["roles"] = roles.ToList(), ["sub"] = "s", ["ver"] = "1.0",
        }, second: false, Cancel);
        return server.As(token.Text);
    }

    public static JsonObject Reference(string id) =>
        new() { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{id}" };

    public static void Forbidden(this GraphAnswer answer) =>
        answer.Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}
