namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Puts the inputs of a CI file into it. Source: <c>lib/gitlab/ci/config/interpolation/interpolator.rb</c>, gitlabhq.
/// </summary>
/// <param name="context">What is known.</param>
/// <param name="budget">For the files with their values.</param>
internal sealed class FileInputs(IncludeContext context, Budget budget)
{
    private const int Shown = 3; // GitLab's own

    private readonly IncludeVariables variables = new(context.Variables);

    /// <summary>The content with its values; null after an error.</summary>
    /// <param name="documents">The file.</param>
    /// <param name="included">The inputs that its header includes.</param>
    /// <param name="given">The inputs that it is given, or null.</param>
    /// <param name="component">The facts of the component that it is, by name.</param>
    /// <param name="error">What is wrong: at most three sentences in one.</param>
    public YamlMap? Apply(
        YamlDocuments documents,
        IReadOnlyList<YamlEntry> included,
        YamlNode? given,
        IReadOnlyDictionary<string, string> component,
        out InputError? error)
    {
        var (content, errors) = Apply(documents, included, given, component);
        error = errors.Count == 0
            ? null
            : new InputError(errors[0].At, string.Join(", ", errors.Take(Shown).Select(e => e.Sentence)));
        return error is null ? content : null;
    }

    private (YamlMap Content, IReadOnlyList<InputError> Errors) Apply(
        YamlDocuments documents,
        IReadOnlyList<YamlEntry> included,
        YamlNode? given,
        IReadOnlyDictionary<string, string> component)
    {
        var content = documents.Content;
        var isNothing = given is null or YamlScalar { Kind: ScalarKind.Null };
        var map = isNothing ? YamlMap.Empty(content.At) : given as YamlMap;
        if (map is null)
            return (content, [new InputError(given!.At, "Given inputs must be a hash")]);
        if (documents.Header is not { } header)
            return (content, map.Entries.Count == 0 ? [] : [Undeclared(map)]);
        var spec = new SpecHeader(header, included);
        if (spec.Errors.Count > 0)
            return (content, spec.Errors);
        var values = new InputValues(map, context);
        var inputs = values.Resolve(spec.Inputs);
        if (values.Errors.Count > 0)
            return (content, values.Errors);
        var facts = component.Where(f => spec.Component.Contains(f.Key, StringComparer.Ordinal));
        var interpolation = new Interpolation(new InterpolationAccess(Known(inputs, facts, header.At)), variables);
        var filled = interpolation.Apply(content);
        if (interpolation.Errors.Count > 0)
            return (content, interpolation.Errors);
        var fits = filled.Depth <= YamlNode.MaximumDepth && budget.Take(filled.Weight);
        return (filled, fits ? [] : [new InputError(header.At, Interpolation.TooLarge)]);
    }

    private static InputError Undeclared(YamlMap given) => new(
        given.Entries[0].At, "Given inputs not defined in the `spec` section of the included configuration file");

    private static YamlMap Known(
        IReadOnlyDictionary<string, YamlNode> inputs, IEnumerable<KeyValuePair<string, string>> facts, Position at)
    {
        var component = facts.Select(f => new YamlEntry(f.Key, at, new YamlScalar(f.Value, ScalarKind.Text, at)));
        var given = inputs.Select(i => new YamlEntry(i.Key, at, i.Value));
        return new YamlMap(
            [
                new YamlEntry("inputs", at, new YamlMap([.. given], at)),
                new YamlEntry("component", at, new YamlMap([.. component], at)),
            ],
            at);
    }
}
