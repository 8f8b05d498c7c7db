using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// An expression covers many repositories of an owner, and pins the id of one of them in place of the owner's. Source:
/// "Flexible federated identity credentials", Microsoft Entra workload ID, on the claims of GitHub.
/// </summary>
internal static class RepositoryIdCause
{
    /// <summary>Why a comparison with the id of a repository fails; null where it is meant so.</summary>
    public static LikelyCause? Of(FederatedIdentityCredential c, ClaimTest failing, string value)
    {
        if (IssuerProfiles.Of(c.Issuer) is not { OwnerIds: [var owner, ..] } profile)
            return null;
        var isProjectId = profile.ProjectIds.Contains(failing.Claim, StringComparer.Ordinal);
        if (!isProjectId || !CoversMany(c, profile))
            return null;
        return new LikelyCause(
            "expression-repository-id",
            FaultSide.Credential,
            $"The pattern of '{c.Name}' covers many repositories, and {failing.Claim} eq '{failing.Comparand}' leaves "
            + $"one of them; the job's is '{value}'.",
            Fix.Look(
                "If all repositories of the owner are meant, the credential's owner tests the owner's id in its place, "
                + $"claims['{owner}'] eq '<{owner}>'; this lists the trusted expressions:",
                c.ApplicationId));
    }

    private static bool CoversMany(FederatedIdentityCredential c, IssuerProfile profile) =>
        c.ReadExpression()!.Tests.Any(test => test.Claim == "sub" && profile.CoversManyProjects(test.Comparand));
}
