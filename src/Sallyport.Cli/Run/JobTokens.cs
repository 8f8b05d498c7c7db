using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.GitLab;
using Sallyport.Explain.Fixes;
using Sallyport.Runner;

namespace Sallyport.Cli.Run;

/// <summary>Which ID token of which job was presented: a sign-in record keeps the digest of what it saw.</summary>
/// <param name="created">What the server said of the pipeline: the places of the tokens in its files.</param>
/// <param name="runWords">The words with which the run was called.</param>
internal sealed class JobTokens(JsonNode created, IReadOnlyList<string> runWords)
{
    private readonly ConcurrentDictionary<string, (long Job, string Name)> byDigest = new(StringComparer.Ordinal);

    /// <summary>Notes the tokens of a job that begins.</summary>
    public void Add(JobResponse job)
    {
        foreach (var variable in job.Variables.Where(v => v.Masked))
            byDigest.TryAdd(DigestOf(variable.Value), (job.Id, variable.Key));
    }

    /// <summary>Whether what was presented is a token of another job.</summary>
    public bool IsOfAnother(JobResponse job, SignInRecord record) =>
        record.AssertionSha256 is { } digest && byDigest.TryGetValue(digest, out var known) && known.Job != job.Id;

    /// <summary>What is known of the token of a job that was presented, or of the only one that it has.</summary>
    public JobOfToken Of(JobResponse job, SignInRecord record)
    {
        var known = new JobOfToken { RunWords = runWords };
        var tokens = TokensOf(job);
        var isPresented = byDigest.TryGetValue(record.AssertionSha256 ?? "", out var presented);
        var name = isPresented ? presented.Name : OnlyName(tokens);
        if (name is null)
            return known;
        known = known with { Token = name };
        if (tokens.FirstOrDefault(t => (string?)t["name"] == name) is not { } token)
            return known;
        var set = job.Variables.Where(v => v.Value.Length > 0).Select(OfCore).ToList();
        var audience = string.Join(", ", token["audiences"]!.AsArray().Select(a => (string)a!));
        return known with
        {
            File = (string?)token["file"],
            Line = (int)token["line"]!,
            Audience = audience,
            Unset = VariableExpansion.Unknown(audience, set),
        };
    }

    // A child pipeline's jobs are not among those that were created.
    private List<JsonNode> TokensOf(JobResponse job)
    {
        var jobs = created["jobs"]!.AsArray();
        var definition = jobs.FirstOrDefault(j => (long)j!["id"]! == job.Id);
        return [.. definition?["id_tokens"]!.AsArray().Select(t => t!) ?? []];
    }

    private static string? OnlyName(List<JsonNode> tokens) => tokens is [var only] ? (string?)only["name"] : null;

    private static string DigestOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static Core.GitLab.JobVariable OfCore(Runner.JobVariable variable) =>
        new(variable.Key, variable.Value);
}
