using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The door to this room: the ID tokens of a claimed job. It owns their claims and the keys that sign them
/// (<see cref="GitLabKeys"/>), and knows nothing of the services that take them. The tokens exist in the answer to the
/// runner and nowhere else: never stored, never logged. Source: "OpenID Connect (OIDC) Authentication Using ID Tokens",
/// GitLab documentation; <c>lib/gitlab/ci/jwt_v2.rb</c>, gitlabhq.
/// </summary>
public static class IdTokens
{
    /// <summary>How many seconds before <c>iat</c> a token is already valid.</summary>
    public const int NotBeforeLeeway = 5;

    private const int MaximumDirectGroups = 200; // GitLab leaves the claim out beyond that

    /// <summary>
    /// Mints one token for each entry of the job's <c>id_tokens</c>, by the names of their variables. None when the
    /// fork that the ref is in was deleted: GitLab's job then runs without them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Mint(JobContext context, RingKey key, DateTimeOffset now)
    {
        if (context.Source is null)
            return new Dictionary<string, string>(StringComparer.Ordinal);
        var variables = JobVariables.Scoped(context);
        return context.Job.Definition.IdTokens.ToDictionary(
            t => t.Name, t => Sign(Claims(context, t, variables, now), key), StringComparer.Ordinal);
    }

    /// <summary>What is kept of a token that was minted here.</summary>
    public static IssuedToken KeptOf(string token) => new(
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1])),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token))));

    /// <summary>The claims that the tokens would have, by the names of their variables: nothing is signed.</summary>
    /// <param name="context">The job.</param>
    /// <param name="variables">What its audiences expand with.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyDictionary<string, JsonElement> Preview(
        JobContext context, IReadOnlyList<JobVariable> variables, DateTimeOffset now) =>
        context.Job.Definition.IdTokens.ToDictionary(
            t => t.Name,
            t => JsonSerializer.SerializeToElement(
                Claims(context, t, variables, now), ClaimsJson.Default.DictionaryStringObject),
            StringComparer.Ordinal);

    /// <summary>
    /// Refuses a job whose variables or audiences cannot be expanded: before it exists, not when a runner claims it.
    /// </summary>
    public static void Check(JobContext context)
    {
        var variables = JobVariables.Scoped(context);
        foreach (var token in context.Job.Definition.IdTokens)
            Claims(context, token, variables, context.Pipeline.CreatedAt);
    }

    private static Dictionary<string, object> Claims(
        JobContext context, IdTokenDefinition token, IReadOnlyList<JobVariable> variables, DateTimeOffset now)
    {
        var issuedAt = now.ToUnixTimeSeconds();
        var audiences = token.Audiences.Select(a => VariableExpansion.Expand(a, variables)).ToList();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = context.Instance.IdTokenIssuer,
            ["sub"] = "", // made of the others
            ["aud"] = token.IsList ? audiences : audiences[0],
            ["iat"] = issuedAt,
            ["nbf"] = issuedAt - NotBeforeLeeway,
            ["exp"] = issuedAt + (context.Job.Timeout ?? context.Project.BuildTimeout),
            ["jti"] = RandomUuid(),
        };
        var source = context.Source ?? throw new InvalidOperationException("The project of the ref is gone.");
        AddProject(claims, "", source);
        AddProject(claims, "job_", context.Project);
        claims["project_visibility"] = context.Project.Visibility;
        AddUser(claims, context.User, source);
        AddPipeline(claims, context);
        if (JobEnvironment.Of(context, variables) is { } environment)
            AddEnvironment(claims, context.Project, environment);
        claims["sub"] = SubjectComponents.Render(
            context.Project.SubComponents, name => claims.GetValueOrDefault(name) as string);
        return claims;
    }

    private static void AddProject(Dictionary<string, object> claims, string prefix, Project project)
    {
        claims[prefix + "project_id"] = Number(project.Id);
        claims[prefix + "project_path"] = project.Path;
        claims[prefix + "namespace_id"] = Number(project.NamespaceId);
        claims[prefix + "namespace_path"] = project.NamespacePath;
    }

    private static void AddUser(Dictionary<string, object> claims, GitLabUser user, Project source)
    {
        claims["user_id"] = Number(user.Id);
        claims["user_login"] = user.Username;
        claims["user_email"] = user.Email;
        claims["user_access_level"] = user.RoleIn(source)!; // null for one who lost it
        if (user.PassesIdentities)
            claims["user_identities"] = user.Identities.Select(Show).ToList();
        if (user.PassesGroups && user.DirectGroups.Count <= MaximumDirectGroups)
            claims["groups_direct"] = user.DirectGroups.ToList();
    }

    private static Dictionary<string, string> Show(ExternalIdentity identity) =>
        new() { ["provider"] = identity.Provider, ["extern_uid"] = identity.ExternUid };

    private static void AddPipeline(Dictionary<string, object> claims, JobContext context)
    {
        var pipeline = context.Pipeline;
        var reference = pipeline.Ref;
        claims["pipeline_id"] = Number(pipeline.Id);
        claims["pipeline_source"] = pipeline.Source;
        claims["job_id"] = Number(context.Job.Id);
        claims["job_source"] = pipeline.Source;
        claims["ref"] = reference.Name;
        claims["ref_type"] = reference.TypeName;
        claims["ref_path"] = reference.Path;
        claims["ref_protected"] = Flag(context.RefProtected);
        if (context.Runner is { } runner)
            claims["runner_id"] = runner.Id; // the only id that GitLab sends as a number
        claims["runner_environment"] = "self-hosted";
        claims["sha"] = pipeline.Commit.Sha;
        claims["ci_config_ref_uri"] = $"{ProjectOf(context)}//{Document.DefaultPath}@{reference.Path}";
        claims["ci_config_sha"] = pipeline.Commit.Sha;
    }

    // Without the scheme.
    private static string ProjectOf(JobContext context) =>
        $"{context.Instance.Authority}{context.Instance.RelativeRoot}/{context.Project.Path}";

    private static void AddEnvironment(
        Dictionary<string, object> claims, Project project, JobEnvironment environment)
    {
        claims["environment"] = environment.Name;
        claims["environment_protected"] = Flag(project.ProtectsEnvironment(environment.Name));
        claims["deployment_tier"] = environment.Tier;
        claims["environment_action"] = environment.Action;
    }

    private static string Sign(Dictionary<string, object> claims, RingKey key)
    {
        var header = new Dictionary<string, object> { ["kid"] = key.Stored.KeyId, ["typ"] = "JWT", ["alg"] = "RS256" };
        return Jws.Sign(Json(header), Json(claims), key.Private);
    }

    private static byte[] Json(Dictionary<string, object> members) =>
        JsonSerializer.SerializeToUtf8Bytes(members, ClaimsJson.Default.DictionaryStringObject);

    // A version 4 UUID (RFC 9562 §5.4) from the system's randomness.
    private static string RandomUuid()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "true" : "false";
}
