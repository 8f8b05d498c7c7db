using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// The door to this room, and the spec of the token endpoint: a request is read, a client (<see cref="ClientSignIn"/>)
/// or a person (<see cref="UserSignIn"/>) signs in, and the outcome is recorded. The room owns how a
/// request is read, how clients and people prove who they are, what a grant gives and what is recorded. It knows
/// nothing of HTTP, and it never calls the GitLab side: the issuer's keys are fetched as anybody's are.
/// </summary>
public sealed class TokenService(ClientSignIn clients, UserSignIn users, ISignInLog log, TimeProvider time)
{
    /// <summary>
    /// Answers one call (RFC 6749 §3.2). The sign-in record is durable before this returns or throws; what cannot be
    /// recorded is not answered. Throws refusals of the <see cref="Aadsts"/> catalogue.
    /// </summary>
    public async Task<TokenAnswer> AnswerAsync(TokenCall call, CancellationToken cancel)
    {
        var signIn = new SignInDraft(call.TraceId, call.CorrelationId);
        try
        {
            var request = TokenRequest.Read(call.Form, call.Authorization);
            var uniqueId = AccessTokens.NewUniqueId();
            var answer = users.GrantOf(request, call.Endpoint) is { } grant
                ? await users.AnswerAsync(
                    grant, new UserGrantContext(null, request, call.Endpoint, signIn), uniqueId, cancel)
                : await clients.AnswerAsync(request, call.Endpoint, signIn, uniqueId, cancel);
            await RecordAsync(signIn.Succeeded(uniqueId, time.GetUtcNow()), cancel);
            return answer;
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Status: not 503 } refusal)
        {
            await RecordAsync(signIn.Refused(refusal, time.GetUtcNow()), cancel);
            throw;
        }
        catch (Exception exception) when (exception is not (RefusedException or OperationCanceledException))
        {
            // a failure of ours is an answer too
            await RecordAsync(signIn.Refused(Aadsts.Failure(), time.GetUtcNow()), cancel);
            throw;
        }
    }

    private async Task RecordAsync(SignInRecord record, CancellationToken cancel)
    {
        try
        {
            await log.WriteAsync(record, cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var detail = $"the sign-in record cannot be written: {exception.Message}";
            throw (Aadsts.Unavailable() with { LogDetail = detail }).ToException();
        }
    }
}
