using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>A federated credential in a list, with what is known of it without a token.</summary>
/// <param name="Application">The application as Graph shows it; null for a file's.</param>
/// <param name="Credential">The credential.</param>
internal sealed record ListedCredential(JsonNode? Application, FederatedIdentityCredential Credential)
{
    private readonly IReadOnlyList<string> reasons = CredentialAdvice.WhyNeverMatching(Credential);

    /// <summary>Whether no token can ever match it.</summary>
    public bool CanNeverMatch => reasons.Count > 0;

    /// <summary>The application, by name and client id; null for a file's.</summary>
    public string? Owner => Application is null ? null : $"{Application["displayName"]} ({Application["appId"]})";

    private IEnumerable<string> Advice =>
        CredentialAdvice.Of(Credential, RuleSet.Entra2024).Except(reasons, StringComparer.Ordinal);

    /// <summary>The credentials of a document.</summary>
    /// <param name="application">The application as Graph shows it; null for a file's.</param>
    /// <param name="document">The document.</param>
    public static IReadOnlyList<ListedCredential> AllOf(JsonNode? application, CredentialDocument document) =>
        [.. document.Credentials.Select(c => new ListedCredential(application, c))];

    /// <summary>What people read of it, a row each.</summary>
    public IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("  issuer", Credential.Issuer);
        yield return Credential.Subject is { } subject
            ? ("  subject", subject)
            : ("  matches", Credential.Expression ?? "");
        yield return ("  audience", Credential.Audience);
        foreach (var reason in reasons)
            yield return ("  never", reason);
        foreach (var advice in Advice)
            yield return ("  advice", advice);
    }

    /// <summary>What scripts read of it.</summary>
    public JsonObject Json() => new()
    {
        ["application"] = Application is null ? null : new JsonObject
        {
            ["displayName"] = $"{Application["displayName"]}",
            ["appId"] = $"{Application["appId"]}",
            ["id"] = $"{Application["id"]}",
        },
        ["name"] = Credential.Name,
        ["issuer"] = Credential.Issuer,
        ["subject"] = Credential.Subject,
        ["claimsMatchingExpression"] = Credential.Expression,
        ["audience"] = Credential.Audience,
        ["neverMatches"] = new JsonArray([.. reasons.Select(r => JsonValue.Create(r))]),
        ["advice"] = new JsonArray([.. Advice.Select(a => JsonValue.Create(a))]),
    };
}
