using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Lint;

/// <summary>
/// The door to this room: what a credential trusts beyond what its author may have meant. The room owns advice about
/// credentials alone, without any assertion. What the real service takes is never refused because of it.
/// </summary>
internal static class CredentialLint
{
    private const string Registers = "anyone who registers the path after it was renamed or deleted is trusted. ";

    /// <summary>The warnings about a credential; none when nothing is to be said.</summary>
    public static IReadOnlyList<string> Of(FederatedIdentityCredential credential)
    {
        var warnings = new List<string>();
        if (string.Equals(credential.Issuer, credential.Audience, StringComparison.Ordinal))
            warnings.Add(
                "The audience is the issuer's own URL, which names no token service: anybody else who receives such a "
                + "token can replay it here. Better is api://AzureADTokenExchange, or a value of this tenant alone.");
        warnings.AddRange(DeadCredential.Reasons(credential));
        if (credential.Subject is { } subject)
            warnings.AddRange(OfSubject(credential.Issuer, subject));
        if (credential.ReadExpression() is { } expression)
            warnings.AddRange(ExpressionLint.Of(credential.Issuer, expression));
        return warnings;
    }

    private static IEnumerable<string> OfSubject(string issuer, string subject)
    {
        if (Placeholder.In(subject) is { } placeholder)
            yield return $"'{placeholder}' in the subject looks like a placeholder that was to be filled in.";
        if (PartOfOneRun(issuer, subject) is { } part)
            yield return $"The subject names {part}, which another run does not have: it fits that one run only.";
        if (subject.StartsWith("project_path:", StringComparison.Ordinal))
            yield return "The subject names the project by its path: " + Registers
                + "GitLab makes subjects of ids with the project's setting "
                + "ci_id_token_sub_claim_components: [\"project_id\",\"ref_type\",\"ref\"].";
        else if (IsPathWithoutIds(issuer, subject))
            yield return "The subject names the repository by its path: " + Registers
                + "Repositories made or renamed since July 2026 have ids in it, repo:OWNER@ID/NAME@ID; "
                + "for others an expression can test repository_id.";
    }

    private static string? PartOfOneRun(string issuer, string subject) =>
        Platforms.Known(issuer, subject)?.Read(subject)?.Parts
            .Where(part => part.What.IsOfOneRun)
            .Select(part => part.Words)
            .FirstOrDefault();

    // GitHub's newer repositories have their ids in the path: OWNER@ID/NAME@ID.
    private static bool IsPathWithoutIds(string issuer, string subject)
    {
        var form = IssuerProfiles.Of(issuer)?.Subjects
            .Where(s => s is { IsImmutable: false, Owner: not null })
            .FirstOrDefault(s => subject.StartsWith(s.Lead, StringComparison.Ordinal));
        return form is not null && form.NameIn(subject)?.Contains('@', StringComparison.Ordinal) != true;
    }
}
