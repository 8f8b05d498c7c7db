using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>How a client has proved who it is.</summary>
/// <param name="AuthenticationLevel"><c>appidacr</c> of the token: 1 for a secret, 2 for an assertion.</param>
/// <param name="Credential">
/// The federated identity credential that its assertion matched; null for other proofs.
/// </param>
internal sealed record ClientProof(int AuthenticationLevel, FederatedIdentityCredential? Credential = null);

/// <summary>
/// Authenticates the client of a token request, whatever the grant: by a secret, by an assertion that it signed with
/// its own certificate, or by an assertion of an outside issuer.
/// </summary>
public sealed class ClientAuthentication(
    SecretAuthentication secrets, CertificateAuthentication certificates, FederatedAuthentication federated)
{
    /// <summary>Authenticates it. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    internal Task<ClientProof> AuthenticateAsync(
        Tenant tenant,
        Application application,
        TokenRequest request,
        TokenEndpointAddress endpoint,
        SignInDraft signIn,
        CancellationToken cancel)
    {
        if (request.ClientSecret is { } secret)
            return Task.FromResult(secrets.Verify(application, secret, signIn));
        return request.ClientAssertion is { } assertion
            ? VerifyAsync(tenant, application, assertion, endpoint, signIn, cancel)
            : throw Aadsts.NoProof().ToException();
    }

    private async Task<ClientProof> VerifyAsync(
        Tenant tenant,
        Application application,
        string compact,
        TokenEndpointAddress endpoint,
        SignInDraft signIn,
        CancellationToken cancel)
    {
        signIn.WithAssertion(SHA256.HashData(Encoding.UTF8.GetBytes(compact)));
        var reading = AssertionReader.Read(compact);
        return IsSelfIssued(reading, application)
            ? certificates.Verify(reading.Assertion!, application, endpoint, signIn)
            : await federated.VerifyAsync(reading, application, tenant.Policy, signIn, cancel);
    }

    private static bool IsSelfIssued(AssertionReading reading, Application application) =>
        StrictGuid.TryRead(reading.Assertion?.Issuer, out var issuer) && issuer == application.AppId;
}
