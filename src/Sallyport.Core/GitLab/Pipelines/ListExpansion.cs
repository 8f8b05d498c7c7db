namespace Sallyport.Core.GitLab;

/// <summary>
/// One expansion of a list of variables: each is expanded once, those that it refers to first. A reference means the
/// last variable of a name; in a variable of that very name it means the one before.
/// </summary>
internal sealed class ListExpansion
{
    private const int MaximumTotal = 4 * 1024 * 1024;
    private const int MaximumDepth = 100;

    private readonly IReadOnlyList<JobVariable> variables;
    private readonly bool leavesToRunner;
    private readonly Dictionary<string, int> last = new(StringComparer.Ordinal);
    private readonly int[] before;
    private readonly string?[] done;
    private readonly List<int> path = [];
    private int total;

    /// <summary>Prepares an expansion.</summary>
    /// <param name="variables">The variables, the lowest precedence first.</param>
    /// <param name="leavesToRunner">Whether a runner expands what stays.</param>
    public ListExpansion(IReadOnlyList<JobVariable> variables, bool leavesToRunner)
    {
        this.variables = variables;
        this.leavesToRunner = leavesToRunner;
        before = new int[variables.Count];
        done = new string?[variables.Count];
        foreach (var (index, variable) in variables.Index())
        {
            before[index] = last.GetValueOrDefault(variable.Key, -1);
            last[variable.Key] = index;
        }
    }

    /// <summary>The names of the first circle, or none.</summary>
    public IReadOnlyList<string> Circle { get; private set; } = [];

    /// <summary>The variables with their values expanded, or unchanged if there is a circle.</summary>
    public IReadOnlyList<JobVariable> All()
    {
        var all = variables.Select((v, index) => v with { Value = ValueOf(index) }).ToList();
        return Circle.Count == 0 ? all : variables;
    }

    private string ValueOf(int index)
    {
        if (done[index] is { } known)
            return known;
        if (path.Count == MaximumDepth)
            throw VariableExpansion.TooLarge();
        path.Add(index);
        var variable = variables[index];
        var value = variable.Raw
            ? variable.Value
            : VariableExpansion.Replace(variable.Value, escapes: true, name => Referred(name, index));
        path.RemoveAt(path.Count - 1);
        total += value.Length;
        if (total > MaximumTotal)
            throw VariableExpansion.TooLarge();
        return done[index] = value;
    }

    // Null for what stays as it is written.
    private string? Referred(string name, int from)
    {
        var index = variables[from].Key == name ? before[from] : last.GetValueOrDefault(name, -1);
        if (index < 0)
            return leavesToRunner ? null : "";
        var start = path.IndexOf(index);
        if (start >= 0)
        {
            if (Circle.Count == 0)
                Circle = [.. path.Skip(start).Select(i => variables[i].Key)];
            return null;
        }
        var variable = variables[index];
        return leavesToRunner && (variable.Raw || variable.File) ? null : ValueOf(index);
    }
}
