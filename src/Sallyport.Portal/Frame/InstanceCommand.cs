namespace Sallyport.Portal.Frame;

/// <summary>
/// How the commands on a page are called so that they reach the instance that shows it: the options that name its data
/// directory, quoted for each shell. All are empty where a plain <c>sallyport</c> finds the instance.
/// </summary>
/// <param name="Options">For bash, zsh and other POSIX shells.</param>
/// <param name="FishOptions">For fish.</param>
/// <param name="PowerShellOptions">For PowerShell.</param>
public sealed record InstanceCommand(string Options, string FishOptions, string PowerShellOptions)
{
    /// <summary>A plain <c>sallyport</c>.</summary>
    public static readonly InstanceCommand Plain = new("", "", "");

    /// <summary>Commands for a POSIX shell, one a line, of which those of Sallyport get the options.</summary>
    public string In(string commands) => WithOptions(commands, Options);

    /// <summary>The same for fish.</summary>
    public string InFish(string commands) => WithOptions(commands, FishOptions);

    /// <summary>The same for PowerShell.</summary>
    public string InPowerShell(string commands) => WithOptions(commands, PowerShellOptions);

    private static string WithOptions(string commands, string options) => options.Length == 0
        ? commands
        : string.Join('\n', commands.Split('\n').Select(line => OneWithOptions(line, options)));

    // Behind the name of the subcommand: what stands at the end may belong to another program.
    private static string OneWithOptions(string command, string options)
    {
        const string program = "sallyport ";
        if (!command.StartsWith(program, StringComparison.Ordinal))
            return command;
        var words = command[program.Length..].Split(' ', 2);
        return program + string.Join(' ', [words[0], options, .. words[1..]]);
    }
}
