namespace Sallyport.Core.GitLab;

/// <summary>Reads a job, <c>extends</c> already resolved, and gives it what it inherits.</summary>
internal sealed class CiJobReader(CiErrors errors, CiMap defaults, IReadOnlyList<YamlVariable> globals, IReadOnlyList<string> stages)
{
    private const int MaximumNameLength = 255;

    private static readonly string[] JobKeywords =
    [
        "script", "stage", "variables", "when", "allow_failure", "environment", "extends", "inherit",
    ];

    /// <summary>The keywords that <c>default</c> may hold.</summary>
    public static IReadOnlyList<string> DefaultKeywords { get; } =
        ["image", "before_script", "after_script", "id_tokens", "timeout", "tags", "interruptible"];

    /// <summary>Reads what <c>default</c> says, so that its errors are seen even if no job inherits it.</summary>
    public void CheckDefaults() => ReadInheritable(new CiMap([], defaults.Line, 1), _ => true, "default", "", "", JobWhen.OnSuccess);

    /// <summary>Reads a job.</summary>
    public JobDefinition Read(CiEntry entry, CiMap job)
    {
        var where = $"jobs:{entry.Key}";
        CheckKeywords(entry, job, where);
        var inherit = job.Find("inherit") is { } rule ? CiValues.Map(errors, rule, where, "default", "variables") : null;
        var inherited = Inherited(inherit?.Find("default"), where);
        var (always, exitCodes) = ReadAllowFailure(job, where);
        return ReadInheritable(job, inherited, where, entry.Key, ReadStage(job, where), ReadWhen(job, where)) with
        {
            Variables = ReadVariables(job, Inherited(inherit?.Find("variables"), where), where),
            Environment = job.Find("environment") is { } environment ? CiEnvironment.Read(errors, environment, where) : null,
            AllowFailure = always,
            AllowFailureExitCodes = exitCodes,
        };
    }

    private JobDefinition ReadInheritable(CiMap job, Func<string, bool> inherited, string where, string name, string stage, JobWhen when)
    {
        T? Value<T>(string keyword, Func<CiErrors, CiEntry, string, T?> read) =>
            job.Find(keyword) is { } own ? read(errors, own, where)
            : inherited(keyword) && defaults.Find(keyword) is { } common ? read(errors, common, "default")
            : default;
        var script = job.Find("script") is { } commands ? CiValues.Script(errors, commands, where) : [];
        return new JobDefinition
        {
            Name = name,
            Stage = stage,
            When = when,
            Script = [.. Value("before_script", CiValues.Script) ?? [], .. script],
            AfterScript = Value("after_script", CiValues.Script) ?? [],
            IdTokens = Value("id_tokens", CiIdTokens.Read) ?? [],
            Image = Value("image", CiImage.Read),
            Timeout = Value("timeout", CiValues.Duration),
            Tags = Value("tags", CiValues.Texts) ?? [],
            Interruptible = Value("interruptible", CiValues.Flag),
        };
    }

    private void CheckKeywords(CiEntry entry, CiMap job, string where)
    {
        if (entry.Key.Length > MaximumNameLength)
            errors.Add(entry.Line, $"{where}: a job name has at most {MaximumNameLength} characters");
        foreach (var other in job.Entries.Where(e => !Contains(JobKeywords, e.Key) && !Contains(DefaultKeywords, e.Key)))
            errors.Unsupported(other.Line, where, other.Key);
        if (job.Find("script") is null && job.Find("run") is null && job.Find("trigger") is null)
            errors.Add(entry.Line, $"{where} config should implement the script: keyword");
    }

    // `inherit: default: [image]` names what is kept; true keeps all, false nothing.
    private Func<string, bool> Inherited(CiEntry? rule, string where)
    {
        if (rule is null)
            return _ => true;
        if (rule.Value is CiList)
        {
            var kept = CiValues.Texts(errors, rule, $"{where}:inherit");
            return keyword => Contains(kept, keyword);
        }
        var all = CiValues.Flag(errors, rule, $"{where}:inherit");
        return _ => all;
    }

    private string ReadStage(CiMap job, string where)
    {
        var entry = job.Find("stage");
        var stage = entry is null ? "test" : CiValues.Text(errors, entry, where) ?? "test";
        if (!Contains(stages, stage))
            errors.Add(entry?.Line ?? job.Line, $"{where}: the stage '{stage}' does not exist; there are {string.Join(", ", stages)}");
        return stage;
    }

    private List<YamlVariable> ReadVariables(CiMap job, Func<string, bool> inherited, string where)
    {
        var own = job.Find("variables") is { } entry ? CiVariables.ReadOfJob(errors, entry, where) : [];
        var kept = globals.Where(g => inherited(g.Key) && !own.Any(o => o.Key == g.Key));
        return [.. kept, .. own];
    }

    private JobWhen ReadWhen(CiMap job, string where)
    {
        if (job.Find("when") is not { } entry)
            return JobWhen.OnSuccess;
        if (entry.Value is CiScalar { Text: "manual" or "delayed" or "never" } other)
            errors.Add(entry.Line, $"{where}: 'when: {other.Text}' is not supported by Sallyport");
        else
            return CiValues.Word(errors, entry, where, "on_success", "on_failure", "always") switch
            {
                "on_failure" => JobWhen.OnFailure,
                "always" => JobWhen.Always,
                _ => JobWhen.OnSuccess,
            };
        return JobWhen.OnSuccess;
    }

    private (bool Always, IReadOnlyList<int> ExitCodes) ReadAllowFailure(CiMap job, string where)
    {
        if (job.Find("allow_failure") is not { } entry)
            return (false, []);
        if (entry.Value is not CiMap)
            return (CiValues.Flag(errors, entry, where), []);
        if (CiValues.Map(errors, entry, where, "exit_codes") is { } map && map.Find("exit_codes") is { } codes)
            return (false, CiValues.Integers(errors, codes, $"{where}:allow_failure"));
        errors.Add(entry.Line, $"{where}:allow_failure should be a boolean value or name exit_codes");
        return (false, []);
    }

    private static bool Contains(IEnumerable<string> words, string word) => words.Contains(word, StringComparer.Ordinal);
}
