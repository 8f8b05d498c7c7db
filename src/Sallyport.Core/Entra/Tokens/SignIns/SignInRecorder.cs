using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Writes the sign-in record of an act, whatever becomes of it: the record is durable before the answer goes out, and
/// what cannot be recorded is not answered.
/// </summary>
public sealed class SignInRecorder(ISignInLog log, TimeProvider time)
{
    /// <summary>Runs an act and records it. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    /// <typeparam name="T">What the act gives.</typeparam>
    /// <param name="signIn">The record in the making, which the act fills.</param>
    /// <param name="act">The act. It says by what the token can be recognised that it gives.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<T> RecordAsync<T>(
        SignInDraft signIn, Func<Task<(T Answer, string UniqueId)>> act, CancellationToken cancel)
    {
        try
        {
            var (answer, uniqueId) = await act();
            await WriteAsync(signIn.Succeeded(uniqueId, time.GetUtcNow()), cancel);
            return answer;
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal && IsOutcome(refusal))
        {
            await WriteAsync(signIn.Refused(refusal, time.GetUtcNow()), cancel);
            throw;
        }
        catch (Exception exception) when (exception is not (RefusedException or OperationCanceledException))
        {
            // a failure of ours is an answer too
            await WriteAsync(signIn.Refused(Aadsts.Failure(), time.GetUtcNow()), cancel);
            throw;
        }
    }

    /// <summary>Runs a step on the way to a sign-in, and records it only when it is refused.</summary>
    public async Task<T> RecordRefusalAsync<T>(SignInDraft signIn, Func<Task<T>> step, CancellationToken cancel)
    {
        try
        {
            return await step();
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Status: not 503 } refusal)
        {
            await WriteAsync(signIn.Refused(refusal, time.GetUtcNow()), cancel);
            throw;
        }
    }

    // A device that asks whether the person has finished gets no outcome, every few seconds.
    private static bool IsOutcome(AadstsRefusal refusal) =>
        refusal.Status != 503 && refusal.Error != "authorization_pending";

    private async Task WriteAsync(SignInRecord record, CancellationToken cancel)
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
