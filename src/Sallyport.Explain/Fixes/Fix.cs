using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// The door to this room: what fixes a refusal, as a sentence and a command. The room owns commands and new texts for a
/// credential; the cause is found in Causes. What is presented is unverified, so no fix makes a credential trust it:
/// each one that changes a credential is made by <see cref="CredentialFix"/>.
/// </summary>
/// <param name="Text">What to do, in one sentence.</param>
/// <param name="Command">
/// The command that does it, or the lines of <c>.gitlab-ci.yml</c> or of a workflow; null when only a person can
/// decide.
/// </param>
public sealed record Fix(string Text, string? Command)
{
    /// <summary>The name that the tutorial gives to the job's ID token.</summary>
    internal const string TutorialTokenName = "GITLAB_OIDC_TOKEN";

    private Fix? local;

    /// <summary>The same where Sallyport plays GitLab, and not a real instance.</summary>
    internal Fix Local => local ?? this;

    /// <summary>What the credential says after the command, where the command changes it.</summary>
    internal TrustedClaims? Trusts { get; init; }

    /// <summary>
    /// The change of a credential that the command makes; null where it makes none, or first asks GitLab or GitHub.
    /// </summary>
    public CredentialChange? Change { get; internal init; }

    /// <summary>
    /// The lines of <c>.gitlab-ci.yml</c> by which a job asks for an ID token of this audience; null where the audience
    /// has characters that only a person should quote.
    /// </summary>
    public static string? IdTokens(string audience) =>
        IsPlain(audience) ? $"id_tokens:\n  {TutorialTokenName}:\n    aud: {Yaml(audience)}" : null;

    /// <summary>Safe in a command as it stands.</summary>
    public static bool IsPlain(string text) => text.Length > 0 && text[0] != '-' && text.All(IsPlain);

    /// <summary>Leaves the choice to a person, who needs to see what is trusted.</summary>
    /// <param name="text">What to do, up to the colon.</param>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    internal static Fix Look(string text, Guid application) =>
        new(text, $"az rest --method GET --uri \"{CredentialFix.Collection(application)}\"");

    /// <summary>Has the job ask for another audience, in the file where its platform has it.</summary>
    /// <param name="expected">The audience that the credential expects.</param>
    /// <param name="platform">The platform of the job; of another one no file is named.</param>
    internal static Fix JobAudience(string expected, Platform platform) => platform switch
    {
        Platform.GitHub when IsPlain(expected) => new Fix(
            "In the workflow, in the step that gets the token (azure/login has an input for it), ask for the audience "
            + "that is expected:",
            $"audience: {Yaml(expected)}"),
        Platform.GitHub => new Fix(
            $"In the workflow, in the step that gets the token, ask for the audience that is expected, '{expected}'.",
            null),
        Platform.GitLab when IdTokens(expected) is { } lines => new Fix(
            "In .gitlab-ci.yml, in the job, ask for the audience that is expected:", lines),
        Platform.GitLab => new Fix(
            $"In .gitlab-ci.yml, in the job's id_tokens, ask for the audience that is expected, '{expected}'.", null),
        _ => OtherAudience(expected, Platforms.Known(platform)),
    };

    private static Fix OtherAudience(string expected, KnownPlatform? platform)
    {
        if (platform?.Audience(expected) is not { } ask)
            return new Fix($"Have the job ask for the audience that is expected: '{expected}'.", null);
        return Say(ask.Text, IsPlain(expected) ? ask.Command : null);
    }

    /// <summary>Has the job run on what is trusted: a pipeline of GitLab, or a run of Sallyport.</summary>
    /// <param name="c">The credential, whose GitLab and whose project are meant.</param>
    /// <param name="text">What to do, without a mark behind it.</param>
    /// <param name="trusted">The project and the ref.</param>
    /// <param name="options">The options of <c>sallyport run</c>; null when nobody can tell them.</param>
    internal static Fix Run(FederatedIdentityCredential c, string text, GitLabSubject trusted, string? options)
    {
        var pipeline = trusted.Ref is { } name && IsPlain(name) && !name.Contains(':', StringComparison.Ordinal)
            ? GitLabProject.Call(c.Issuer, trusted, "POST", $"/pipeline?ref={Uri.EscapeDataString(name)}")
            : null;
        var run = options is null ? null : $"sallyport run {options}".TrimEnd();
        return Say(text, pipeline) with { local = Say(text, run) };
    }

    /// <summary>Has the job run once more.</summary>
    internal static Fix Again(string text) => Say(text, null) with { local = Say(text, "sallyport run") };

    /// <summary>
    /// Leaves it to the tenant's administrator; the command for an instance shows its policy, and changes nothing.
    /// </summary>
    /// <param name="text">What to do, without a mark behind it.</param>
    internal static Fix AskTenant(string text) =>
        Say(text, null) with { local = Say($"{text}. This shows what the tenant demands", "sallyport policy") };

    /// <summary>With the mark that fits: a colon when a command follows, else a full stop.</summary>
    internal static Fix Say(string text, string? command) => new(text + (command is null ? "." : ":"), command);

    /// <summary>The same with the names of a job.</summary>
    internal Fix ForJob(JobOfToken job) => this with
    {
        Text = job.Named(Text),
        Command = Command is null ? null : job.Repeated(job.Named(Command)),
        local = local?.ForJob(job),
    };

    private static bool IsPlain(char c) =>
        char.IsAsciiLetterOrDigit(c) || "-_./:@".Contains(c, StringComparison.Ordinal);

    // An address is a plain scalar; what could be a number, a mapping or the like is not.
    private static string Yaml(string text)
    {
        var isAddress = text.Contains("://", StringComparison.Ordinal) && text[^1] != ':';
        return isAddress ? text : $"\"{text}\"";
    }
}
