namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Finds jobs that need each other in a circle. Each job is looked at once, and a long chain takes no stack.
/// </summary>
/// <param name="needs">The names that a job needs, or null.</param>
internal sealed class NeedCycles(Func<string, IEnumerable<string>?> needs)
{
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    /// <summary>The circle that a job leads to, in GitLab's words, or null.</summary>
    /// <param name="start">The job's name.</param>
    public string? From(string start)
    {
        var path = new List<string>();
        var onPath = new HashSet<string>(StringComparer.Ordinal);
        var ways = new Stack<Queue<string>>();
        Enter(start);
        while (ways.Count > 0)
            if (!ways.Peek().TryDequeue(out var next))
                Leave();
            else if (next == path[^1])
                return $"self-dependency: {next}";
            else if (onPath.Contains(next))
                return $"topological sort failed: [{string.Join(", ", Circle(path, next))}]";
            else
                Enter(next);
        return null;

        void Enter(string name)
        {
            if (!done.Add(name))
                return;
            path.Add(name);
            onPath.Add(name);
            ways.Push(new Queue<string>(needs(name) ?? []));
        }

        void Leave()
        {
            ways.Pop();
            onPath.Remove(path[^1]);
            path.RemoveAt(path.Count - 1);
        }
    }

    private static IEnumerable<string> Circle(List<string> path, string from) =>
        path.Skip(path.IndexOf(from)).Select(RubyText.Quote);
}
