using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Portal;

/// <summary>
/// Judges what is presented to an application as the exchange would, with this instance's policy, keys and issuers. An
/// issuer is asked only once a credential of the application fits; nothing is spent and nothing recorded.
/// </summary>
/// <param name="store">The directory.</param>
/// <param name="judge">The exchange's judge.</param>
/// <param name="issuers">The keys of issuers.</param>
internal sealed class ApplicationJudge(IDirectoryStore store, FederatedJudge judge, IIssuerKeys issuers)
{
    /// <summary>Judges an assertion.</summary>
    public async Task<Judgement> JudgeAsync(
        Application application, AssertionReading reading, CancellationToken cancel)
    {
        var tenant = await store.FindTenantAsync(application.TenantId, cancel)
            ?? throw new PortalRefusal(404, "NotFound", "The application's tenant is missing.").ToException();
        return await judge.JudgeAsync(
            reading, application.FederatedIdentityCredentials, tenant.Policy, issuers, cancel);
    }
}
