namespace Sallyport.Core.GitLab;

/// <summary>A CI/CD variable that a project, a group or the instance gives to its jobs.</summary>
public sealed class CiVariable : IVersioned
{
    /// <summary>The scope that fits jobs with any environment and with none.</summary>
    public const string EveryEnvironment = "*";

    /// <summary>The key in the database.</summary>
    public long Id { get; init; }

    /// <summary>Whose it is, as text: <see cref="VariableOwner.Key"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>The key of its project, or null.</summary>
    public Guid? ProjectKey { get; init; }

    /// <summary>The id of its group, or null.</summary>
    public long? GroupId { get; init; }

    /// <summary>The name; case counts.</summary>
    public required string Key { get; init; }

    /// <summary>The value, in the clear.</summary>
    public required string Value { get; set; }

    /// <summary>Whether a job gets the path of a file that holds the value.</summary>
    public bool IsFile { get; set; }

    /// <summary>Whether only jobs of protected branches and tags get it.</summary>
    public bool IsProtected { get; set; }

    /// <summary>Whether the runner hides the value in the log.</summary>
    public bool IsMasked { get; set; }

    /// <summary>Whether the API shows the value no more.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Whether references in the value stay as they are.</summary>
    public bool IsRaw { get; set; }

    /// <summary>The environments whose jobs get it; <c>*</c> in it stands for any text.</summary>
    public string EnvironmentScope { get; set; } = EveryEnvironment;

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; set; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>How jobs get it.</summary>
    public JobVariable ForJob() => new(Key, Value, Public: false, IsMasked, IsFile, IsRaw);
}

/// <summary>Whose a variable is: a project's, a group's, or the instance's when both are null.</summary>
/// <param name="ProjectKey">The key of the project, or null.</param>
/// <param name="GroupId">The id of the group, or null.</param>
public sealed record VariableOwner(Guid? ProjectKey, long? GroupId)
{
    /// <summary>The owner of variables that every job gets.</summary>
    public static VariableOwner Instance { get; } = new(null, null);

    /// <summary>The owner of a project's variables.</summary>
    public static VariableOwner Of(Project project) => new(project.Key, null);

    /// <summary>The owner of a group's variables.</summary>
    public static VariableOwner Of(ProjectNamespace group) => new(null, group.Id);

    /// <summary>Unlike that of any other owner.</summary>
    public string Key
    {
        get
        {
            if (ProjectKey is { } project)
                return $"project/{project}";
            return GroupId is { } group ? $"group/{group}" : "instance";
        }
    }

    /// <summary>
    /// How many variables it may have. Source: "CI/CD limits" in "GitLab application limits", GitLab documentation.
    /// </summary>
    public int Maximum
    {
        get
        {
            if (ProjectKey is not null)
                return 8000;
            return GroupId is null ? 25 : 30_000;
        }
    }
}
