namespace Sallyport.Core.GitLab.Ci;

/// <summary>Where in a CI file a keyword may stand.</summary>
[Flags]
internal enum KeywordPlaces
{
    /// <summary>At the top level.</summary>
    Root = 1,

    /// <summary>Under <c>default</c>.</summary>
    Default = 2,

    /// <summary>In a job.</summary>
    Job = 4,
}

/// <summary>Takes the value of a keyword into a job.</summary>
/// <param name="job">What is read of the job so far.</param>
/// <param name="entry">The keyword and its value.</param>
/// <param name="where">The place of the keyword; collects what is wrong with the value.</param>
internal delegate JobDefinition KeywordReader(JobDefinition job, YamlEntry entry, Place where);

/// <summary>A keyword of the CI language.</summary>
/// <param name="Name">The word.</param>
/// <param name="Places">Where it may stand.</param>
/// <param name="Read">How a job takes its value; null for a keyword that is no property of a job.</param>
internal sealed record Keyword(string Name, KeywordPlaces Places, KeywordReader? Read = null)
{
    /// <summary>
    /// Whether GitLab's sentences name it as an attribute of its job (<c>jobs:x when should be …</c>) and not as an
    /// entry (<c>jobs:x:image config should be …</c>).
    /// </summary>
    public bool IsAttribute { get; init; }

    /// <summary>Where its value is read, below the place of its job or of <c>default</c>.</summary>
    public Place In(Place job) => IsAttribute ? job.Field(Name) : job.In(Name);
}
