using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Http;

namespace Sallyport.Server.Login;

/// <summary>How a refusal of the token service is told.</summary>
internal static class LoginErrors
{
    /// <summary><c>error_description</c>: code and text, then the identifiers and the time of the answer.</summary>
    public static string Describe(HttpContext context, AadstsRefusal refusal)
    {
        var ids = AnswerIds.Of(context);
        return Printable(
            $"{refusal.Code}: {refusal.Message} Trace ID: {ids.RequestId} "
            + $"Correlation ID: {ids.CorrelationId} Timestamp: {Timestamp(context)}");
    }

    /// <summary>The time of the answer, as the service writes it.</summary>
    public static string Timestamp(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>()
        .GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // RFC 6749 §5.2: an error_description is printable ASCII without quote and backslash; the rest may come from an
    // attacker.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => c is >= ' ' and <= '~' and not '"' and not '\\' ? c : '?'));
}
