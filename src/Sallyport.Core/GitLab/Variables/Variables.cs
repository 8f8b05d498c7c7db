using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>What a request gives of a variable; null for what it does not give.</summary>
public sealed record VariableChange
{
    /// <summary>The new value.</summary>
    public string? Value { get; init; }

    /// <summary>Whether it is a file.</summary>
    public bool? IsFile { get; init; }

    /// <summary>Whether only protected refs get it.</summary>
    public bool? IsProtected { get; init; }

    /// <summary>Whether logs hide it.</summary>
    public bool? IsMasked { get; init; }

    /// <summary>Whether references in it stay as they are.</summary>
    public bool? IsRaw { get; init; }

    /// <summary>The environments whose jobs get it.</summary>
    public string? EnvironmentScope { get; init; }

    /// <summary>What people should know of it.</summary>
    public string? Description { get; init; }
}

/// <summary>
/// The door to this room: the CI/CD variables of projects, groups and the instance. It owns what such a variable may
/// be, and which of them a job gets. How they rank among a job's other variables belongs to
/// <see cref="JobVariables"/>. Source: "GitLab CI/CD variables", GitLab documentation.
/// </summary>
public sealed class Variables(IVariableStore store, IGitLabStore places)
{
    private const int Attempts = 5;

    /// <summary>Creates a variable.</summary>
    /// <param name="owner">Whose it will be.</param>
    /// <param name="key">Its name.</param>
    /// <param name="change">Its value and whatever else is given.</param>
    /// <param name="isHidden">Whether the API will never show its value.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<CiVariable> CreateAsync(
        VariableOwner owner, string key, VariableChange change, bool isHidden, CancellationToken cancel)
    {
        var variable = new CiVariable
        {
            Owner = owner.Key,
            ProjectKey = owner.ProjectKey,
            GroupId = owner.GroupId,
            Key = key,
            Value = change.Value ?? "",
            IsHidden = isHidden,
        };
        Apply(change with { IsMasked = isHidden ? true : change.IsMasked }, variable);
        VariableRules.Check(variable);
        if ((await store.ListAsync([owner.Key], cancel)).Count >= owner.Maximum)
        {
            var sentence = $"Maximum number of variables ({owner.Maximum}) exceeded";
            throw GitLabErrors.Validation("base", sentence).ToException();
        }
        if (await store.AddAsync(variable, cancel) != StoreOutcome.Done)
            throw Taken(variable);
        return variable;
    }

    /// <summary>Changes what is given of a variable.</summary>
    public async Task<CiVariable> ChangeAsync(
        VariableOwner owner, string key, string? scope, VariableChange change, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var variable = await FindAsync(owner, key, scope, cancel);
            if (variable.IsHidden && change.IsMasked == false)
            {
                const string sentence = "The visibility setting cannot be changed for masked and hidden variables.";
                throw GitLabErrors.Validation("base", sentence).ToException();
            }
            Apply(change, variable);
            VariableRules.Check(variable);
            var outcome = await store.UpdateAsync(variable, cancel);
            if (outcome == StoreOutcome.AlreadyExists)
                throw Taken(variable);
            if (outcome == StoreOutcome.Done)
                return variable;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>Removes a variable.</summary>
    public async Task DeleteAsync(VariableOwner owner, string key, string? scope, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var variable = await FindAsync(owner, key, scope, cancel);
            if (await store.DeleteAsync(variable, cancel) == StoreOutcome.Done)
                return;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>The one variable with this key, and this environment scope if one is given.</summary>
    public async Task<CiVariable> FindAsync(
        VariableOwner owner, string key, string? scope, CancellationToken cancel)
    {
        var all = await store.ListAsync([owner.Key], cancel);
        var found = all.Where(v => v.Key == key && (scope is null || v.EnvironmentScope == scope)).ToList();
        return found.Count switch
        {
            0 => throw GitLabErrors.NotFound("Variable").ToException(),
            1 => found[0],
            _ => throw GitLabErrors.Taken(
                "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'")
                .ToException(),
        };
    }

    /// <summary>The variables that the jobs of a pipeline may get.</summary>
    public async Task<StoredVariables> OfAsync(Project project, Pipeline pipeline, CancellationToken cancel)
    {
        var groups = await places.ListNamespacesAboveAsync(project, cancel);
        string[] owners =
        [
            VariableOwner.Instance.Key,
            .. groups.Select(g => VariableOwner.Of(g).Key),
            VariableOwner.Of(project).Key,
        ];
        var isProtected = pipeline.MergeRequest is null && project.Protects(pipeline.Ref);
        var found = await store.ListAsync(owners, cancel);
        var allowed = found.Where(v => isProtected || !v.IsProtected).ToLookup(v => v.Owner, StringComparer.Ordinal);
        return new StoredVariables(
            [.. allowed[owners[0]]], [.. owners[1..^1].Select(o => allowed[o].ToList())], [.. allowed[owners[^1]]]);
    }

    private static void Apply(VariableChange change, CiVariable variable)
    {
        variable.Value = change.Value ?? variable.Value;
        variable.IsFile = change.IsFile ?? variable.IsFile;
        variable.IsProtected = change.IsProtected ?? variable.IsProtected;
        variable.IsMasked = change.IsMasked ?? variable.IsMasked;
        variable.IsRaw = change.IsRaw ?? variable.IsRaw;
        variable.EnvironmentScope = change.EnvironmentScope?.Trim() ?? variable.EnvironmentScope;
        variable.Description = change.Description ?? variable.Description;
    }

    private static RefusedException Taken(CiVariable variable) =>
        GitLabErrors.Validation("key", $"({variable.Key}) has already been taken").ToException();
}
