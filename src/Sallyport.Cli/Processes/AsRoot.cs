using Sallyport.Cli.Output;

namespace Sallyport.Cli.Processes;

/// <summary>Commands that need root.</summary>
internal static class AsRoot
{
    /// <summary>Runs them one after another until one fails; returns why it failed, or null.</summary>
    public static async Task<string?> RunAsync(string[][] commands, CancellationToken cancel)
    {
        var typed = string.Join(" && ", commands.Select(c => string.Join(' ', c.Select(ShellText.Quote))));
        if (!Environment.IsPrivilegedProcess && ProgramOutput.Find("sudo") is null)
            return $"this needs root; as root: {typed}";
        foreach (var command in commands)
        {
            string[] words = [.. Prefix(), .. command];
            var ended = await ProgramOutput.RunAsync(ProgramOutput.Find(words[0]) ?? words[0], words[1..], cancel);
            if (!ended.IsGood)
                return $"{ended.Reason}; as root: {typed}";
        }
        return null;
    }

    // Without a terminal nobody can type a password: sudo must not wait for one.
    private static string[] Prefix()
    {
        if (Environment.IsPrivilegedProcess)
            return [];
        return Console.IsInputRedirected ? ["sudo", "-n"] : ["sudo"];
    }
}
