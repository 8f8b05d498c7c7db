namespace Sallyport.Core.GitLab;

/// <summary>
/// Reads a <c>.gitlab-ci.yml</c>. A keyword that has no effect here is an error with its line and never ignored: a job must not run
/// otherwise than GitLab would run it. Source: "CI/CD YAML syntax reference", GitLab documentation.
/// </summary>
public sealed class CiConfigParser
{
    private static readonly string[] DefaultStages = ["build", "test", "deploy"];
    private static readonly string[] Keywords = ["default", "stages", "variables", "image", "before_script", "after_script"];

    // GitLab's own names for the top level: never jobs. `pages` is one, of a kind that publishes.
    private static readonly string[] Unsupported = ["include", "workflow", "spec", "services", "cache", "pages", "types", "component"];

    private readonly CiErrors errors = new();
    private readonly CiMap root;

    private CiConfigParser(CiMap root, CiErrors errors)
    {
        this.root = root;
        this.errors = errors;
    }

    /// <summary>Reads the text of a file.</summary>
    public static CiConfigReading Parse(string text)
    {
        var errors = new CiErrors();
        var config = CiYaml.Read(text, errors) is { } root ? new CiConfigParser(root, errors).Read() : null;
        return errors.Count == 0 ? new CiConfigReading(config, []) : new CiConfigReading(null, errors.All);
    }

    /// <summary>Whether a name at the top level is a keyword, so that no job can have it.</summary>
    internal static bool IsKeyword(string name) =>
        Keywords.Contains(name, StringComparer.Ordinal) || Unsupported.Contains(name, StringComparer.Ordinal);

    private CiConfig Read()
    {
        foreach (var entry in root.Entries.Where(e => Unsupported.Contains(e.Key, StringComparer.Ordinal)))
            errors.Unsupported(entry.Line, "root", entry.Key);
        var stages = ReadStages();
        var variables = root.Find("variables") is { } entries ? CiVariables.ReadGlobal(errors, entries) : [];
        var reader = new CiJobReader(errors, ReadDefaults(), variables, stages);
        reader.CheckDefaults();
        var extends = new CiExtends(root, errors);
        var jobs = new List<JobDefinition>();
        foreach (var entry in root.Entries.Where(e => !IsKeyword(e.Key) && !e.Key.StartsWith('.')))
            if (entry.Value is CiMap)
                jobs.Add(reader.Read(entry, extends.Resolve(entry)));
            else
                errors.Add(entry.Line, $"jobs:{entry.Key} config should implement the script: keyword");
        Check(jobs);
        return new CiConfig(stages, jobs);
    }

    private void Check(List<JobDefinition> jobs)
    {
        if (errors.Count > 0)
            return;
        if (jobs.Count == 0)
            errors.Add(1, "jobs config should contain at least one visible job");
        else if (jobs.TrueForAll(j => j.Stage is ".pre" or ".post"))
            errors.Add(1, "a pipeline needs a job in a stage other than .pre and .post");
    }

    private List<string> ReadStages()
    {
        var named = root.Find("stages") is { } entry ? CiValues.Texts(errors, entry, "root") : DefaultStages;
        return [".pre", .. named.Where(s => s is not (".pre" or ".post")).Distinct(StringComparer.Ordinal), ".post"];
    }

    // The three older keywords at the top level mean what they mean under `default`.
    private CiMap ReadDefaults()
    {
        var defaults = root.Find("default") is { } entry ? CiValues.Map(errors, entry, "root", CiJobReader.DefaultKeywords) : null;
        var merged = (defaults?.Entries ?? []).ToList();
        foreach (var old in root.Entries.Where(e => e.Key is "image" or "before_script" or "after_script"))
            if (defaults?.Find(old.Key) is null)
                merged.Add(old);
            else
                errors.Add(old.Line, $"'{old.Key}' stands both at the top level and in 'default'");
        return new CiMap(merged, root.Line, 1);
    }
}
