using System.Text.Json;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Tests;

/// <summary>Explanations of what the judge says without keys, as <c>sallyport explain</c> makes them for a real tenant.</summary>
internal static class Explained
{
    private static readonly FederationPolicy Policy = new() { TakesManagedIdentities = true };

    /// <summary>Explains a token.</summary>
    public static Explanation Token(string text, CredentialDocument document, TimeProvider time) =>
        Of(AssertionReader.Read(text), document, time, new ExplanationContext { ApplicationId = document.ApplicationId, Text = text, Credentials = document.Credentials, Identities = document.Identities });

    /// <summary>Explains claims that somebody decoded.</summary>
    public static Explanation Claims(JsonElement claims, CredentialDocument document, string? tokenName = null) => Of(
        AssertionReader.ReadDecoded(claims),
        document,
        TimeProvider.System,
        new ExplanationContext { ApplicationId = document.ApplicationId, Identities = document.Identities, Job = tokenName is null ? null : new Fixes.JobOfToken { Token = tokenName } });

    private static Explanation Of(
        AssertionReading reading, CredentialDocument document, TimeProvider time, ExplanationContext context) =>
        Explanation.Of(
            new FederatedJudge(time, Policy).Preview(reading, document.Credentials, TenantPolicy.None), context);
}
