using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// The fixes that change a credential. What is presented is unverified, so they pass <see cref="Change"/>, which lets
/// another spelling through and nothing else, or <see cref="ByProjectId"/> and <see cref="ByRepositoryId"/>, where
/// GitLab or GitHub vouches.
/// </summary>
internal static class CredentialFix
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Changes the credential to another spelling of what it says. Whatever else is asked for is left to a person.
    /// </summary>
    public static Fix Change(FederatedIdentityCredential c, string text, TrustedClaims becomes)
    {
        if (Respelling.Is(TrustedClaims.Of(c), becomes) && IsAccepted(becomes))
            return Changing(c, text, becomes);
        return Fix.Look(
            "Compare the two at the mark, and let the credential's owner decide; this lists what is trusted:",
            c.ApplicationId);
    }

    /// <summary>The texts that a change touches, in words: <c>issuer and subject</c>.</summary>
    public static string PlacesOf(TrustedClaims was, TrustedClaims becomes)
    {
        (string Name, bool IsChanged)[] all =
        [
            ("issuer", was.Issuer != becomes.Issuer),
            ("audience", was.Audience != becomes.Audience),
            ("subject", was.Subject != becomes.Subject),
            ("expression", was.Expression != becomes.Expression),
        ];
        List<string> names = [.. all.Where(place => place.IsChanged).Select(place => place.Name)];
        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    /// <summary>
    /// Creates the first credential of an application. Whom it trusts, a person has to write: what is presented is no
    /// reason to trust it.
    /// </summary>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    /// <param name="text">What to do, up to the colon.</param>
    public static Fix Create(Guid application, string text)
    {
        var body = new JsonObject
        {
            ["name"] = "NAME",
            ["issuer"] = "ISSUER",
            ["subject"] = "SUBJECT",
            ["audiences"] = new JsonArray("AUDIENCE"),
        };
        var words = $"--uri \"{Collection(application)}\" --body {ShellWord.Quoted(Json(body))}";
        return new Fix(text, $"az rest --method POST {words}");
    }

    /// <summary>
    /// Names the project that the credential already names by its id as well, which today's rules want and no renaming
    /// changes. The id was only presented: the command asks the credential's own GitLab, and changes nothing unless
    /// that says the same. Null where the credential names no one project, or what would come of it is not accepted.
    /// </summary>
    public static Fix? ByProjectId(FederatedIdentityCredential c, string text, string? projectId)
    {
        if (!GitLabSubject.IsId(projectId) || SubjectIn(c) is not { NamesOneProject: true } trusted)
            return null;
        if (WithProjectId(c, trusted, projectId!) is not { } becomes)
            return null;
        if (becomes == TrustedClaims.Of(c) || !IsAccepted(becomes))
            return null;
        var patch = Patch(c, becomes);
        if (trusted.IsImmutable)
            return trusted.Project == projectId ? Changing(c, text, becomes) : null;
        return GitLabProject.Ask(c.Issuer, trusted) is { } ask
            ? new Fix(text, $"test \"$({ask} | jq .id)\" = {projectId} && {patch}") { Trusts = becomes }
            : null;
    }

    /// <summary>
    /// The same for a repository: the command asks GitHub for its name, for the two ids that were presented, and
    /// whether the person who asks may push to it. A repository under a name that somebody took over has other people
    /// who push.
    /// </summary>
    public static Fix? ByRepositoryId(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var named = trusted with
        {
            Owner = job.Owner, OwnerId = job.OwnerId, Name = job.Name, RepositoryId = job.RepositoryId,
        };
        var becomes = t.With(named.ToString());
        var areIds = GitLabSubject.IsId(job.OwnerId) && GitLabSubject.IsId(job.RepositoryId);
        var isSafe = !Wildcard.IsWild(trusted.Repository) && Fix.IsPlain(job.Repository);
        if (!areIds || !isSafe || !IsAccepted(becomes))
            return null;
        const string members = "\\(.full_name) \\(.owner.id) \\(.id) \\(.permissions.push)";
        var ask = $"gh api --hostname github.com repos/{job.Repository} --jq '\"{members}\"'";
        var answer = $"{job.Repository} {job.OwnerId} {job.RepositoryId} true";
        return new Fix(
            "Name the repository in the credential as the job does, "
            + "if GitHub says that it is yours and that the ids are its:",
            $"test \"$({ask})\" = \"{answer}\" && {Patch(t.Credential, becomes)}") { Trusts = becomes };
    }

    /// <summary>
    /// The address of an application's credentials. Without the object id, which az's lists do not show, the command
    /// uses the variable that the tutorial sets, and says so where it is not set.
    /// </summary>
    public static string Collection(Guid application)
    {
        var id = application == Guid.Empty ? "${objectId:?}" : application.ToString();
        return $"https://graph.microsoft.com/beta/applications/{id}/federatedIdentityCredentials";
    }

    private static Fix Changing(FederatedIdentityCredential c, string text, TrustedClaims becomes) =>
        new(text, Patch(c, becomes)) { Trusts = becomes, Change = CredentialChange.To(c, becomes) };

    private static GitLabSubject? SubjectIn(FederatedIdentityCredential c)
    {
        if (c.Expression is null)
            return GitLabSubject.Read(c.Subject);
        return c.ReadExpression()?.Tests
            .Where(test => test.Claim == "sub")
            .Select(test => GitLabSubject.Read(test.Comparand))
            .FirstOrDefault(subject => subject is not null);
    }

    private static TrustedClaims? WithProjectId(FederatedIdentityCredential c, GitLabSubject trusted, string projectId)
    {
        var was = TrustedClaims.Of(c);
        if (c.ReadExpression() is { } expression)
            return was with { Expression = expression.With(IsPlaceholderForId, projectId).ToString() };
        if (trusted.Ref is null)
            return null;
        if (!Wildcard.IsWild(c.Subject!))
        {
            var byId = trusted with { Lead = GitLabSubject.IdLead, Project = projectId };
            return was with { Subject = byId.ToString() };
        }
        var pattern = new ClaimTest("sub", ClaimOperator.Matches, c.Subject!).ToString();
        var id = new ClaimTest("project_id", ClaimOperator.Eq, projectId);
        return was with { Subject = null, Expression = trusted.IsImmutable ? pattern : $"{pattern} and {id}" };
    }

    private static bool IsPlaceholderForId(ClaimTest test) =>
        test.Claim == "project_id" && Placeholder.In(test.Comparand) is not null;

    private static bool IsAccepted(TrustedClaims becomes)
    {
        if (becomes.Expression is not { } text)
            return true;
        return ClaimsMatchingExpression.Read(text).Expression is { } expression
            && IssuerProfiles.Refuse(becomes.Issuer, expression, RuleSet.Entra2026) is null;
    }

    // Graph takes the name in the id's place.
    internal static string Patch(FederatedIdentityCredential c, TrustedClaims becomes)
    {
        var key = c.Id == Guid.Empty ? Uri.EscapeDataString(c.Name) : c.Id.ToString();
        var body = ShellWord.Quoted(Json(Changes(c, becomes)));
        return $"az rest --method PATCH --uri \"{Collection(c.ApplicationId)}/{key}\" --body {body}";
    }

    private static JsonObject Changes(FederatedIdentityCredential c, TrustedClaims becomes)
    {
        var changes = new JsonObject();
        if (becomes.Issuer != c.Issuer)
            changes["issuer"] = becomes.Issuer;
        if (becomes.Audience != c.Audience)
            changes["audiences"] = new JsonArray(JsonValue.Create(becomes.Audience));
        if (becomes.Subject != c.Subject)
            changes["subject"] = becomes.Subject;
        if (becomes.Expression != c.Expression)
            changes["claimsMatchingExpression"] = new JsonObject
            {
                ["value"] = becomes.Expression, ["languageVersion"] = ClaimsMatchingExpression.LanguageVersion,
            };
        return changes;
    }

    // Characters that a terminal would not show are written as \u202e.
    private static string Json(JsonObject body) => string.Concat(
        body.ToJsonString(Readable).Select(c => char.IsAscii(c) ? c.ToString() : $"\\u{(int)c:x4}"));

}
