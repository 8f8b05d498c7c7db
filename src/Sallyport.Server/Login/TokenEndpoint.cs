using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Server.Login;

/// <summary><c>POST /{tenant}/oauth2/v2.0/token</c>. Source: "OAuth 2.0 client credentials flow", Microsoft identity platform.</summary>
public static class TokenEndpoint
{
    /// <summary>Reads the form once, exchanges, answers.</summary>
    public static async Task<JsonHttpResult<Dictionary<string, object>>> PostAsync(
        string tenant, HttpContext context, ClientCredentialsGrant grant, TimeProvider time, CancellationToken cancel)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw Aadsts.OnlyPost(context.Request.Method).ToException();
        var ids = AnswerIds.Of(context);
        var record = new SignInRecord { Id = ids.TraceId, CorrelationId = ids.CorrelationId, CreatedDateTime = time.GetUtcNow() };
        var request = TokenRequest.Read(await ReadFormAsync(context.Request, cancel), context.Request.Headers.Authorization.FirstOrDefault());
        var answer = await grant.ExchangeAsync(tenant, request, record, cancel);
        context.Response.Headers["x-ms-clitelem"] = "1,0,0,,";
        return TypedResults.Json(new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = answer.ExpiresIn,
            ["ext_expires_in"] = answer.ExpiresIn,
            ["access_token"] = answer.AccessToken,
        });
    }

    private static async Task<byte[]> ReadFormAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.GetTypedHeaders().ContentType?.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            throw Aadsts.MalformedRequest("the body is no form").ToException();
        var buffer = new byte[TokenRequest.MaximumBody + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return length <= TokenRequest.MaximumBody
            ? buffer[..length]
            : throw (Aadsts.MalformedRequest("the body is too large") with { Status = StatusCodes.Status413PayloadTooLarge }).ToException();
    }
}
