using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Login;

/// <summary>
/// Says in the log what was taken under the rules in force and would be refused under newer ones: once an hour for each credential, since
/// a pipeline presents the same one with every job.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="time">The clock.</param>
public sealed class AdviceLog(ILogger<AdviceLog> log, TimeProvider time)
{
    private readonly RareLines lines = new(time, TimeSpan.FromHours(1));

    /// <summary>Says it, when there is something to say about this sign-in.</summary>
    public void Tell(SignInRecord record)
    {
        if (record is { ErrorCode: 0, Explanation: { Warning: { } warning, Nearest: { } credential } } && lines.Allow(credential.Id.ToString()))
            log.LogWarning("Credential {Name} of application {AppId} was taken: {Warning}",
                LogText.OneLine(credential.Name), LogText.OneLine(record.AppId ?? ""), LogText.OneLine(warning));
    }
}
