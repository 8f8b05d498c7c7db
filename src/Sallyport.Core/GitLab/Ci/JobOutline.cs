using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A job as far as its ID tokens go. Nothing is run, so that only errors of the keywords that decide about the tokens
/// count, and whatever GitLab takes may stand in the file. No rule is applied. Exactly one of the two members is null.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Error">Why its tokens cannot be told.</param>
public sealed partial record JobOutline(JobDefinition? Job, string? Error)
{
    /// <summary>The includes that could not be read, when the tokens cannot be told.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    private static readonly string[] Decisive = [ExtendsKeyword.Keyword.Name, IdTokensKeyword.Keyword.Name];

    /// <summary>The job as it is written, with the top level, to apply rules to; null with an error.</summary>
    internal CiConfig? Alone { get; private init; }

    /// <summary>Reads a job.</summary>
    /// <param name="path">The CI file.</param>
    /// <param name="name">
    /// The job's name, also as GitLab shows the jobs of <c>parallel</c>: <c>deploy 1/3</c>, <c>deploy: [eu]</c>.
    /// </param>
    /// <param name="files">Reads files.</param>
    /// <param name="context">What is known before there is a pipeline; by default nothing.</param>
    public static async Task<JobOutline> ReadAsync(
        string path, string name, ICiFiles files, IncludeContext? context = null)
    {
        if (await Document.LoadAsync(path, files, context) is not { } document)
            return Refuse($"{path} cannot be read: there is no such file");
        if (document.Errors.FirstOrDefault(IsOfFile) is { } unreadable)
            return Refuse($"{path} cannot be read: {unreadable}", document);
        if (ReadJob(document, name) is not { } reading)
            return Refuse($"there is no job '{name}'; the file has {string.Join(", ", document.JobNames)}", document);
        if (reading.Instances is { } instances && instances.All(i => i != name) && name != reading.Definition.Name)
            return Refuse($"there is no job '{name}'; parallel makes {string.Join(", ", instances)}", document);
        if (reading.Errors.FirstOrDefault(IsDecisive) is { } wrong)
            return Refuse($"{wrong}", document);
        if (reading.Definition.IdTokens.Count == 0)
            return Refuse(
                $"the job '{name}' has no id_tokens, so it gets no ID token: declare one with its aud", document);
        return new JobOutline(reading.Definition, null) { Alone = reading.Alone };
    }

    // A name of parallel is taken for that of its job when the file does not say what parallel makes.
    private static JobReading? ReadJob(Document document, string name) =>
        document.ReadJob(name) ?? document.ReadJob(Instance().Replace(name, ""));

    private static bool IsOfFile(CiError error) =>
        error is { Kind: CiErrorKind.Invalid, Job: null, Keyword: null };

    private static bool IsDecisive(CiError error) =>
        error.Kind == CiErrorKind.Invalid && Decisive.Contains(error.Keyword, StringComparer.Ordinal);

    private static JobOutline Refuse(string reason, Document? document = null)
    {
        var unread = document?.Unread ?? [];
        var rest = unread.Count == 0 ? "" : $"; not read from here: {string.Join("; ", unread)}";
        return new JobOutline(null, reason + rest) { Unread = unread };
    }

    [GeneratedRegex(@"( \d+/\d+|: \[.*\])$", RegexOptions.NonBacktracking)]
    private static partial Regex Instance();
}
