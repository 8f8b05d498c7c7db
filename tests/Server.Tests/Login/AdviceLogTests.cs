using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Login;

namespace Sallyport.Server.Tests.Login;

/// <summary>What the log says of sign-ins that newer rules would refuse.</summary>
public sealed class AdviceLogTests
{
    private static readonly Guid ClientId = new Guid("30000000-0000-4000-8000-000000000003");

    [Fact]
    public void A_credential_that_newer_rules_refuse_is_told_of_once_an_hour_and_others_never()
    {
        var lines = new Lines();
        var clock = new ShiftedTime();
        var log = new AdviceLog(lines, RuleSet.Entra2024, clock);
        var old = Accepted("claims['sub'] matches '*'");
        var other = Accepted("claims['sub'] matches '*'");
        var withId = Accepted("claims['sub'] matches '*' and claims['project_id'] eq '1'");
        TokenAnswer[] answers = [old, old, withId, Accepted(null), old with { Credential = null }, other];
        foreach (var answer in answers)
            log.Tell(answer);
        Assert.Equal(2, lines.Written.Count);
        Assert.All(lines.Written, line => Assert.StartsWith(
            $"Warning Credential ?[2K of application {ClientId} was accepted: Since mid 2026 Microsoft Entra refuses", line, StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromHours(1));
        log.Tell(old);
        Assert.Equal(3, lines.Written.Count);
    }

    [Fact]
    public void Under_the_newest_rules_there_is_nothing_to_tell()
    {
        var lines = new Lines();
        new AdviceLog(lines, RuleSet.Entra2026, new ShiftedTime()).Tell(Accepted("claims['sub'] matches '*'"));
        Assert.Empty(lines.Written);
    }

    private static TokenAnswer Accepted(string? expression) => new(new MintedToken("t", 0, 0), "r", ClientId, new FederatedIdentityCredential
    {
        Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = "\u001b[2K", Issuer = "https://gitlab.com", Audience = "a",
        Subject = expression is null ? "s" : null, Expression = expression, ExpressionLanguageVersion = expression is null ? null : 1,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    });

    private sealed class Lines : ILogger<AdviceLog>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add($"{logLevel} {formatter(state, exception)}");
    }
}
