using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The person of a request, as it is in the directory.</summary>
internal sealed record GraphPerson(User User);

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

    /// <summary>
    /// Looks the person of a token up: what it may do, and whether it may do anything, is asked of the directory and
    /// not of the token. The text for ended sessions is the service's; that for a closed account is our own.
    /// </summary>
    public static async Task<Refusal?> AdmitAsync(HttpContext context, AccessToken token)
    {
        var holders = context.RequestServices.GetRequiredService<TokenHolders>();
        var holder = await holders.FindAsync(token, context.RequestAborted);
        if (holder.Problem is { } problem)
            return GraphErrors.InvalidToken(TextOf(problem));
        if (holder.Person is { } person)
            context.Features.Set(new GraphPerson(person));
        return null;
    }

    private static string TextOf(TokenHolderProblem problem) => problem == TokenHolderProblem.SessionsEnded
        ? "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: "
            + "TokenIssuedBeforeRevocationTimestamp"
        : "The account of the signed-in user is disabled or does not exist.";

    /// <summary>The person who calls, as it is in the directory; null when a service principal calls.</summary>
    public static User? Person(this HttpContext context) => context.Features.Get<GraphPerson>()?.User;

    /// <summary>The caller's tenant: the only one in which anything is looked up.</summary>
    public static Guid TenantId(this HttpContext context) =>
        context.User.AccessToken()?.TenantId ?? throw new InvalidOperationException("No caller is authenticated.");
}
