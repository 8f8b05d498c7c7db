namespace Sallyport.Core.GitLab.Ci;

/// <summary>Where in a CI file a keyword may stand.</summary>
[Flags]
internal enum KeywordPlaces
{
    /// <summary>At the top level.</summary>
    Root = 1,

    /// <summary>Under <c>default</c>.</summary>
    Default = 2,

    /// <summary>In a job with a script.</summary>
    Job = 4,

    /// <summary>In a job that triggers a pipeline.</summary>
    Trigger = 8,
}

/// <summary>What becomes of a keyword here.</summary>
internal enum KeywordEffect
{
    /// <summary>It does what it does at GitLab.</summary>
    Honoured,

    /// <summary>It changes nothing here, and that is said once in a run.</summary>
    None,

    /// <summary>A job that has it cannot run here.</summary>
    Refused,
}

/// <summary>Takes the value of a keyword into a job.</summary>
/// <param name="job">What is read of the job so far.</param>
/// <param name="entry">The keyword and its value.</param>
/// <param name="where">The place of the keyword; collects what is wrong with the value.</param>
internal delegate JobDefinition KeywordReader(JobDefinition job, YamlEntry entry, Place where);

/// <summary>A keyword of the CI language.</summary>
/// <param name="Name">The word; <c>artifacts:expire_in</c> for a part of one.</param>
/// <param name="Places">Where it may stand.</param>
/// <param name="Read">How a job takes its value; null for a keyword that is no property of a job.</param>
internal sealed record Keyword(string Name, KeywordPlaces Places, KeywordReader? Read = null)
{
    /// <summary>What becomes of it.</summary>
    public KeywordEffect Effect { get; init; }

    /// <summary>If it is not honoured, why, and what to do instead; else what should be known, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>What becomes of the keys in its value that differ from the keyword itself.</summary>
    public IReadOnlyList<Keyword> Parts { get; init; } = [];

    /// <summary>A key of the keyword's value that changes nothing here.</summary>
    public static Keyword PartWithoutEffect(string name, string remark) =>
        new(name, 0) { Effect = KeywordEffect.None, Remark = remark };

    /// <summary>Says what should be known of a keyword that stands in the file.</summary>
    public void Tell(Position at, Place where)
    {
        if (Effect == KeywordEffect.None)
            where.Note(at, $"`{Name}` has no effect here: {Remark}");
        else if (Effect == KeywordEffect.Refused)
            where.Unsupported(at, $"jobs:{where.Job}: `{Name}` is not built: {Remark}");
    }
}
