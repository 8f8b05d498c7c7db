using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>A wildcard stands where it is an ordinary character: in a plain subject, or behind <c>eq</c>.</summary>
internal static class WildcardCause
{
    private const string Kind = "subject-wildcard";
    private const string Cause = "The credential's subject contains a wildcard, which is an ordinary character there.";

    public static LikelyCause? Of(TrustedSubject t, Assertion a, string spelt)
    {
        if (t.IsPattern || !Wildcard.IsWild(t.Text))
            return null;
        return t.Test is null ? OfSubject(t.Credential, a, spelt) : OfEquality(t.Credential, t.Test);
    }

    /// <summary>The same for a comparison with another claim.</summary>
    public static LikelyCause? OfClaim(FederatedIdentityCredential c, ClaimTest test)
    {
        var isWild = test.Operator == ClaimOperator.Eq && Wildcard.IsWild(test.Comparand);
        return isWild ? OfEquality(c, test) : null;
    }

    private static LikelyCause OfEquality(FederatedIdentityCredential c, ClaimTest test)
    {
        var mayMatch = IssuerProfiles.Of(c.Issuer)?.Exact.Contains(test.Claim, StringComparer.Ordinal) != true;
        var how = mayMatch
            ? $"If a pattern is meant, the credential's owner writes {test with { Operator = ClaimOperator.Matches }}"
            : $"The credential's owner writes the whole value, because '{test.Claim}' may be compared with eq only";
        return new LikelyCause(
            "expression-eq-wildcard",
            FaultSide.Credential,
            $"The expression of '{c.Name}' compares '{test.Claim}' with eq, which takes the wildcard in "
            + $"'{test.Comparand}' as an ordinary character.",
            Fix.Look($"{how}; this lists the trusted expressions:", c.ApplicationId));
    }

    private static LikelyCause OfSubject(FederatedIdentityCredential c, Assertion a, string spelt)
    {
        var covers = Wildcard.Matches(spelt, a.Subject);
        var cause = covers ? Cause : Cause + " As a pattern it would not cover this job either.";
        if (IssuerProfiles.Of(c.Issuer) is not { } profile)
            return WithoutExpressions(c, a, cause + $" Expressions are not possible for the issuer '{c.Issuer}'.");
        if (!covers)
            return Look(c, cause, "Use a claims-matching expression for what you trust");
        if (spelt == c.Subject && Pattern(c, a) is { } fix)
            return new LikelyCause(Kind, FaultSide.Credential, Cause, fix);
        var test = new ClaimTest("sub", ClaimOperator.Matches, c.Subject!);
        var template = profile.IdFor(c.Subject!) is { } claim
            ? $"{test} and claims['{claim}'] eq '<{claim}>'"
            : test.ToString();
        const string advice =
            "If the whole pattern is to be trusted, the credential's owner writes an expression instead";
        return Look(c, Cause, $"{advice}: {template}");
    }

    // Where each run has a subject of its own, a credential for each would never end; the platform knows a way.
    private static LikelyCause WithoutExpressions(FederatedIdentityCredential c, Assertion a, string cause)
    {
        var platform = Platforms.Known(c.Issuer, a.Subject);
        var job = platform?.Read(a.Subject);
        return job?.Parts.FirstOrDefault(part => part.What.IsOfOneRun) is { } part
            ? new LikelyCause(
                Kind, FaultSide.Credential, cause, PlatformCause.Say(platform!.Move(new SubjectMove([part], job)), []))
            : Look(c, cause, "Make one credential for each subject that you trust");
    }

    // The id that the credential itself names, or else the one that was presented and that GitLab must confirm.
    private static Fix? Pattern(FederatedIdentityCredential c, Assertion a)
    {
        const string text = "Use a claims-matching expression with the same pattern";
        if (GitLabSubject.Read(c.Subject) is { IsImmutable: true } named)
            return CredentialFix.ByProjectId(c, text + ":", named.Project);
        return CredentialFix.ByProjectId(
            c,
            text + ", for the project of that id alone, if GitLab says that the id is the project's:",
            a.Claims.String("project_id"));
    }

    private static LikelyCause Look(FederatedIdentityCredential c, string cause, string fix) => new(
        Kind,
        FaultSide.Credential,
        cause,
        Fix.Look(fix + "; this lists the credentials:", c.ApplicationId));
}
