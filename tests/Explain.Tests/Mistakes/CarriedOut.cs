using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Explain.Subjects;
using Sallyport.Core.Tests.GitLab;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>
/// A fix, carried out by its command and by nothing that it says of itself: a PATCH changes the credential, unless a GitLab that knows
/// its projects says no; the lines of <c>.gitlab-ci.yml</c> go into the job's file, which is read anew; a run gets the claims of its ref.
/// </summary>
internal static partial class CarriedOut
{
    /// <summary>The projects of GitLab: what it says to whoever asks.</summary>
    public static readonly IReadOnlyDictionary<string, string> Projects = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["mygroup/myproject"] = "57382910", ["evil/x"] = "666", ["my-evil/x"] = "667", ["mygroup2/myproject"] = "668", ["other/one"] = "1", ["ORG/app"] = "700",
    };

    /// <summary>
    /// What GitHub says to whoever explains: a repository's name, the ids of owner and repository, and whether he may push to it. An old
    /// name leads to the repository that had it, and a name that was taken anew to the newcomer's.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> Repositories = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["octo/cat"] = "octo/cat 1 2 true", ["octo/kitten"] = "octo/cat 1 2 true", ["octo/dog"] = "octo/dog 1 3 true", ["octo/taken"] = "octo/taken 9 6 false",
        ["evil/cat"] = "evil/cat 9 8 false", ["evil/x"] = "evil/x 9 7 false",
    };

    /// <summary>Whether a command does something; the others ask, or show.</summary>
    public static bool Does(string? command) => command is not null
        && (Patch().IsMatch(command) || Lines().IsMatch(command) || Sallyport().IsMatch(command) || Pipeline().IsMatch(command) || Components().IsMatch(command)
            || Workflow().IsMatch(command));

    /// <summary>Whether a command changes the credential.</summary>
    public static bool ChangesTheCredential(string? command) => command?.Contains("--method PATCH", StringComparison.Ordinal) == true;

    /// <summary>The body that a command sends.</summary>
    public static JsonObject Body(string command) =>
        JsonNode.Parse(Patch().Match(command).Groups["body"].Value.Replace("'\\''", "'", StringComparison.Ordinal))!.AsObject();

    /// <summary>The credentials afterwards.</summary>
    public static FederatedIdentityCredential[] Credentials(string command, FederatedIdentityCredential[] before, FederatedIdentityCredential nearest)
    {
        if (!ChangesTheCredential(command))
            return before;
        var patch = Patch().Match(command);
        Assert.True(patch.Success, command);
        if (patch.Groups["project"] is { Success: true } asked)
        {
            var gitlab = patch.Groups["gitlab"].Value; // the credential's own, as it is spelt right
            Assert.True(gitlab == nearest.Issuer || Fixes.Respelling.OfIssuer(nearest.Issuer, gitlab), command);
            if (Projects.GetValueOrDefault(Uri.UnescapeDataString(asked.Value)) != patch.Groups["id"].Value)
                return before; // GitLab says otherwise
        }
        if (patch.Groups["repository"] is { Success: true } repository && Repositories.GetValueOrDefault(repository.Value) != patch.Groups["ids"].Value)
            return before; // GitHub does
        var body = Body(command);
        Assert.All(body, member => Assert.Contains(member.Key, (string[])["issuer", "subject", "audiences", "claimsMatchingExpression"]));
        return [.. before.Where(c => c != nearest), PlantedMistake.Trust(
            (string?)body["issuer"] ?? nearest.Issuer,
            body.ContainsKey("subject") ? (string?)body["subject"] : nearest.Subject,
            (string?)body["audiences"]?[0] ?? nearest.Audience,
            (string?)body["claimsMatchingExpression"]?["value"] ?? nearest.Expression)];
    }

    /// <summary>The claims afterwards.</summary>
    public static async Task<JsonElement> ClaimsAsync(string command, PlantedMistake before)
    {
        if (Components().Match(command) is { Success: true } put)
            return (before with { Subject = SubjectOf(put.Groups["part"].Captures.Select(c => c.Value)) }).Claims;
        if (Workflow().Match(command) is { Success: true } workflow)
            return (workflow.Groups["audience"] is { Success: true } audience ? before with { Audiences = [audience.Value.Trim('"')] } : before with { Subject = SubjectOf(before.Subject, workflow) }).Claims;
        if (!Lines().IsMatch(command) && !Sallyport().IsMatch(command) && !Pipeline().IsMatch(command))
            return before.Claims;
        var (sallyport, pipeline) = (Sallyport().Match(command), Pipeline().Match(command));
        var job = GitLabSubject.Read(before.Subject)!;
        var project = sallyport.Groups["project"] is { Success: true } p ? p.Value : pipeline.Success ? Uri.UnescapeDataString(pipeline.Groups["project"].Value) : job.Project;
        if (pipeline.Success)
            Assert.Equal(PlantedMistake.Host, pipeline.Groups["gitlab"].Value);
        var reference = sallyport.Groups["tag"] is { Success: true } tag ? new Ref(RefType.Tag, tag.Value)
            : sallyport.Groups["ref"] is { Success: true } branch ? new Ref(RefType.Branch, branch.Value)
            : pipeline.Success ? RefOf(Uri.UnescapeDataString(pipeline.Groups["name"].Value))
            : sallyport.Success ? new Ref(RefType.Branch, "main")
            : new Ref(job.RefType == "tag" ? RefType.Tag : RefType.Branch, job.Ref!);
        var path = GitLabSubject.IsId(project) ? Projects.Single(p => p.Value == project).Key : project;
        var claims = await ClaimsAsync(before.Issuer, path, reference, Config(before, Lines().IsMatch(command) ? command : null));
        return job.IsImmutable ? ById(claims) : claims;
    }

    // The project has its id in its subjects.
    private static JsonElement ById(JsonElement claims)
    {
        var changed = JsonNode.Parse(claims.GetRawText())!.AsObject();
        changed["sub"] = ((string)changed["sub"]!).Replace($"project_path:{changed["project_path"]}", $"project_id:{changed["project_id"]}", StringComparison.Ordinal);
        return JsonElement.Parse(changed.ToJsonString());
    }

    private static Ref RefOf(string name) => new(name.StartsWith('v') ? RefType.Tag : RefType.Branch, name);

    private static string SubjectOf(string before, Match workflow)
    {
        var repository = workflow.Groups["repository"] is { Success: true } given ? $"repo:{given}" : before[..before.IndexOf(':', "repo:".Length)];
        return workflow.Groups["environment"] is { Success: true } environment
            ? $"{repository}:environment:{environment}"
            : $"{repository}:ref:refs/{(workflow.Groups["ref"].Value.StartsWith('v') ? "tags" : "heads")}/{workflow.Groups["ref"]}";
    }

    private static string SubjectOf(IEnumerable<string> components) => string.Join(':', components.Select(c => c switch
    {
        "project_id" => "project_id:57382910", "project_path" => "project_path:mygroup/myproject", "ref_type" => "ref_type:branch", "ref" => "ref:main", _ => throw new ArgumentException(c),
    }));

    // The job's file, in which the lines take the place of those that stand there.
    private static string Config(PlantedMistake before, string? lines)
    {
        var asks = $"id_tokens:\n  GITLAB_OIDC_TOKEN:\n    aud: {JsonSerializer.Serialize(before.Audiences)}";
        return $"deploy:\n  {(lines ?? asks).Replace("\n", "\n  ", StringComparison.Ordinal)}\n  script: [\"true\"]\n";
    }

    private static async Task<JsonElement> ClaimsAsync(string issuer, string path, Ref reference, string config)
    {
        var (definition, error) = await JobOutline.ReadAsync(
            Document.DefaultPath, "deploy", new CollectedFiles(new Dictionary<string, string> { [Document.DefaultPath] = config }));
        Assert.Null(error);
        var context = GitLabExample.Job(reference, definition!.IdTokens);
        var project = new Project
        {
            Key = Guid.Empty, Path = path, PathKey = Project.KeyOf(path), NamespaceId = 1, RootNamespaceId = 1, CreatedAt = GitLabExample.Noon,
            Id = long.Parse(Projects.GetValueOrDefault(path, "1"), CultureInfo.InvariantCulture),
        };
        context = context with { Instance = new GitLabInstance(issuer), Project = project };
        return IdTokens.Preview(context, JobVariables.Scoped(context), GitLabExample.Noon).Single().Value;
    }

    [GeneratedRegex("""
        ^(test "\$\(curl --fail --silent --header "PRIVATE-TOKEN: \$GITLAB_TOKEN" "(?<gitlab>https://[^"]+)/api/v4/projects/(?<project>[^"/]+)" \| jq \.id\)" = (?<id>[0-9]+) && |test "\$\(gh api --hostname github\.com repos/(?<repository>\S+) --jq '"\\\(\.full_name\) \\\(\.owner\.id\) \\\(\.id\) \\\(\.permissions\.push\)"'\)" = "(?<ids>\S+ [0-9]+ [0-9]+ true)" && )?az rest --method PATCH --uri "https://graph\.microsoft\.com/[^"]+" --body '(?<body>([^']|'\\'')+)'$
        """, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Patch();

    [GeneratedRegex("^id_tokens:\n  [A-Z_]+:\n    aud: \\S+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Lines();

    [GeneratedRegex(@"^sallyport run( --project (?<project>\S+))?( --ref (?<ref>\S+))?( --tag (?<tag>\S+))?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sallyport();

    [GeneratedRegex("""^curl --request POST --header "PRIVATE-TOKEN: \$GITLAB_TOKEN" "(?<gitlab>https://[^"]+)/api/v4/projects/(?<project>[^"/]+)/pipeline\?ref=(?<name>[^"]+)"$""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pipeline();

    [GeneratedRegex(@"^(audience: (?<audience>\S+)|environment: (?<environment>\S+)|gh workflow run --repo github\.com/(?<repository>\S+) --ref (?<ref>\S+))$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Workflow();

    [GeneratedRegex("""^curl --request PUT --header "PRIVATE-TOKEN: \$GITLAB_TOKEN" "https://gitlab\.example\.com/api/v4/projects/(mygroup%2Fmyproject|57382910)"( --data 'ci_id_token_sub_claim_components\[\]=(?<part>[a-z_]+)')+$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Components();
}
