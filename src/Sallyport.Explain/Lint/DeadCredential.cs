using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Lint;

/// <summary>Why a credential can never match, whatever is presented.</summary>
internal static class DeadCredential
{
    /// <summary>The reasons; none when some token may match.</summary>
    public static IEnumerable<string> Reasons(FederatedIdentityCredential credential)
    {
        foreach (var ofIssuer in OfIssuer(credential))
            yield return ofIssuer;
        if (credential.Subject is null)
            yield break;
        if (OfSubject(credential.Issuer, credential.Subject) is { } reason)
            yield return reason;
    }

    private static string? OfSubject(string issuer, string subject)
    {
        if (Wildcard.IsWild(subject))
            return "A plain subject takes * and ? as ordinary characters; only an expression has wildcards.";
        var job = GitHubSubject.Read(subject, issuer);
        if (job?.Entity == "ref" && !IsFullRef(job.Value))
            return $"GitHub names a ref in full, ref:refs/heads/main; the subject has '{job.Value}'.";
        var platform = Platforms.Known(issuer, subject: null);
        return platform?.IsFormFixed == true && platform.Read(subject) is null
            ? $"No subject of {platform.Name} has this form; each is {platform.Templates[0].Form}."
            : null;
    }

    private static bool IsFullRef(string? name) => name?.StartsWith("refs/", StringComparison.Ordinal) == true;

    private static IEnumerable<string> OfIssuer(FederatedIdentityCredential credential)
    {
        var issuer = credential.Issuer;
        if (issuer.Length == 0)
            yield break;
        if (issuer.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            yield return "The issuer is plain http: "
                + "its keys can be replaced on the way, and no token service reads them.";
        if (char.IsWhiteSpace(issuer[0]) || char.IsWhiteSpace(issuer[^1]))
            yield return "The issuer begins or ends with white space: no token has such an issuer.";
        if (issuer.EndsWith('/') && PlatformOf(credential) is { } name)
            yield return "The issuer ends with a slash; "
                + $"the discovery document of {name} names it without one, and so do its tokens.";
    }

    private static string? PlatformOf(FederatedIdentityCredential credential)
    {
        if (IssuerProfiles.Of(credential.Issuer.TrimEnd('/')) is { } profile)
            return profile.Name;
        return GitLabSubject.Read(credential.Subject) is null ? null : "GitLab";
    }
}
