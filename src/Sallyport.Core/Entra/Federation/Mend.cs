using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// What mends a mismatch. What is presented is unverified, so no mend makes a credential trust it: each one that changes a credential
/// passes <see cref="Change"/>, which lets another spelling through and nothing else, or <see cref="ByProjectId"/> and
/// <see cref="ByRepositoryId"/>, where GitLab or GitHub vouches.
/// </summary>
/// <param name="Text">What to do, in one sentence.</param>
/// <param name="Command">The command that does it, or the lines of <c>.gitlab-ci.yml</c> or of a workflow; null when only a person can decide.</param>
public sealed record Mend(string Text, string? Command)
{
    /// <summary>The name that the tutorial gives to the job's ID token.</summary>
    public const string TokenName = "GITLAB_OIDC_TOKEN";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Mend? local;

    /// <summary>The same where Sallyport plays GitLab, and not a real instance.</summary>
    [JsonIgnore]
    public Mend Local => local ?? this;

    /// <summary>What the credential says after the command, where the command changes it.</summary>
    public TrustedClaims? Trusts { get; private init; }

    /// <summary>Leaves the choice to a person, who needs to see what is trusted.</summary>
    public static Mend Look(string text, Guid application) => new(text, $"az rest --method GET --uri \"{Collection(application)}\"");

    /// <summary>Changes the credential to another spelling of what it says. Whatever else is asked for is left to a person.</summary>
    public static Mend Change(FederatedIdentityCredential c, string text, TrustedClaims becomes) =>
        Respelling.Is(TrustedClaims.Of(c), becomes) && IsAccepted(becomes)
            ? new Mend(text, Patch(c, becomes)) { Trusts = becomes }
            : Look("Compare the two at the mark, and let the credential's owner decide; what is trusted is listed by:", c.ApplicationId);

    /// <summary>
    /// Names the project that the credential already names by its id as well, which today's rules want and no renaming changes. The id
    /// was only presented: the command asks the credential's own GitLab, and changes nothing unless that says the same. Null where the
    /// credential names no one project, or what would come of it is not accepted.
    /// </summary>
    public static Mend? ByProjectId(FederatedIdentityCredential c, string text, string? projectId)
    {
        if (!GitLabSubject.IsId(projectId) || WithProjectId(c, projectId!) is not var (trusted, becomes) || becomes == TrustedClaims.Of(c) || !IsAccepted(becomes))
            return null;
        var patch = Patch(c, becomes);
        if (trusted.IsImmutable)
            return trusted.Project == projectId ? new Mend(text, patch) { Trusts = becomes } : null;
        return GitLabProject.Ask(c.Issuer, trusted) is { } ask
            ? new Mend(text, $"test \"$({ask} | jq .id)\" = {projectId} && {patch}") { Trusts = becomes }
            : null;
    }

    /// <summary>
    /// The same for a repository: the command asks GitHub for its name, for the two ids that were presented, and whether who asks may
    /// push to it. Whoever took a name anew has other people push.
    /// </summary>
    internal static Mend? ByRepositoryId(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var c = t.Credential;
        var becomes = t.With((trusted with { Owner = job.Owner, OwnerId = job.OwnerId, Name = job.Name, RepositoryId = job.RepositoryId }).ToString());
        return !Wildcard.IsWild(trusted.Repository) && IsPlain(job.Repository) && GitLabSubject.IsId(job.OwnerId) && GitLabSubject.IsId(job.RepositoryId) && IsAccepted(becomes)
            ? new Mend("Name the repository in the credential as the job does, if GitHub says that it is yours and that the ids are its:",
                $"test \"$(gh api --hostname github.com repos/{job.Repository} --jq '\"\\(.full_name) \\(.owner.id) \\(.id) \\(.permissions.push)\"')\""
                + $" = \"{job.Repository} {job.OwnerId} {job.RepositoryId} true\" && {Patch(c, becomes)}") { Trusts = becomes }
            : null;
    }

