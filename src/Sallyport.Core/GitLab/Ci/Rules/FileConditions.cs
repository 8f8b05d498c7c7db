namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The conditions about files. Source: <c>lib/gitlab/ci/build/rules/rule/clause</c>, gitlabhq.
/// </summary>
internal static class FileConditions
{
    /// <summary>How many patterns one condition may have.</summary>
    public const int MaximumPatterns = 50;

    // More are not compared: the condition holds then.
    private const int MaximumComparisons = 50_000;

    /// <summary>Whether one of the files has changed, or there is nothing to compare with.</summary>
    /// <exception cref="RuleException">The ref to compare with does not exist.</exception>
    public static bool HasChanged(ChangesDefinition changes, RuleScope scope)
    {
        var compareTo = changes.CompareTo is null ? null : scope.Expand(changes.CompareTo);
        var changed = scope.Facts.Repository.Changed(compareTo);
        if (changed.IsUnknownRef)
            throw new RuleException("rules:changes:compare_to is not a valid ref");
        return HasChanged(changes.Paths.Select(scope.Expand), changed);
    }

    /// <summary>Whether a changed file fits one of the patterns, or there is nothing to compare with.</summary>
    public static bool HasChanged(IEnumerable<string> patterns, ChangedFiles changed) =>
        changed.Paths is null || Fits(patterns, changed.Paths);

    /// <summary>Whether one of the files exists in the commit.</summary>
    /// <exception cref="RuleException">There is no such project or ref.</exception>
    public static bool Exists(ExistsDefinition exists, RuleScope scope)
    {
        var own = scope.Facts.ProjectPath;
        var project = exists.Project is null ? own : scope.Expand(exists.Project);
        var reference = exists.Ref is null ? null : scope.Expand(exists.Ref);
        var listing = scope.Facts.Repository.Files(project == own ? null : project, reference);
        var files = listing.Paths ?? throw new RuleException(listing.IsUnknownRef
            ? $"rules:exists:ref `{reference}` is not a valid ref in project `{project}`"
            : $"rules:exists:project `{project}` not found or access denied");
        var patterns = exists.Paths.Select(scope.Expand).ToList();
        return patterns.Where(Glob.IsExact).Any(p => HasExact(p, files))
            || Fits(patterns.Where(p => !Glob.IsExact(p)), files);
    }

    // With a slash at its end it is a folder.
    private static bool HasExact(string path, IReadOnlyCollection<string> files) =>
        path.EndsWith('/')
            ? files.Any(f => f.StartsWith(path, StringComparison.Ordinal))
            : files.Contains(path);

    private static bool Fits(IEnumerable<string> patterns, IReadOnlyCollection<string> files)
    {
        var globs = patterns.Distinct(StringComparer.Ordinal).Select(Glob.Read).ToList();
        if (globs.Count > MaximumPatterns)
            throw new RuleException($"a condition about files has at most {MaximumPatterns} patterns");
        var comparisons = (long)globs.Sum(g => g.Count) * files.Count;
        return comparisons > MaximumComparisons || globs.Exists(g => files.Any(g.Matches));
    }
}
