using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Login;

namespace Sallyport.Server.Tests.Login;

/// <summary>What the log says of sign-ins that newer rules would refuse.</summary>
public sealed class AdviceLogTests
{
    [Fact]
    public void A_credential_that_newer_rules_refuse_is_told_of_once_an_hour_and_others_never()
    {
        var (lines, clock) = (new Lines(), new ShiftedTime());
        var log = new AdviceLog(lines, clock);
        var (old, other) = (Taken("refused since mid 2026"), Taken("refused since mid 2026"));
        foreach (var record in (SignInRecord[])[old, old, Taken(null), old with { ErrorCode = 700024 }, new() { Id = old.Id, CorrelationId = old.Id }, other])
            log.Tell(record);
        Assert.Equal(["Warning Credential ?[2K of application app was taken: refused since mid 2026", "Warning Credential ?[2K of application app was taken: refused since mid 2026"], lines.Written);
        clock.Advance(TimeSpan.FromHours(1));
        log.Tell(old);
        Assert.Equal(3, lines.Written.Count);
    }

    private static SignInRecord Taken(string? warning) => new()
    {
        Id = Guid.CreateVersion7(), CorrelationId = Guid.CreateVersion7(), AppId = "app",
        Explanation = new Explanation
        {
            Stage = "matched", Presented = new PresentedClaims("i", "s", "a"), Warning = warning,
            Nearest = new NearestCredential(Guid.CreateVersion7(), Guid.CreateVersion7(), "\u001b[2K", "i", null, "claims['sub'] matches '*'", "a"),
        },
    };

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
