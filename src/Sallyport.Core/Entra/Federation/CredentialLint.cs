
namespace Sallyport.Core.Entra.Federation;

/// <summary>What a credential trusts beyond what its author may have meant. Advice: what the real service takes is never refused for it.</summary>
public static class CredentialLint
{
    /// <summary>The warnings about a credential; none when nothing is to be said.</summary>
    public static IReadOnlyList<string> Of(FederatedIdentityCredential credential) => [.. About(credential)];

    private static IEnumerable<string> About(FederatedIdentityCredential credential)
    {
        var (issuer, subject) = (credential.Issuer, credential.Subject);
        if (string.Equals(issuer, credential.Audience, StringComparison.Ordinal))
            yield return "The audience is the issuer's own URL, which names no token service: whoever else receives such a token can replay it here. "
                + "Better is api://AzureADTokenExchange, or a value of this tenant alone.";
        if (issuer.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            yield return "The issuer is plain http: its keys can be replaced on the way, and no token service reads them.";
        if (issuer.Length > 0 && (char.IsWhiteSpace(issuer[0]) || char.IsWhiteSpace(issuer[^1])))
            yield return "The issuer begins or ends with white space: no token has such an issuer.";
        if (issuer.EndsWith('/') && (IssuerProfiles.Of(issuer.TrimEnd('/'))?.Name ?? (GitLabSubject.Read(subject) is null ? null : "GitLab")) is { } name)
            yield return $"The issuer ends with a slash; the discovery document of {name} names it without one, and so do its tokens.";
        if (subject is not null && Wildcard.IsWild(subject))
            yield return "A plain subject takes * and ? as ordinary characters; only an expression has wildcards.";
        if (subject is not null && MutablePath(issuer, subject) is { } advice)
            yield return "The subject names the project by its path: whoever registers the path after a renaming or deletion is trusted. " + advice;
        if (credential.ReadExpression() is { } expression)
            foreach (var warning in ExpressionLint.Of(issuer, expression))
                yield return warning;
    }

    // GitHub's newer repositories have their ids in the path: OWNER@ID/NAME@ID.
    private static string? MutablePath(string issuer, string subject) => subject switch
    {
        _ when subject.StartsWith("project_path:", StringComparison.Ordinal) =>
            "GitLab makes subjects of ids with the project's setting ci_id_token_sub_claim_components: [\"project_id\",\"ref_type\",\"ref\"].",
        _ when IssuerProfiles.Of(issuer)?.Subjects.FirstOrDefault(s => s is { IsImmutable: false, Owner: not null } && subject.StartsWith(s.Lead, StringComparison.Ordinal)) is { } form
            && form.NameIn(subject)?.Contains('@', StringComparison.Ordinal) != true =>
            "Repositories made or renamed since July 2026 have ids in it, repo:OWNER@ID/NAME@ID; for others an expression can test repository_id.",
        _ => null,
    };
}
