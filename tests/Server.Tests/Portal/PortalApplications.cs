using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Applications for the portal's tests, and what a forged form needs.</summary>
public static class PortalApplications
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Application> NewApplicationAsync(this RunningServer server, string name, bool withPrincipal = true)
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<Applications>();
        var made = await applications.CreateAsync(server.Facts.TenantId, new ApplicationInput { DisplayName = name }, null, Cancel);
        if (withPrincipal)
            await scope.ServiceProvider.GetRequiredService<ServicePrincipals>().CreateAsync(made.TenantId, made.AppId.ToString(), true, null, Cancel);
        return made;
    }

    public static async Task<FederatedIdentityCredential> NewCredentialAsync(
        this RunningServer server, Application application, string name, string issuer, string? subject, string? expression = null)
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        var written = await scope.ServiceProvider.GetRequiredService<FederatedIdentityCredentials>().CreateAsync(
            application.TenantId, application.Id, new FederatedIdentityCredentialInput
            {
                Name = name, Issuer = issuer, Subject = subject, Audiences = new Given<IReadOnlyList<string>?>(true, [FederatedJudge.ExchangeAudience]),
                ClaimsMatchingExpression = new Given<ExpressionInput?>(expression is not null, new ExpressionInput(expression, 1)),
            }, Cancel);
        return written.Credential;
    }

    /// <summary>The application as it is stored.</summary>
    public static async Task<Application> StoredAsync(this RunningServer server, Application application)
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IDirectoryStore>();
        return (await store.FindApplicationAsync(application.TenantId, application.Id, Cancel))!;
    }

    /// <summary>The proof of origin of a page that the visitor has seen, for a form that the page does not have.</summary>
    public static Dictionary<string, string> ForgeryFields(this PageBrowser browser)
    {
        var field = browser.Page.QuerySelector("header form input[type=hidden]")!;
        return new Dictionary<string, string> { [field.GetAttribute("name")!] = field.GetAttribute("value")! };
    }
}
