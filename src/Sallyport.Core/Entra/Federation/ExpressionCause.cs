using Sallyport.Core.Wire;


namespace Sallyport.Core.Entra.Federation;

/// <summary>Why an expression does not hold: the first comparison that fails is named. An expression is never loosened.</summary>
internal static class ExpressionCause
{
    public static LikelyCause Of(CredentialMatch match, FederatedIdentityCredential c)
    {
        var a = match.Assertion;
        if (match.FailingTest is { } failing)
            return a.Claims.String(failing.Claim) is not { Length: > 0 } value ? Missing(c, a, failing)
                : (failing.Claim == "sub" ? SubjectCause.Of(new TrustedSubject(c, failing.Comparand, failing), a) : null) ?? OfClaim(c, a, failing, value);
        return match.UnknownTest is { } unknown
            ? Unknown(match, c, unknown)
            : new("expression-unreadable", FaultSide.Credential, $"The expression of '{c.Name}' cannot be read.",
                Mend.Look("Write it anew; it stands in:", c.ApplicationId));
    }

    private static LikelyCause OfClaim(FederatedIdentityCredential c, Assertion a, ClaimTest failing, string value)
    {
        var comparand = failing.Comparand;
        var what = $"The claim '{failing.Claim}' is '{value}', which is not what the expression of '{c.Name}' asks for: {failing.Word} '{comparand}'";
        if (Placeholder.In(comparand) is { } placeholder)
            return new("expression-placeholder", FaultSide.Credential, $"The expression of '{c.Name}' still holds a placeholder, '{placeholder}'.",
                (failing.Claim == "project_id" ? Mend.ByProjectId(c, "Fill it in with the project's id, if GitLab says that it is that one's:", a.Claims.String("project_id")) : null)
                ?? Mend.Look("Fill it in with what you trust; which expressions are trusted is listed by:", c.ApplicationId));
        if (SubjectSpelling.Unquoted(comparand) is var bare && Characters.Trim(bare) == value)
            return new("expression-white-space", FaultSide.Credential, what + ", with white space or quotation marks around it.",
                Mend.Change(c, "Take them away:", TrustedClaims.Of(c) with { Expression = With(c, failing, value) }));
        if (failing.Claim == "project_id")
            return new("expression-project-id", FaultSide.Either,
                $"The token's project_id is '{value}', the expression of '{c.Name}' asks for '{comparand}': another project – a fork, or one made anew under the old path.",
                Mend.Look("Run the job in the project that is trusted; which expressions are trusted is listed by:", c.ApplicationId));
        var kind = Characters.LookAlike(comparand, value) is not null ? "expression-look-alike"
            : string.Equals(value, comparand, StringComparison.OrdinalIgnoreCase) ? "expression-letter-case"
            : failing.Operator == ClaimOperator.Eq && Wildcard.IsWild(comparand) ? "expression-eq-wildcard" : "expression-term";
        return new(kind, FaultSide.Either, Characters.LookAlike(comparand, value) is { } strange ? $"{what}; the two look alike, and one has {strange}." : what + ".",
            Mend.Look("Compare the two at the mark; which expressions are trusted is listed by:", c.ApplicationId));
    }

    private static LikelyCause Missing(FederatedIdentityCredential c, Assertion a, ClaimTest failing)
    {
        var present = a.Claims.TryGetProperty(failing.Claim, out _);
        return new(present ? "claim-no-text" : "claim-missing", FaultSide.Either,
            $"The expression of '{c.Name}' tests the claim '{failing.Claim}', which the token {(present ? "has not as a text" : "does not have")}.",
            Mend.Look("Test a claim that the issuer sends; which expressions are trusted is listed by:", c.ApplicationId));
    }

    // The issuer sends it, and it is not among the claims that were computed, recorded or decoded.
    private static LikelyCause Unknown(CredentialMatch match, FederatedIdentityCredential c, ClaimTest unknown)
    {
        var project = unknown.Claim == "project_id"
            ? match.Terms.Where(t => t.Test.Claim == "sub").Select(t => GitLabSubject.Read(t.Test.Comparand)).FirstOrDefault(s => s is not null)
            : null;
        var ask = project is null ? null : GitLabProject.Ask(c.Issuer, project);
        return new("claim-unknown", FaultSide.Either,
            $"All that is known here fits the credential '{c.Name}'; its expression also tests the claim '{unknown.Claim}' for '{unknown.Comparand}', which is not known here, so whether it matches cannot be told.",
            Mend.Say($"Explain again with that claim{(unknown.Claim == "project_id" ? " (--project-id N beside --job), which GitLab tells" : " among the others")}",
                ask is null ? null : $"{ask} | jq .id"));
    }

    private static string? With(FederatedIdentityCredential c, ClaimTest failing, string comparand) =>
        c.ReadExpression()?.With(t => t == failing, comparand).ToString();
}
