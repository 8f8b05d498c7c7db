using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain;
using Sallyport.Server.Http;

namespace Sallyport.Server.Login;

/// <summary>
/// Says in the log what was accepted under the rules in force and would be refused under newer ones: once an hour for
/// each credential, since a pipeline presents the same one with every job.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="rules">The rules in force.</param>
/// <param name="time">The clock.</param>
internal sealed class AdviceLog(ILogger<AdviceLog> log, RuleSet rules, TimeProvider time)
{
    private readonly RareLines lines = new(time, TimeSpan.FromHours(1));

    /// <summary>
    /// Writes the line if the credential of this answer deserves one and had none in the last hour.
    /// </summary>
    public void Tell(TokenAnswer answer)
    {
        if (answer.Credential is not { Expression: not null } credential || !lines.Allow(credential.Id.ToString()))
            return;
        if (CredentialAdvice.Warning(credential, rules) is not { } warning)
            return;
        log.LogWarning("Credential {Name} of application {AppId} was accepted: {Warning}",
            LogText.OneLine(credential.Name), answer.ClientId, LogText.OneLine(warning));
    }
}
