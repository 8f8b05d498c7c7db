namespace Sallyport.Core.GitLab.Ci;

/// <summary>Something that is wrong with the inputs of a file.</summary>
/// <param name="At">The line that says or uses it.</param>
/// <param name="Sentence">GitLab's sentence.</param>
internal sealed record InputError(Position At, string Sentence);

/// <summary>A rule of an input: what may be given for it, and its default, while a condition holds.</summary>
/// <param name="If">The condition, which may name other inputs; null for one that always holds.</param>
/// <param name="Options">The values that may be given, or null for any.</param>
/// <param name="Default">The default, or null.</param>
internal sealed record InputRule(string? If, IReadOnlyList<YamlNode>? Options, YamlNode? Default);

/// <summary>What <c>spec:inputs</c> says of an input.</summary>
/// <param name="Name">The name.</param>
/// <param name="At">Where it is declared.</param>
internal sealed record InputSpec(string Name, Position At)
{
    /// <summary>The types that an input can have, the usual one last.</summary>
    public static readonly IReadOnlyList<string> Types = ["array", "boolean", "number", "string"];

    /// <summary>One of <see cref="Types"/>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>The value when none is given; null when one must be given, or when a rule has it.</summary>
    public YamlNode? Default { get; init; }

    /// <summary>The values that may be given, or null for any.</summary>
    public IReadOnlyList<YamlNode>? Options { get; init; }

    /// <summary>The pattern that a text must have, or null.</summary>
    public string? Regex { get; init; }

    /// <summary>Options and defaults under conditions, or null.</summary>
    public IReadOnlyList<InputRule>? Rules { get; init; }

    /// <summary>Whether a value must be given.</summary>
    public bool IsRequired => Default is null && Rules?.Any(r => r.Default is not null) != true;
}
