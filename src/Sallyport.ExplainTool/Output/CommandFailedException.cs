namespace Sallyport.ExplainTool.Output;

/// <summary>
/// Ends a command with one line on stderr, which names the way out, and an exit code of <see cref="ExitCodes"/>.
/// Several reasons of the same kind, such as the errors of a file, are several lines.
/// </summary>
internal sealed class CommandFailedException(int exitCode, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>Several reasons at once.</summary>
    public CommandFailedException(int exitCode, IReadOnlyList<string> reasons)
        : this(exitCode, string.Join("; ", reasons)) => Lines = reasons;

    /// <summary>The reasons, each a line on stderr.</summary>
    public IReadOnlyList<string> Lines { get; } = [message];

    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
