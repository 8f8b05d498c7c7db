namespace Sallyport.Core.GitLab.Ci;

/// <summary>A variable of the CI file.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value, not yet expanded.</param>
/// <param name="Raw">True for <c>expand: false</c>.</param>
public sealed record YamlVariable(string Key, string Value, bool Raw)
{
    /// <summary>Whether a variable of this name reaches a shell: letters, digits and <c>_</c>.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

/// <summary>Which variables of the top level a job takes (<c>inherit:variables</c>).</summary>
/// <param name="IsEverything">Whether it takes all.</param>
/// <param name="Names">If not, which ones.</param>
public sealed record VariableInheritance(bool IsEverything, IReadOnlyList<string> Names)
{
    /// <summary>A job without <c>inherit</c>.</summary>
    public static VariableInheritance Everything { get; } = new(true, []);

    /// <summary>Whether the job takes this one.</summary>
    public bool Takes(string name) => IsEverything || Names.Contains(name, StringComparer.Ordinal);
}

/// <summary>A job's place among those of one <c>parallel</c>.</summary>
/// <param name="Group">The name without number or values.</param>
/// <param name="Index">Its number, from 1.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Matrix">Its values of <c>parallel:matrix</c>; empty for a number.</param>
public sealed record ParallelInstance(string Group, int Index, int Total, IReadOnlyList<YamlVariable> Matrix);

/// <summary>An entry of <c>id_tokens</c>.</summary>
/// <param name="Name">The variable that will hold the token.</param>
/// <param name="Audiences">The audiences, not yet expanded.</param>
/// <param name="IsList">Whether the file has a list, so that <c>aud</c> becomes an array, even of one.</param>
public sealed record IdTokenDefinition(string Name, IReadOnlyList<string> Audiences, bool IsList)
{
    /// <summary>The included file with its <c>aud</c>; null for the file that the pipeline begins with.</summary>
    public string? File { get; init; }

    /// <summary>The line of its <c>aud</c>, from 1; 0 where it is not known.</summary>
    public int Line { get; init; }
}

/// <summary>An entry of <c>secrets</c>: a value of Azure Key Vault that the runner fetches with an ID token.</summary>
/// <param name="Variable">The variable that will hold it.</param>
/// <param name="Secret">Its name in the vault.</param>
/// <param name="Version">Its version, or null for the newest.</param>
/// <param name="Token">The reference to the ID token's variable; null when the job has one token only.</param>
/// <param name="IsFile">Whether the variable holds the path of a file with the value.</param>
public sealed record SecretDefinition(string Variable, string Secret, string? Version, string? Token, bool IsFile);
