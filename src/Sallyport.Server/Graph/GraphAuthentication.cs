using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>Which access tokens this surface takes, and what it says to a caller without one.</summary>
internal static class GraphAuthentication
{
    /// <summary>The names of Graph as the <c>aud</c> of a token.</summary>
    public static readonly IReadOnlyCollection<string> Audiences =
        ["https://graph.microsoft.com", "https://graph.microsoft.com/", WellKnown.MicrosoftGraph.ToString()];

    /// <summary>The 401 for an access token that is missing or not accepted.</summary>
    public static Refusal Refuse(EntraBearerFailure failure)
    {
        if (failure.Reading is not { } reading)
            return GraphErrors.InvalidToken("Access token is empty.");
        return reading.Problem switch
        {
            AccessTokenProblem.WrongAudience =>
                GraphErrors.InvalidToken("Access token validation failure. Invalid audience.") with
            {
                LogDetail = $"audience '{reading.Audience}'",
            },
            AccessTokenProblem.Expired =>
                GraphErrors.InvalidToken("Lifetime validation failed, the token is expired.") with
            {
                LogDetail = $"expired {reading.ExpiresOn:O}",
            },
            AccessTokenProblem.NotYetValid =>
                GraphErrors.InvalidToken("Lifetime validation failed, the token is not yet valid."),
            _ => GraphErrors.InvalidToken("Access token validation failure."),
        };
    }

    /// <summary>The caller's tenant: the only one in which anything is looked up.</summary>
    public static Guid TenantId(this HttpContext context) =>
        context.User.AccessToken()?.TenantId ?? throw new InvalidOperationException("No caller is authenticated.");
}
