using System.Text.Json;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// The likely cause of a mismatch and what mends it. A mend repairs what was meant – a spelling, an audience, the ref that the job ran
/// on – and never trusts something because it was presented.
/// </summary>
/// <param name="Cause">The cause, in one sentence.</param>
/// <param name="Mend">What to do, in one sentence.</param>
/// <param name="Command">The command that does it, or null.</param>
public sealed record LikelyCause(string Cause, string Mend, string? Command)
{
    /// <summary>The likely cause of a failed match; null for one that succeeded.</summary>
    public static LikelyCause? Of(CredentialMatch match, Application application) => match switch
    {
        { Stage: MatchStage.Matched } => null,
        { Credential: null } => NoCredential(application),
        { Stage: MatchStage.Issuer } => Issuer(match.Credential, match.Assertion.Issuer),
        { Stage: MatchStage.Audience } => Audience(match.Credential, match.Assertion.Audience),
        { Credential.Expression: not null } => Expression(match, match.Credential),
        _ => Subject(match.Credential, match.Assertion.Subject),
    };

    private static LikelyCause NoCredential(Application application) => new(
        $"The application '{application.DisplayName}' has no federated identity credential.",
        "Create one for the ref that you trust; the ones that exist are listed by:",
        $"az rest --method GET --uri \"{Collection(application.Id)}\"");

    private static LikelyCause Issuer(FederatedIdentityCredential credential, string presented)
    {
        var expected = credential.Issuer;
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return new("The two issuers differ by a trailing slash alone.",
                "Spell the credential's issuer as the token does:", Patch(credential, new { issuer = presented }));
        if (string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase))
            return new("The two issuers differ in letter case alone.",
                "Spell the credential's issuer as the token does:", Patch(credential, new { issuer = presented }));
        return new(
            $"The job ran on '{presented}', which no credential trusts; the nearest, '{credential.Name}', trusts '{expected}'.",
            "Run the job on the GitLab instance that is trusted. Which ones are is listed by:",
            $"az rest --method GET --uri \"{Collection(credential.ApplicationId)}\"");
    }

    private static LikelyCause Audience(FederatedIdentityCredential credential, string presented)
    {
        var expected = credential.Audience;
        var kind = string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase) ? ", in another letter case"
            : expected.TrimEnd('/') == presented.TrimEnd('/') ? ", which differs by a trailing slash"
            : expected.Trim() == presented.Trim() ? ", which differs by white space"
            : "";
        return new(
            $"The job asks for the audience '{presented}'; the credential '{credential.Name}' expects '{expected}'{kind}.",
            $"Ask for that audience in the job's id_tokens (aud: {expected}):",
            IsPlain(expected) && IsPlain(presented) ? $"sed -i 's|aud: {presented}|aud: {expected}|' .gitlab-ci.yml" : null);
    }

    private static LikelyCause Subject(FederatedIdentityCredential credential, string presented)
    {
        var expected = credential.Subject ?? "";
        if (string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase))
            return new("The two subjects differ in letter case alone.",
                "Spell the credential's subject as the token does:", Patch(credential, new { subject = presented }));
        if (expected.Trim() == presented)
            return new("The credential's subject begins or ends with white space.",
                "Take it away:", Patch(credential, new { subject = presented }));
        if (expected.Contains('<', StringComparison.Ordinal))
            return new($"The credential '{credential.Name}' still holds a placeholder of the tutorial: '{expected}'.",
                "Fill it in; for this job it would be:", Patch(credential, new { subject = presented }));
        if (Wildcard.IsWild(expected) && Wildcard.Matches(expected, presented) && IssuerProfiles.Of(credential.Issuer) is not null)
            return new("The credential's subject holds a wildcard, which is an ordinary character there.",
                "Use a claims-matching expression with the same pattern:", PatchToExpression(credential, expected));
        return Parts(credential, GitLabSubject.Read(expected), GitLabSubject.Read(presented))
            ?? new($"The job's subject is not the one that the credential '{credential.Name}' names.",
                "Compare the two at the mark; which subjects are trusted is listed by:",
                $"az rest --method GET --uri \"{Collection(credential.ApplicationId)}\"");
    }

    private static LikelyCause Expression(CredentialMatch match, FederatedIdentityCredential credential)
    {
        var failing = match.FailingTest;
        if (failing is null)
            return new($"The expression of '{credential.Name}' cannot be read.", "Write it anew; it stands in:",
                $"az rest --method GET --uri \"{Collection(credential.ApplicationId)}\"");
        var pattern = failing.Claim == "sub" ? GitLabSubject.Read(failing.Comparand) : null;
        return Parts(credential, pattern, GitLabSubject.Read(match.Assertion.Subject))
            ?? new($"The claim '{failing.Claim}' is not what the expression of '{credential.Name}' asks for: '{failing.Comparand}'.",
                "Compare the two at the mark; which expressions are trusted is listed by:",
                $"az rest --method GET --uri \"{Collection(credential.ApplicationId)}\"");
    }

    // Both sides are GitLab's: say which part differs, in the order project, kind of ref, ref.
    private static LikelyCause? Parts(FederatedIdentityCredential credential, GitLabSubject? expected, GitLabSubject? presented)
    {
        if (expected is null || presented is null)
            return null;
        if (!Wildcard.Matches(expected.Project, presented.Project))
            return new(
                $"The job ran in the project '{presented.Project}'; the credential '{credential.Name}' trusts '{expected.Project}'.",
                "Run it in the project that is trusted; if the project was renamed, its owner changes the credential:",
                IsPlain(expected.Project) ? $"sallyport run --project {expected.Project}" : null);
        if (!Wildcard.Matches(expected.RefType, presented.RefType))
            return new(
                $"The job ran on the {presented.RefType} '{presented.Ref}'; the credential '{credential.Name}' trusts a {expected.RefType}.",
                $"Run it on a {expected.RefType} that is trusted:", RunOn(expected));
        return new(
            $"The job ran on the {presented.RefType} '{presented.Ref}'; the credential '{credential.Name}' trusts '{expected.Ref}'.",
            $"Run it on the {expected.RefType} that is trusted:", RunOn(expected));
    }

    // Without a name the job runs on the branch that is checked out; a pattern for tags leaves the choice to the person.
    private static string? RunOn(GitLabSubject trusted) => trusted switch
    {
        { RefType: "tag" } when IsPlain(trusted.Ref) => $"sallyport run --tag {trusted.Ref}",
        { RefType: "branch" } when IsPlain(trusted.Ref) => $"sallyport run --ref {trusted.Ref}",
        { RefType: "branch", Ref: "*" } => "sallyport run",
        _ => null,
    };

    private static string Collection(Guid application) =>
        $"https://graph.microsoft.com/beta/applications/{application}/federatedIdentityCredentials";

    private static string Patch(FederatedIdentityCredential credential, object body) =>
        $"az rest --method PATCH --uri \"{Collection(credential.ApplicationId)}/{credential.Id}\" --body {ShellQuoted(JsonSerializer.Serialize(body))}";

    private static string PatchToExpression(FederatedIdentityCredential credential, string pattern) => Patch(credential, new
    {
        subject = (string?)null,
        claimsMatchingExpression = new
        {
            value = $"claims['sub'] matches '{pattern.Replace("'", "''", StringComparison.Ordinal)}'",
            languageVersion = ClaimsMatchingExpression.LanguageVersion,
        },
    });

    private static string ShellQuoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // Safe in a command as it stands.
    private static bool IsPlain(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@".Contains(c, StringComparison.Ordinal));
}
