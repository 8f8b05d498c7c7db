using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// What mends a mismatch. It repairs what was meant – a spelling, an audience, the ref that the job ran on – and never trusts something
/// because it was presented.
/// </summary>
/// <param name="Text">What to do, in one sentence.</param>
/// <param name="Command">The command that does it; null when only a person can decide.</param>
/// <param name="Trusts">What the credential says after the command, where the command changes it.</param>
/// <param name="Presents">What the next token says, where the mend changes the job.</param>
public sealed record Mend(string Text, string? Command, TrustedClaims? Trusts = null, PresentedClaims? Presents = null)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Leaves the choice to a person, who needs to see what is trusted.</summary>
    public static Mend Look(string text, Guid application) => new(text, $"az rest --method GET --uri \"{Collection(application)}\"");

    /// <summary>Changes the credential's issuer.</summary>
    public static Mend Issuer(FederatedIdentityCredential c, string text, string issuer) =>
        new(text, Patch(c, new { issuer }), TrustedClaims.Of(c) with { Issuer = issuer });

    /// <summary>Changes the credential's audience.</summary>
    public static Mend Audience(FederatedIdentityCredential c, string text, string audience) =>
        new(text, Patch(c, new { audiences = (string[])[audience] }), TrustedClaims.Of(c) with { Audience = audience });

    /// <summary>Changes the credential's subject.</summary>
    public static Mend Subject(FederatedIdentityCredential c, string text, string subject) =>
        new(text, Patch(c, new { subject }), TrustedClaims.Of(c) with { Subject = subject });

    /// <summary>Puts an expression into the place of the subject.</summary>
    public static Mend Expression(FederatedIdentityCredential c, string text, string expression) => new(
        text,
        Patch(c, new
        {
            subject = (string?)null,
            claimsMatchingExpression = new { value = expression, languageVersion = ClaimsMatchingExpression.LanguageVersion },
        }),
        TrustedClaims.Of(c) with { Subject = null, Expression = expression });

    /// <summary>Has the job ask for another audience.</summary>
    public static Mend JobAudience(Assertion a, string expected) => new(
        $"Ask for the audience that is expected in the job's id_tokens of .gitlab-ci.yml (aud: {expected}):",
        IsPlain(expected) && IsPlain(a.Audience) ? $"sed -i 's|aud: {a.Audience}|aud: {expected}|' .gitlab-ci.yml" : null,
        Presents: PresentedClaims.Of(a) with { Audience = expected });

    /// <summary>Has the job run on what is trusted.</summary>
    public static Mend Run(Assertion a, string text, string? options, string subject) => new(
        text, options is null ? null : $"sallyport run {options}".TrimEnd(), Presents: PresentedClaims.Of(a) with { Subject = subject });

    /// <summary>Safe in a command as it stands.</summary>
    public static bool IsPlain(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@".Contains(c, StringComparison.Ordinal));

    // Without the object id – az's lists have none – the command uses the variable that the tutorial sets.
    private static string Collection(Guid application) =>
        $"https://graph.microsoft.com/beta/applications/{(application == Guid.Empty ? "$objectId" : application)}/federatedIdentityCredentials";

    private static string Patch(FederatedIdentityCredential c, object body)
    {
        var key = c.Id == Guid.Empty ? Uri.EscapeDataString(c.Name) : c.Id.ToString(); // Graph takes the name as well
        return $"az rest --method PATCH --uri \"{Collection(c.ApplicationId)}/{key}\" --body {ShellQuoted(JsonSerializer.Serialize(body, Readable))}";
    }

    private static string ShellQuoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>What a credential trusts.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Subject">The subject, or null.</param>
/// <param name="Audience">The audience.</param>
/// <param name="Expression">The expression in the subject's place, or null.</param>
public sealed record TrustedClaims(string Issuer, string? Subject, string Audience, string? Expression)
{
    /// <summary>Of a credential.</summary>
    public static TrustedClaims Of(FederatedIdentityCredential c) => new(c.Issuer, c.Subject, c.Audience, c.Expression);
}
