using System.Linq.Expressions;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain;

namespace Sallyport.Server.Graph;

/// <summary>
/// The resource <c>signIn</c> as Graph shows it, of people and of service principals. Source: Microsoft Graph, resource
/// type <c>signIn</c>.
/// </summary>
internal static class SignInResource
{
    /// <summary>Whether a person was there.</summary>
    public static readonly Expression<Func<SignInRecord, bool>> IsInteractive =
        r => r.Kind == SignInKind.Page || r.Kind == SignInKind.Password;

    // The one kind of sign-in that it is, in a form that the database can be asked for as well.
    private static readonly Expression<Func<SignInRecord, IEnumerable<string>>> EventTypes = r => new[]
    {
        (r.Kind == SignInKind.ServicePrincipal ? "servicePrincipal" : null)
            ?? (r.Kind == SignInKind.Redemption ? "nonInteractiveUser" : "interactiveUser"),
    };

    private static readonly Func<SignInRecord, IEnumerable<string>> EventTypesOf = EventTypes.Compile();
    private static readonly Func<SignInRecord, bool> WasInteractive = IsInteractive.Compile();

    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<SignInRecord> Model = new GraphResource<SignInRecord>(
        "signIn", r => r.Id) { NewestFirst = true, OrderedBy = "createdDateTime" }
        .Stored("id", MemberType.Text, r => r.Id).Searched(r => r.Id)
        .Stored("createdDateTime", MemberType.Instant, r => GraphJson.Instant(r.CreatedDateTime))
            .Searched(r => r.CreatedDateTime)
        .Stored("userDisplayName", MemberType.Text, r => r.UserDisplayName).Searched(r => r.UserDisplayName)
        .Stored("userPrincipalName", MemberType.Text, r => r.UserPrincipalName).Searched(r => r.UserPrincipalName)
        .Stored("userId", MemberType.Text, r => r.UserId).Searched(r => r.UserId)
        .Stored("appId", MemberType.Text, r => r.AppId).Searched(r => r.AppId)
        .Stored("appDisplayName", MemberType.Text, r => r.AppDisplayName).Searched(r => r.AppDisplayName)
        .Stored("correlationId", MemberType.Text, r => r.CorrelationId).Searched(r => r.CorrelationId)
        .Stored("ipAddress", MemberType.Text, r => r.IpAddress).Searched(r => r.IpAddress)
        .Stored("clientAppUsed", MemberType.Text, ClientAppOf)
        .Stored("isInteractive", MemberType.Flag, r => WasInteractive(r))
        .Fixed("conditionalAccessStatus", MemberType.Text, "notApplied")
        .Stored("resourceDisplayName", MemberType.Text, r => r.Resource).Searched(r => r.Resource)
        .Stored("status", MemberType.Complex, Status).SearchedBy("errorCode", r => r.ErrorCode)
        .Stored("signInEventTypes", MemberType.Texts, r => EventTypesOf(r)).Searched(EventTypes).InBetaOnly()
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

    // Of a service principal nothing is shown, as on Graph.
    private static string? ClientAppOf(SignInRecord record) => record.Kind switch
    {
        SignInKind.ServicePrincipal => null,
        SignInKind.Page => "Browser",
        _ => "Mobile Apps and Desktop clients",
    };

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
