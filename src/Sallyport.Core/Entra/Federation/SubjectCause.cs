using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Entra.Federation;

/// <summary>Why a plain subject does not fit. A mend corrects the spelling of the project and the ref that the credential already names.</summary>
internal static class SubjectCause
{
    private const string Spell = "Spell the credential's subject as the token does:";

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var (expected, presented) = (c.Subject ?? "", a.Subject);
        if (expected.Length == 0)
            return Lost(c);
        var (trusted, job) = (GitLabSubject.Read(expected), GitLabSubject.Read(presented));
        return Text(c, expected, presented)
            ?? LetterCase(c, a, expected, trusted, job)
            ?? Wild(c, a, expected)
            ?? Form(c, a, trusted, job)
            ?? Spelling(c, presented, trusted, job)
            ?? RefCause.Of(c, a, trusted, job)
            ?? Other(c, expected, presented);
    }

    private static LikelyCause Lost(FederatedIdentityCredential c) => new(
        "expression-lost", FaultSide.Either,
        $"The credential '{c.Name}' has neither a subject nor an expression here: Graph v1.0, which `az ad app federated-credential list` asks, leaves expressions out.",
        Mend.Look("List the credentials through beta, which keeps the expressions, and explain again:", c.ApplicationId));

    private static LikelyCause? Text(FederatedIdentityCredential c, string expected, string presented)
    {
        if (expected.Trim() == presented)
            return new("subject-white-space", FaultSide.Credential, "The credential's subject begins or ends with white space.",
                Mend.Subject(c, "Take it away:", presented));
        if (expected.Length > 2 && expected[0] is '"' or '\'' && expected[1..^1] == presented)
            return new("subject-quoted", FaultSide.Credential, "The credential's subject has quotation marks around it.",
                Mend.Subject(c, "Take them away:", presented));
        if (expected == presented + "/")
            return new("subject-trailing-slash", FaultSide.Credential, "The credential's subject ends with a slash.",
                Mend.Subject(c, "Take it away:", presented));
        return expected.Contains('<', StringComparison.Ordinal) || expected.Contains('$', StringComparison.Ordinal)
            ? new("subject-placeholder", FaultSide.Credential, $"The credential '{c.Name}' still holds a placeholder: '{expected}'.",
                Mend.Subject(c, "Fill it in with the project and the ref that you trust:", expected) with { Trusts = null })
            : null;
    }

    // GitLab's paths are unique whatever their case, refs are not: 'Main' may be anybody's branch beside 'main'.
    private static LikelyCause? LetterCase(FederatedIdentityCredential c, Assertion a, string expected, GitLabSubject? trusted, GitLabSubject? job)
    {
        if (!string.Equals(expected, a.Subject, StringComparison.OrdinalIgnoreCase))
            return null;
        return trusted is not null && job is not null && trusted.Ref != job.Ref
            ? new("ref-letter-case", FaultSide.Either, $"The {job.RefType} '{job.Ref}' and the one that '{c.Name}' trusts, '{trusted.Ref}', differ in letter case: to git they are two.",
                Mend.Run(a, $"Run the job on the {trusted.RefType} that is trusted:", RefCause.Options(trusted), expected))
            : new("subject-letter-case", FaultSide.Credential, "The two subjects differ in letter case alone.", Mend.Subject(c, Spell, a.Subject));
    }

    private static LikelyCause? Wild(FederatedIdentityCredential c, Assertion a, string expected)
    {
        if (!Wildcard.IsWild(expected))
            return null;
        const string cause = "The credential's subject holds a wildcard, which is an ordinary character there.";
        if (!Wildcard.Matches(expected, a.Subject))
            return new("subject-wildcard", FaultSide.Credential, cause + " As a pattern it would not cover this job either.",
                Mend.Look("Use a claims-matching expression for what you trust; the credentials are listed by:", c.ApplicationId));
        if (IssuerProfiles.Of(c.Issuer) is null)
            return new("subject-wildcard", FaultSide.Credential, cause + $" Expressions are not possible for the issuer '{c.Issuer}'.",
                Mend.Look("Make one credential for each ref that you trust; the ones that exist are listed by:", c.ApplicationId));
        return new("subject-wildcard", FaultSide.Credential, cause,
            Mend.Expression(c, "Use a claims-matching expression with the same pattern:", $"claims['sub'] matches '{Quoted(expected)}'{Immutable(expected, a)}"));
    }

    // Today's rules want an immutable id beside a path; it narrows the pattern.
    private static string Immutable(string pattern, Assertion a) =>
        pattern.StartsWith("project_path:", StringComparison.Ordinal) && a.Claims.String("project_id") is { Length: > 0 } id
            ? $" and claims['project_id'] eq '{Quoted(id)}'"
            : "";

    // The same project in the other form: its claims prove that it is the same.
    private static LikelyCause? Form(FederatedIdentityCredential c, Assertion a, GitLabSubject? trusted, GitLabSubject? job)
    {
        if (trusted is null || job is null || trusted.IsImmutable == job.IsImmutable)
            return null;
        var same = a.Claims.String(trusted.Lead) == trusted.Project;
        if (!same)
            return new("subject-form", FaultSide.Either,
                $"The job's subject names the project by {Word(job)}, the credential '{c.Name}' by {Word(trusted)}, and the token's claims do not say that the two are one project.",
                Mend.Look("Compare the project's id with its path; which subjects are trusted is listed by:", c.ApplicationId));
        var cause = $"The project is the right one, but the job's subject names it by {Word(job)} and the credential '{c.Name}' by {Word(trusted)}.";
        if (trusted.IsImmutable)
            return new("subject-form", FaultSide.Job, cause, new Mend(
                "Have the project put its id into the subject, so that no renaming changes it (ci_id_token_sub_claim_components):",
                "curl --request PUT --header \"PRIVATE-TOKEN: $GITLAB_TOKEN\" --data 'ci_id_token_sub_claim_components[]=project_id' "
                + "--data 'ci_id_token_sub_claim_components[]=ref_type' --data 'ci_id_token_sub_claim_components[]=ref' "
                + $"\"{(Mend.IsPlain(a.Issuer) ? a.Issuer : "$GITLAB_URL")}/api/v4/projects/{Uri.EscapeDataString(trusted.Project)}\"",
                Presents: PresentedClaims.Of(a) with { Subject = (job with { Lead = trusted.Lead, Project = trusted.Project }).ToString() }));
        return new("subject-form", FaultSide.Credential, cause,
            Mend.Subject(c, "Name the project in the credential by its id, which no renaming changes:", (trusted with { Lead = job.Lead, Project = job.Project }).ToString()));
    }

    private static LikelyCause? Spelling(FederatedIdentityCredential c, string presented, GitLabSubject? trusted, GitLabSubject? job)
    {
        if (trusted is null || job is null || trusted.RefType != job.RefType)
            return null;
        if (trusted.Ref == job.Ref && trusted.Project.Trim('/') is var project && (project == job.Project || project == job.Project + ".git"))
            return new("project-spelling", FaultSide.Credential, $"The credential '{c.Name}' spells the project '{trusted.Project}'; a subject has neither a slash around it nor .git behind it.",
                Mend.Subject(c, Spell, presented));
        return trusted.Project == job.Project && trusted.Ref == (job.RefType == "tag" ? "refs/tags/" : "refs/heads/") + job.Ref
            ? new("ref-full-name", FaultSide.Credential, $"The credential '{c.Name}' has the full name '{trusted.Ref}'; a subject has the short one.",
                Mend.Subject(c, Spell, presented))
            : null;
    }

    private static LikelyCause Other(FederatedIdentityCredential c, string expected, string presented)
    {
        var platform = GitLabSubject.Read(expected) is null != GitLabSubject.Read(presented) is null;
        return new(platform ? "subject-other-form" : "subject-other", FaultSide.Either,
            platform
                ? $"One of the two subjects has the form of a GitLab job and the other has not: '{presented}', and '{expected}' of the credential '{c.Name}'."
                : $"The job's subject is not the one that the credential '{c.Name}' names.",
            Mend.Look("Compare the two at the mark; which subjects are trusted is listed by:", c.ApplicationId));
    }

    private static string Word(GitLabSubject subject) => subject.IsImmutable ? "its id" : "its path";

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
