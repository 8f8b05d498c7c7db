namespace Sallyport.Cli.Output;

/// <summary>A question before something is done that is not easily undone.</summary>
internal static class Confirmation
{
    /// <summary>Asks on the terminal, unless the command line has answered already.</summary>
    /// <param name="isGiven">Whether the command line says yes.</param>
    /// <param name="question">What to ask.</param>
    /// <param name="wayOut">What to do where nobody can be asked.</param>
    /// <param name="declined">What the answer no comes to.</param>
    /// <exception cref="CommandFailedException">
    /// There is no terminal (exit code 2), or the answer is not yes (1).
    /// </exception>
    public static void Require(bool isGiven, string question, string wayOut, string declined)
    {
        if (isGiven)
            return;
        if (Console.IsInputRedirected)
            throw new CommandFailedException(ExitCodes.Usage, $"there is no terminal to ask on; {wayOut}");
        Console.Error.Write($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
            throw new CommandFailedException(ExitCodes.Failed, declined);
    }
}