    /// <summary>Has the job ask for another audience.</summary>
    public static Mend JobAudience(string expected, string issuer) => !IsPlain(expected)
        ? new($"In {(issuer == GitHubSubject.Issuer ? "the workflow, in the step that signs in" : ".gitlab-ci.yml, in the job's id_tokens")}, ask for the audience that is expected, '{expected}'.", null)
        : issuer == GitHubSubject.Issuer
        ? new("In the workflow, in the step that signs in (azure/login), ask for the audience that is expected:", $"audience: {Yaml(expected)}")
        : new("In .gitlab-ci.yml, in the job, ask for the audience that is expected:", $"id_tokens:\n  {TokenName}:\n    aud: {Yaml(expected)}");

    /// <summary>Has the job run on what is trusted: a pipeline of GitLab, or a run of Sallyport.</summary>
    /// <param name="c">The credential, whose GitLab and whose project are meant.</param>
    /// <param name="text">What to do, without a mark behind it.</param>
    /// <param name="trusted">The project and the ref.</param>
    /// <param name="options">The options of <c>sallyport run</c>; null when nobody can tell them.</param>
    public static Mend Run(FederatedIdentityCredential c, string text, GitLabSubject trusted, string? options)
    {
        var pipeline = trusted.Ref is { } name && IsPlain(name) ? GitLabProject.Call(c.Issuer, trusted, "POST", $"/pipeline?ref={Uri.EscapeDataString(name)}") : null;
        return Say(text, pipeline) with { local = Say(text, options is null ? null : $"sallyport run {options}".TrimEnd()) };
    }

    /// <summary>Has the job run once more.</summary>
    public static Mend Again(string text) => Say(text, null) with { local = Say(text, "sallyport run") };

    /// <summary>The same for an ID token of another name.</summary>
    public Mend ForToken(string name) => IsPlain(name)
        ? this with { Text = Renamed(Text, name), Command = Command is null ? null : Renamed(Command, name), local = local?.ForToken(name) }
        : this;

    /// <summary>Safe in a command as it stands.</summary>
    public static bool IsPlain(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@".Contains(c, StringComparison.Ordinal));

    /// <summary>With the mark that fits: a colon when a command follows.</summary>
    public static Mend Say(string text, string? command) => new(text + (command is null ? "." : ":"), command);

    private static string Renamed(string text, string name) => text.Replace(TokenName, name, StringComparison.Ordinal);

    // An address is a plain scalar; what could be a number, a mapping or the like is not.
    private static string Yaml(string text) => text.Contains("://", StringComparison.Ordinal) && text[^1] != ':' ? text : $"\"{text}\"";

    private static (GitLabSubject Trusted, TrustedClaims Becomes)? WithProjectId(FederatedIdentityCredential c, string projectId)
    {
        var was = TrustedClaims.Of(c);
        if (c.Expression is not null)
            return c.ReadExpression() is { } expression
                && expression.Tests.Where(t => t.Claim == "sub").Select(t => GitLabSubject.Read(t.Comparand)).FirstOrDefault(s => s is not null) is { NamesOneProject: true } named
                    ? (named, was with { Expression = expression.With(t => t.Claim == "project_id" && Placeholder.In(t.Comparand) is not null, projectId).ToString() })
                    : null;
        if (GitLabSubject.Read(c.Subject) is not { NamesOneProject: true, Ref: not null } trusted)
            return null;
        if (!Wildcard.IsWild(c.Subject!))
            return (trusted, was with { Subject = (trusted with { Lead = GitLabSubject.IdLead, Project = projectId }).ToString() });
        var pattern = new ClaimTest("sub", ClaimOperator.Matches, c.Subject!);
        return (trusted, was with
        {
            Subject = null,
            Expression = trusted.IsImmutable ? $"{pattern}" : $"{pattern} and {new ClaimTest("project_id", ClaimOperator.Eq, projectId)}",
        });
    }

    private static bool IsAccepted(TrustedClaims becomes) => becomes.Expression is not { } text
        || (ClaimsMatchingExpression.Read(text).Expression is { } expression
            && IssuerProfiles.Refuse(becomes.Issuer, expression, RuleSet.Entra2026) is null);

    // Without the object id – az's lists have none – the command uses the variable that the tutorial sets, and says how where it is not.
    private static string Collection(Guid application) => "https://graph.microsoft.com/beta/applications/"
        + (application == Guid.Empty ? "${objectId:?}" : application) + "/federatedIdentityCredentials";

    private static string Patch(FederatedIdentityCredential c, TrustedClaims becomes)
    {
        var key = c.Id == Guid.Empty ? Uri.EscapeDataString(c.Name) : c.Id.ToString(); // Graph takes the name as well
        return $"az rest --method PATCH --uri \"{Collection(c.ApplicationId)}/{key}\" --body {ShellQuoted(Json(Changes(c, becomes)))}";
    }

    private static Dictionary<string, object?> Changes(FederatedIdentityCredential c, TrustedClaims becomes)
    {
        var changes = new Dictionary<string, object?>();
        if (becomes.Issuer != c.Issuer)
            changes["issuer"] = becomes.Issuer;
        if (becomes.Audience != c.Audience)
            changes["audiences"] = (string[])[becomes.Audience];
        if (becomes.Subject != c.Subject)
            changes["subject"] = becomes.Subject;
        if (becomes.Expression != c.Expression)
            changes["claimsMatchingExpression"] = new { value = becomes.Expression, languageVersion = ClaimsMatchingExpression.LanguageVersion };
        return changes;
    }

    // Characters that a terminal would not show as they are stand as \u202e.
    private static string Json(object body) => string.Concat(
        JsonSerializer.Serialize(body, Readable).Select(c => char.IsAscii(c) ? c.ToString() : $"\\u{(int)c:x4}"));

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
