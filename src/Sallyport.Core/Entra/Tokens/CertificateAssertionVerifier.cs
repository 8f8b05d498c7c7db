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
/// <param name="assertions">The checks that all assertions share.</param>
/// <param name="time">The clock.</param>
public sealed class CertificateAssertionVerifier(AssertionVerifier assertions, TimeProvider time)
{
    /// <summary>Verifies subject, audience, key, signature and time. Throws a refusal of the <see cref="Aadsts"/> catalogue.</summary>
    /// <param name="assertion">The assertion, whose issuer is the client.</param>
    /// <param name="application">The client's application.</param>
    /// <param name="endpoint">The endpoint that was called.</param>
    /// <returns>The certificate that it was signed with.</returns>
    public KeyCredential Verify(Assertion assertion, Application application, TokenEndpointAddress endpoint)
    {
        if (assertion.Jws.Algorithm is not ("RS256" or "PS256"))
            throw Aadsts.UnsupportedAlgorithm(assertion.Jws.Algorithm, "RS256", "PS256").ToException();
        if (!StrictGuid.TryRead(assertion.Subject, out var subject) || subject != application.AppId)
            throw Aadsts.ClientIdentifierDiffers(assertion.Subject, application.AppId).ToException();
        if (assertion.Audiences is not [var audience] || !AudiencesOf(application.TenantId, endpoint).Contains(audience, StringComparer.Ordinal))
            throw Aadsts.AudienceIsNotOurs(assertion.Audience).ToException();
        var key = Find(assertion.Jws, application);
        var now = time.GetUtcNow();
        if (now < key.StartDateTime || now >= key.EndDateTime)
            throw Aadsts.CertificateExpired(key).ToException();
        if (Jws.Verify(assertion.Jws, JwkSet.Of(new Jwk(assertion.Jws.KeyId, null, key.PublicKey(), null))) is not null)
            throw Aadsts.CertificateSignatureInvalid(key).ToException();
        assertions.VerifyTime(assertion);
        return key;
    }

    // The sole audience is this tenant's token service (RFC 7523bis): its issuers, or the token endpoints by which clients know it.
    private static IEnumerable<string> AudiencesOf(Guid tenantId, TokenEndpointAddress endpoint)
    {
        yield return AccessTokens.IssuerOf(tenantId);
        foreach (var root in (string[])["https://login.microsoftonline.com", endpoint.Root])
            foreach (var tenant in (string[])[tenantId.ToString(), endpoint.Tenant])
            {
                yield return $"{root}/{tenant}/v2.0";
                yield return $"{root}/{tenant}/oauth2/v2.0/token";
                yield return $"{root}/{tenant}/oauth2/token";
            }
    }

    private static KeyCredential Find(UnverifiedJws jws, Application application)
    {
        // MSAL for Python pads the thumbprint. It names a key and proves nothing, so that does no harm.
        var (sha1, sha256) = (jws.Header.String("x5t")?.TrimEnd('='), jws.Header.String("x5t#S256")?.TrimEnd('='));
        if (sha1 is null && sha256 is null && jws.KeyId is null)
            throw Aadsts.AssertionNamesNoKey().ToException();
        return application.KeyCredentials.Find(k =>
            sha256 is not null ? sha256 == StrictBase64Url.Encode(k.Sha256Thumbprint)
            : sha1 is not null ? sha1 == StrictBase64Url.Encode(k.Thumbprint)
            : jws.KeyId == StrictBase64Url.Encode(k.Thumbprint) || string.Equals(jws.KeyId, Convert.ToHexString(k.Thumbprint), StringComparison.OrdinalIgnoreCase))
            ?? throw Aadsts.CertificateNotRegistered(sha256 ?? sha1 ?? jws.KeyId).ToException();
    }
}
