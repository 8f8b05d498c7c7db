namespace Sallyport.Core.GitLab;

/// <summary>Something in a CI file that keeps a pipeline from being made.</summary>
/// <param name="Line">Where, counted from 1.</param>
/// <param name="Message">What, with its place in the file's structure.</param>
public sealed record CiConfigError(int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Message} (line {Line})";
}

/// <summary>The errors found so far: reading goes on, so that all are reported at once.</summary>
internal sealed class CiErrors
{
    private const int Maximum = 100;

    private readonly HashSet<CiConfigError> found = [];

    /// <summary>All of them, in the file's order. What two jobs inherit is reported once.</summary>
    public IReadOnlyList<CiConfigError> All => found.OrderBy(e => e.Line).ThenBy(e => e.Message, StringComparer.Ordinal).Take(Maximum).ToList();

    /// <summary>How many there are.</summary>
    public int Count => found.Count;

    /// <summary>Adds one.</summary>
    public void Add(int line, string message) => found.Add(new CiConfigError(line, message));

    /// <summary>Adds the error of a keyword that is left out on purpose.</summary>
    public void Unsupported(int line, string where, string keyword) =>
        Add(line, $"{where}: the keyword '{keyword}' is not supported by Sallyport");
}
