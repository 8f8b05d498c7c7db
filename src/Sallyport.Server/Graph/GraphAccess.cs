using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Server.Graph;

/// <summary>
/// Who may pass: reads the bearer token, which must be ours and for Graph, and asks for one of the app roles that the route declares. A
/// route without a declaration lets nobody pass.
/// </summary>
public sealed class GraphAccess : IEndpointFilter
{
    /// <summary>The names of Graph as the <c>aud</c> of a token.</summary>
    public static readonly IReadOnlyCollection<string> Audiences =
        ["https://graph.microsoft.com", "https://graph.microsoft.com/", WellKnown.MicrosoftGraph.ToString()];

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var token = await ReadTokenAsync(http);
        var requirement = http.GetEndpoint()?.Metadata.GetMetadata<GraphRequirement>();
        if (requirement is null || !requirement.AnyOf.Any(role => token.Roles.Contains(role, StringComparer.Ordinal)))
            throw (GraphErrors.Denied() with
            {
                LogDetail = $"application {token.ClientId} has the roles '{string.Join(' ', token.Roles)}', "
                    + $"needed is one of '{string.Join(' ', requirement?.AnyOf ?? [])}'",
            }).ToException();
        http.Features.Set(token);
        return await next(context);
    }

    private static async Task<AccessToken> ReadTokenAsync(HttpContext context)
    {
        if (Bearer(context.Request) is not { } bearer)
            throw GraphErrors.InvalidToken("Access token is empty.").ToException();
        var tokens = context.RequestServices.GetRequiredService<AccessTokens>();
        var reading = await tokens.ReadAsync(bearer, Audiences, context.RequestAborted);
        return reading.Token ?? throw Refuse(reading).ToException();
    }

    private static string? Bearer(HttpRequest request)
    {
        const string scheme = "Bearer ";
        return request.Headers.Authorization is [{ } header] && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && header[scheme.Length..].Trim() is { Length: > 0 } bearer
            ? bearer
            : null;
    }

    private static GraphRefusal Refuse(AccessTokenReading reading) => reading.Problem switch
    {
        AccessTokenProblem.WrongAudience =>
            GraphErrors.InvalidToken("Access token validation failure. Invalid audience.") with { LogDetail = $"audience '{reading.Audience}'" },
        AccessTokenProblem.Expired =>
            GraphErrors.InvalidToken("Lifetime validation failed, the token is expired.") with { LogDetail = $"expired {reading.ExpiresOn:O}" },
        _ => GraphErrors.InvalidToken("Access token validation failure."),
    };
}

/// <summary>What the access filter leaves for the endpoints.</summary>
public static class GraphCaller
{
    /// <summary>The caller's tenant: the only one in which anything is looked up.</summary>
    public static Guid TenantId(this HttpContext context) => (context.Features.Get<AccessToken>() ?? throw new InvalidOperationException("No caller: the access filter did not run.")).TenantId;
}
