namespace Sallyport.ExplainTool.Output;

/// <summary>The exit codes of the command; <c>--help</c> and docs/operations.md list them.</summary>
internal static class ExitCodes
{
    /// <summary>What was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>
    /// What was asked for failed: a pipeline, a step of the demo, an instance that would not stop;
    /// <c>explain</c>: the token would be refused.
    /// </summary>
    public const int Failed = 1;

    /// <summary>The command line, or a file or repository that it names, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No instance runs on the data directory.</summary>
    public const int NoInstance = 3;

    /// <summary>
    /// The instance cannot start: one runs already, the port is in use, the data directory is unusable. For any
    /// command: another user can have written to the data directory.
    /// </summary>
    public const int CannotStart = 4;

    /// <summary>A bug in the program itself.</summary>
    public const int Defect = 70;

    /// <summary><c>wait</c> gave up.</summary>
    public const int TimedOut = 124;

    /// <summary><c>exec</c>: the command cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary><c>exec</c>: there is no such command.</summary>
    public const int CommandNotFound = 127;

    /// <summary>Interrupted by Ctrl-C or SIGTERM before the work was done.</summary>
    public const int Interrupted = 130;
}
