using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Verifies assertions that a client signs itself with a certificate of its application (RFC 7523 §3).
/// Source: "Microsoft identity platform application authentication certificate credentials".
/// </summary>
public sealed class CertificateAuthentication(TimeProvider time)
{
    // RFC 7523 §3 leaves the bound to the server; clients make assertions of ten minutes.
    private static readonly TimeSpan FurthestExpiry = TimeSpan.FromHours(24);

    /// <summary>
    /// Verifies subject, audience, key, signature and time. Throws refusals of the <see cref="Aadsts"/> catalogue.
    /// </summary>
    /// <param name="assertion">The assertion, whose issuer is the client.</param>
    /// <param name="application">The client's application.</param>
    /// <param name="endpoint">The endpoint that was called.</param>
    /// <param name="signIn">The record in the making, which names the certificate.</param>
    internal ClientProof Verify(
        Assertion assertion, Application application, TokenEndpointAddress endpoint, SignInDraft signIn)
    {
        signIn.ProvedBy(ClientCredentialTypes.Certificate);
        CheckClaims(assertion, application, endpoint);
        var key = Find(assertion.Jws, application);
        var now = time.GetUtcNow();
        if (now < key.StartDateTime || now >= key.EndDateTime)
            throw Aadsts.CertificateExpired(key.Thumbprint, key.StartDateTime, key.EndDateTime).ToException();
        var onlyKey = JwkSet.Of(new Jwk(assertion.Jws.KeyId, null, key.PublicKey(), null));
        if (Jws.Verify(assertion.Jws, onlyKey) is not null)
            throw Aadsts.CertificateSignatureInvalid(key.Thumbprint).ToException();
        var isFar = assertion.Expires > now + FurthestExpiry + AssertionVerifier.Skew;
        if (isFar || AssertionVerifier.CheckTime(assertion, now) is not null)
            throw Aadsts.AssertionOutsideItsTime(
                now, assertion.NotBefore ?? assertion.IssuedAt, assertion.Expires).ToException();
        signIn.WithKey(key.KeyId, key.Thumbprint);
        return new ClientProof(AuthenticationLevel: 2);
    }

    private static void CheckClaims(Assertion assertion, Application application, TokenEndpointAddress endpoint)
    {
        if (assertion.Jws.Algorithm is not ("RS256" or "PS256"))
            throw Aadsts.UnsupportedAlgorithm(assertion.Jws.Algorithm, "RS256", "PS256").ToException();
        if (!StrictGuid.TryRead(assertion.Subject, out var subject) || subject != application.AppId)
            throw Aadsts.ClientIdentifierDiffers(assertion.Subject, application.AppId).ToException();
        var ours = AudiencesOf(application.TenantId, endpoint);
        if (assertion.Audiences is not [var audience] || !ours.Contains(audience, StringComparer.Ordinal))
            throw Aadsts.AudienceIsNotOurs(assertion.Audience).ToException();
    }

    // The sole audience is this tenant's token service (RFC 7523bis): its issuers, or the token endpoints by which
    // clients know it.
    private static IEnumerable<string> AudiencesOf(Guid tenantId, TokenEndpointAddress endpoint)
    {
        yield return AccessTokens.IssuerOf(tenantId);
        foreach (var root in (string[])["https://login.microsoftonline.com", endpoint.Root])
        {
            foreach (var tenant in (string[])[tenantId.ToString(), endpoint.Tenant])
            {
                yield return $"{root}/{tenant}/v2.0";
                yield return $"{root}/{tenant}/oauth2/v2.0/token";
                yield return $"{root}/{tenant}/oauth2/token";
            }
        }
    }

    private static KeyCredential Find(UnverifiedJws jws, Application application)
    {
        // MSAL for Python pads the thumbprint. It names a key and proves nothing, so that does no harm.
        var sha1 = jws.Header.String("x5t")?.TrimEnd('=');
        var sha256 = jws.Header.String("x5t#S256")?.TrimEnd('=');
        var named = sha256 ?? sha1 ?? jws.KeyId ?? throw Aadsts.AssertionNamesNoKey().ToException();
        return application.KeyCredentials.Find(key => IsNamed(key))
            ?? throw Aadsts.CertificateNotRegistered(named).ToException();

        bool IsNamed(KeyCredential key)
        {
            if (sha256 is not null)
                return sha256 == StrictBase64Url.Encode(key.Sha256Thumbprint);
            var thumbprint = StrictBase64Url.Encode(key.Thumbprint);
            if (sha1 is not null)
                return sha1 == thumbprint;
            var hexadecimal = Convert.ToHexString(key.Thumbprint);
            return jws.KeyId == thumbprint || string.Equals(jws.KeyId, hexadecimal, StringComparison.OrdinalIgnoreCase);
        }
    }
}
