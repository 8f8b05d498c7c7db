using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// The door to this room, and the spec of the token endpoint: a request is read, a client (<see cref="ClientSignIn"/>)
/// or a person (<see cref="UserSignIn"/>) signs in, and the outcome is recorded. The room owns how a
/// request is read, how clients and people prove who they are, what a grant gives and what is recorded. It knows
/// nothing of HTTP, and it never calls the GitLab side: the issuer's keys are fetched as anybody's are.
/// </summary>
public sealed class TokenService(
    ClientSignIn clients, UserSignIn users, SignInRecorder recorder, TimeProvider time)
{
    /// <summary>
    /// Answers one call (RFC 6749 §3.2). The sign-in record is durable before this returns or throws; what cannot be
    /// recorded is not answered. Throws refusals of the <see cref="Aadsts"/> catalogue.
    /// </summary>
    public async Task<TokenAnswer> AnswerAsync(TokenCall call, CancellationToken cancel)
    {
        var signIn = new SignInDraft(call.TraceId, call.CorrelationId);
        signIn.From(call.IpAddress);
        return await recorder.RecordAsync(signIn, () => AnswerAsync(call, signIn, cancel), cancel);
    }

    private async Task<(TokenAnswer Answer, string UniqueId)> AnswerAsync(
        TokenCall call, SignInDraft signIn, CancellationToken cancel)
    {
        var request = TokenRequest.Read(call.Form, call.Authorization);
        var uniqueId = AccessTokens.NewUniqueId(time.GetUtcNow());
        if (users.GrantOf(request, call.Endpoint) is not { } grant)
            return (await clients.AnswerAsync(request, call.Endpoint, signIn, uniqueId, cancel), uniqueId);
        signIn.Of(SignInKind.Redemption); // until the grant says that it is none
        var context = new UserGrantContext(null, request, call.Endpoint, signIn) { IsCrossOrigin = call.IsCrossOrigin };
        return (await users.AnswerAsync(grant, context, uniqueId, cancel), uniqueId);
    }
}
