using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>People as they are stored, and what their passwords are good for.</summary>
public static class PortalPeople
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The user as it is stored; null when it is gone.</summary>
    public static async Task<User?> StoredAsync(this RunningServer server, Guid id)
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IUserDirectory>().FindAsync(server.Facts.TenantId, id, Cancel);
    }

    /// <summary>The user with this name.</summary>
    public static async Task<User> NamedAsync(this RunningServer server, string name)
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IUserDirectory>().FindByNameAsync(server.Facts.TenantId, name, Cancel))!;
    }

    /// <summary>The answer of the token endpoint to a name and a password: 200, or the text of the refusal.</summary>
    public static async Task<string> TryPasswordAsync(this RunningServer server, string name, string password)
    {
        using var answer = await server.PostTokenAsync(
            ("grant_type", "password"), ("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("username", name), ("password", password),
            ("scope", "https://management.azure.com/.default"));
        return answer.StatusCode == HttpStatusCode.OK ? "200" : await answer.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>The browser of somebody who holds a directory role.</summary>
    public static async Task<PageBrowser> WithRoleAsync(this RunningServer server, params Guid[] roles) =>
        (await server.NewPersonAsync(roles)).Browser;
}
