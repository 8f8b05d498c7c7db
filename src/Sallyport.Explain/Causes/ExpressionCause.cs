using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why an expression does not hold: each comparison that fails is named. An expression is never loosened.
/// </summary>
internal static class ExpressionCause
{
    private const string ProjectId = "project_id";

    /// <summary>One cause or more for each comparison that fails; what is not known counts only by itself.</summary>
    /// <param name="match">The match.</param>
    /// <param name="isFirst">Whether nothing before the expression differs.</param>
    public static IReadOnlyList<LikelyCause> Of(CredentialMatch match, bool isFirst)
    {
        var c = match.Credential;
        if (match.Terms.Count == 0)
            return [Unreadable(c)];
        var causes = new List<LikelyCause>();
        for (var i = 0; i < match.Terms.Count; i++)
            if (match.Terms[i].Holds == false)
            {
                causes.AddRange(Failing(c, match.Assertion, c.ReadExpression()!.Tests[i]));
                c = FieldCauses.Spelt(c, causes);
            }
        var isOpen = isFirst && causes.Count == 0;
        return isOpen && match.UnknownTest is { } unknown ? [Unknown(match, unknown)] : causes;
    }

    private static LikelyCause Unreadable(FederatedIdentityCredential c) => new(
        "expression-unreadable",
        FaultSide.Credential,
        $"The expression of '{c.Name}' cannot be read.",
        Fix.Look("Write it again; this lists the expressions:", c.ApplicationId));

    private static IReadOnlyList<LikelyCause> Failing(FederatedIdentityCredential c, Assertion a, ClaimTest failing)
    {
        if (a.Claims.String(failing.Claim) is not { Length: > 0 } value)
            return [Missing(c, a, failing)];
        IReadOnlyList<LikelyCause> ofSubject = failing.Claim == "sub"
            ? SubjectCause.Of(new TrustedSubject(c, failing.Comparand, failing), a)
            : [];
        return ofSubject.Count > 0 ? ofSubject : [OfClaim(c, a, failing, value)];
    }

    private static LikelyCause OfClaim(FederatedIdentityCredential c, Assertion a, ClaimTest failing, string value)
    {
        var comparand = failing.Comparand;
        var what = $"The claim '{failing.Claim}' is '{value}', which is not what the expression of '{c.Name}' "
            + $"asks for: {failing.Word} '{comparand}'";
        if (Placeholder.In(comparand) is { } placeholder)
            return NotFilledIn(c, a, failing, placeholder);
        if (Characters.Trim(SubjectSpelling.Unquoted(comparand)) == value)
            return new LikelyCause(
                "expression-white-space",
                FaultSide.Credential,
                what + ", with white space or quotation marks around it.",
                CredentialFix.Change(c, "Remove them:", With(c, failing, value)));
        if (WildcardCause.OfClaim(c, failing) is { } wild)
            return wild;
        if (PatternCause.Of(c, failing, value, "expression") is { } pattern)
            return pattern;
        if (RepositoryIdCause.Of(c, failing, value) is { } owner)
            return owner;
        if (failing.Claim == ProjectId)
            return new LikelyCause(
                "expression-project-id",
                FaultSide.Either,
                $"The token's project_id is '{value}', the expression of '{c.Name}' asks for '{comparand}': "
                + "another project – a fork, or a new project under the old path.",
                Fix.Look(
                    "Run the job in the project that is trusted; this lists the trusted expressions:",
                    c.ApplicationId));
        var strange = Characters.LookAlike(comparand, value);
        return new LikelyCause(
            strange is null ? KindOf(failing, value) : "expression-look-alike",
            FaultSide.Either,
            strange is null ? what + "." : $"{what}; the two look alike, and one has {strange}.",
            Fix.Look("Compare the two at the mark; this lists the trusted expressions:", c.ApplicationId));
    }

    private static string KindOf(ClaimTest failing, string value) =>
        string.Equals(value, failing.Comparand, StringComparison.OrdinalIgnoreCase)
            ? "expression-letter-case"
            : "expression-term";

    private static LikelyCause NotFilledIn(
        FederatedIdentityCredential c, Assertion a, ClaimTest failing, string placeholder)
    {
        var byId = failing.Claim == ProjectId
            ? CredentialFix.ByProjectId(
                c,
                "Fill it in with the project's id, if GitLab says that it is this project's:",
                a.Claims.String(ProjectId))
            : null;
        return new LikelyCause(
            "expression-placeholder",
            FaultSide.Credential,
            $"The expression of '{c.Name}' still contains a placeholder, '{placeholder}'.",
            byId ?? Fix.Look(
                "Fill it in with what you trust; this lists the trusted expressions:", c.ApplicationId));
    }

    private static LikelyCause Missing(FederatedIdentityCredential c, Assertion a, ClaimTest failing)
    {
        var isPresent = a.Claims.TryGetProperty(failing.Claim, out var value);
        var isNumber = isPresent && value.ValueKind == JsonValueKind.Number;
        return new LikelyCause(
            isPresent ? "claim-no-text" : "claim-missing",
            FaultSide.Either,
            $"The expression of '{c.Name}' tests the claim '{failing.Claim}', which the token "
            + HowItIs(isPresent, isNumber),
            Fix.Look(
                $"Test a claim that the issuer sends as a text{Testable(c.Issuer)}; "
                + "this lists the trusted expressions:",
                c.ApplicationId));
    }

    private static string HowItIs(bool isPresent, bool isNumber)
    {
        if (!isPresent)
            return "does not have.";
        return isNumber
            ? "has as a number; an expression compares texts, so a number never fits."
            : "has, but not as a text.";
    }

    private static string Testable(string issuer) =>
        IssuerProfiles.Of(issuer) is { } profile ? $" ({profile.Name}: {string.Join(", ", profile.Claims)})" : "";

    // The issuer sends it, and it is not among the claims that were computed, recorded or decoded.
    private static LikelyCause Unknown(CredentialMatch match, ClaimTest unknown)
    {
        var c = match.Credential;
        var isProjectId = unknown.Claim == ProjectId;
        var ask = isProjectId && ProjectIn(match) is { } project ? GitLabProject.Ask(c.Issuer, project) : null;
        var how = isProjectId ? " (--project-id N beside --job); GitLab tells its value" : " among the others";
        return new LikelyCause(
            "claim-unknown",
            FaultSide.Either,
            $"Everything that is known here fits the credential '{c.Name}'. Its expression also tests the claim "
            + $"'{unknown.Claim}' for '{unknown.Comparand}', and that claim is not known here, so it is open "
            + "whether the credential matches.",
            Fix.Say($"Explain again with that claim{how}", ask is null ? null : $"{ask} | jq .id"));
    }

    private static GitLabSubject? ProjectIn(CredentialMatch match) => match.Terms
        .Where(term => term.Test.Claim == "sub")
        .Select(term => GitLabSubject.Read(term.Test.Comparand))
        .FirstOrDefault(subject => subject is not null);

    private static TrustedClaims With(FederatedIdentityCredential c, ClaimTest failing, string comparand) =>
        TrustedClaims.Of(c) with { Expression = c.ReadExpression()?.With(t => t == failing, comparand).ToString() };
}
