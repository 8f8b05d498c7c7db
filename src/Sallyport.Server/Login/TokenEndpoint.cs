using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Login;

/// <summary>
/// <c>POST /{tenant}/oauth2/v2.0/token</c> and the older <c>POST /{tenant}/oauth2/token</c>.
/// Source: "OAuth 2.0 client credentials flow", Microsoft identity platform.
/// </summary>
internal static class TokenEndpoint
{
    /// <summary>The v2 endpoint: <c>scope</c> names the resource, numbers are numbers.</summary>
    public static async Task<Utf8ContentHttpResult> PostV2Async(
        string tenant, HttpContext context, TokenService service, AdviceLog advice, CancellationToken cancel)
    {
        var answer = await ExchangeAsync(AddressOf(context, tenant, 2), context, service, advice, cancel);
        var body = new OrderedDictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = AccessTokens.LifetimeSeconds,
            ["ext_expires_in"] = AccessTokens.LifetimeSeconds,
            ["access_token"] = answer.AccessToken.Text,
        };
        if (answer.User is { } user)
            AddUser(body, user);
        return LoginSurface.JsonAnswer(body);
    }

    private static void AddUser(OrderedDictionary<string, object> body, UserAnswer user)
    {
        body["scope"] = user.Scope;
        if (user.RefreshToken is not null)
            body["refresh_token"] = user.RefreshToken;
        if (user.RefreshToken is not null && user.IsOfFamily)
            body["foci"] = "1";
        if (user.IdToken is not null)
            body["id_token"] = user.IdToken;
        if (user.ClientInfo is not null)
            body["client_info"] = user.ClientInfo;
    }

    /// <summary>The v1 endpoint: <c>resource</c> names it, numbers are texts.</summary>
    public static async Task<Utf8ContentHttpResult> PostV1Async(
        string tenant, HttpContext context, TokenService service, AdviceLog advice, CancellationToken cancel)
    {
        var answer = await ExchangeAsync(AddressOf(context, tenant, 1), context, service, advice, cancel);
        return LoginSurface.JsonAnswer(new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = Text(AccessTokens.LifetimeSeconds),
            ["ext_expires_in"] = Text(AccessTokens.LifetimeSeconds),
            ["expires_on"] = Text(answer.AccessToken.ExpiresOn),
            ["not_before"] = Text(answer.AccessToken.NotBefore),
            ["resource"] = answer.Resource,
            ["access_token"] = answer.AccessToken.Text,
        });
    }

    private static async Task<TokenAnswer> ExchangeAsync(
        TokenEndpointAddress endpoint, HttpContext context, TokenService service, AdviceLog advice,
        CancellationToken cancel)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw Aadsts.OnlyPost(context.Request.Method).ToException();
        var ids = AnswerIds.Of(context);
        var form = await ReadFormAsync(context.Request, cancel);
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count > 1)
            throw Aadsts.MalformedRequest("the Authorization header stands twice").ToException();
        var call = new TokenCall(
            endpoint, form, authorization.FirstOrDefault(), ids.RequestId, ids.CorrelationId)
        {
            IsCrossOrigin = CrossOrigin.IsOfPage(context),
            IpAddress = CallerAddress.Of(context),
        };
        if (call.IsCrossOrigin)
            CrossOrigin.AllowRedemption(context, form);
        var answer = await service.AnswerAsync(call, cancel);
        UnprovenPace.Prove(context);
        advice.Tell(answer);
        context.Response.Headers["x-ms-clitelem"] = "1,0,0,,";
        return answer;
    }

    // The host is one of ours: a request for another one does not get here.
    private static TokenEndpointAddress AddressOf(HttpContext context, string tenant, int version) =>
        new($"https://{context.Request.Host}", tenant, version);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The form of a request, whole.</summary>
    internal static async Task<byte[]> ReadFormAsync(HttpRequest request, CancellationToken cancel)
    {
        var type = request.GetTypedHeaders().ContentType?.MediaType ?? default;
        if (!type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            throw Aadsts.MalformedRequest("the body is no form").ToException();
        var body = await LimitedBody.ReadAsync(request, TokenRequest.MaximumBody, cancel);
        if (body is not null)
            return body;
        var tooLarge = Aadsts.MalformedRequest("the body is too large") with
        {
            Status = StatusCodes.Status413PayloadTooLarge,
        };
        throw tooLarge.ToException();
    }
}
