namespace Sallyport.Cli.Output;

/// <summary>
/// Ends a command with one line on stderr, which names the way out, and an exit code of <see cref="ExitCodes"/>.
/// </summary>
internal sealed class CommandFailedException(int exitCode, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
