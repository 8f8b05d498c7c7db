using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain;

namespace Sallyport.Server.Graph;

/// <summary>
/// The resource <c>signIn</c> as Graph shows it, of service principals alone. Source: Microsoft Graph, resource type
/// <c>signIn</c>.
/// </summary>
internal static class SignInResource
{
    /// <summary>The kind of sign-in that all of them are.</summary>
    public static readonly IReadOnlyList<string> EventTypes = ["servicePrincipal"];

    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<SignInRecord> Model = new GraphResource<SignInRecord>(
        "signIn", r => r.Id) { NewestFirst = true }
        .Stored("id", MemberType.Text, r => r.Id).Searched(r => r.Id)
        .Stored("createdDateTime", MemberType.Instant, r => GraphJson.Instant(r.CreatedDateTime))
        .Stored("appId", MemberType.Text, r => r.AppId).Searched(r => r.AppId)
        .Stored("appDisplayName", MemberType.Text, r => r.AppDisplayName).Searched(r => r.AppDisplayName)
        .Stored("correlationId", MemberType.Text, r => r.CorrelationId).Searched(r => r.CorrelationId)
        .Fixed("conditionalAccessStatus", MemberType.Text, "notApplied")
        .Stored("resourceDisplayName", MemberType.Text, r => r.Resource).Searched(r => r.Resource)
        .Stored("status", MemberType.Complex, Status)
        .Stored("signInEventTypes", MemberType.Texts, _ => EventTypes).Searched(_ => EventTypes).InBetaOnly()
        .Stored("servicePrincipalId", MemberType.Text, r => r.ServicePrincipalId)
            .Searched(r => r.ServicePrincipalId).InBetaOnly()
        .Stored("servicePrincipalName", MemberType.Text, r => r.AppDisplayName).InBetaOnly()
        .Stored("clientCredentialType", MemberType.Text, r => r.ClientCredentialType ?? "none")
            .Searched(r => r.ClientCredentialType ?? "none")
            .InBetaOnly()
        .Stored("servicePrincipalCredentialKeyId", MemberType.Text, r => r.CredentialKeyId).InBetaOnly()
        .Stored("servicePrincipalCredentialThumbprint", MemberType.Text, r => r.CredentialThumbprint).InBetaOnly()
        .Stored("federatedCredentialId", MemberType.Text, MatchedCredential).InBetaOnly()
        .Stored("uniqueTokenIdentifier", MemberType.Text, r => r.UniqueTokenIdentifier)
            .Searched(r => r.UniqueTokenIdentifier)
            .InBetaOnly();

    // Why it was refused, or the advice about a credential that was accepted.
    private static string? Details(SignInRecord record)
    {
        var explanation = RecordedSignIn.Explain(record);
        if (explanation?.Cause is { } cause)
            return cause.Text;
        string?[] advice = [explanation?.Warning, .. explanation?.Advice ?? []];
        return advice.Any(a => a is not null) ? string.Join(' ', advice.OfType<string>()) : null;
    }

    private static object Status(SignInRecord record) => new
    {
        record.ErrorCode,
        record.FailureReason,
        AdditionalDetails = Details(record),
    };

    // Only a credential that matched was used; the nearest one was not.
    private static object? MatchedCredential(SignInRecord record) =>
        record.ErrorCode == 0 ? record.Federated?.CredentialId : null;
}
