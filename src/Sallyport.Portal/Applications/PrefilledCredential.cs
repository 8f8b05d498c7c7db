using Microsoft.AspNetCore.WebUtilities;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;
using Sallyport.Portal.Frame;

namespace Sallyport.Portal.Applications;

/// <summary>
/// The form for another credential, filled with what was presented. Nobody has verified that: it is the person who adds
/// the credential that trusts it.
/// </summary>
public static class PrefilledCredential
{
    /// <summary>
    /// The address of the form, where another credential would help: nothing that is there fits, and no other spelling
    /// of it either. Null otherwise, and when no more fit.
    /// </summary>
    public static string? Offer(Application application, Explanation explanation)
    {
        var outcome = explanation.Judgement.Outcome;
        var isUntrusted = outcome == AssertionOutcome.NoCredential || outcome.IsMismatch();
        var isSpelling = explanation.Cause?.Fixes.Any(f => f.Change is not null) == true;
        var isFull = application.FederatedIdentityCredentials.Count
            >= FederatedIdentityCredential.MaximumPerApplication;
        return isUntrusted && !isSpelling && !isFull && explanation.Judgement.Assertion is { } assertion
            ? Address(application.Id, assertion)
            : null;
    }

    /// <summary>The address of the form, in the scenario that what was presented has the form of.</summary>
    /// <param name="application">The object id of the application.</param>
    /// <param name="presented">What was presented.</param>
    public static string Address(Guid application, Assertion presented)
    {
        var entered = ScenarioGuess.Of(new FederatedIdentityCredential
        {
            Id = Guid.Empty,
            ApplicationId = application,
            Name = "",
            Issuer = presented.Issuer,
            Subject = presented.Subject,
            Audience = presented.Audiences is [var only] ? only : "",
            CreatedDateTime = DateTimeOffset.UnixEpoch,
        });
        var filled = Fields(entered).Where(f => f.Value.Length > 0)
            .Select(f => KeyValuePair.Create(f.Name, (string?)f.Value));
        return QueryHelpers.AddQueryString(ApplicationAddress.Of(application, "federated/new"), filled);
    }

    private static (string Name, string Value)[] Fields(EnteredCredential e)
    {
        var scenario = e.Scenario;
        (string, string)[] own = [];
        if (scenario == CredentialScenario.GitLab)
            own =
            [
                ("group", e.Group), ("project", e.Project), ("ref_type", e.RefType), ("ref", e.Ref), ("tier", e.Tier),
            ];
        else if (scenario == CredentialScenario.GitHub)
            own =
            [
                ("organization", e.Organization), ("organization_id", e.OrganizationId), ("repository", e.Repository),
                ("repository_id", e.RepositoryId), ("entity", e.Entity), ("entity_name", e.EntityName),
            ];
        else if (scenario == CredentialScenario.Kubernetes)
            own = [("namespace", e.Namespace), ("service_account", e.ServiceAccount)];
        else
            own = [("kind", e.Kind), ("value", e.Value)];
        return [("scenario", scenario.Key), ("issuer", e.Issuer), ("audience", e.Audience), .. own];
    }
}
