using System.Collections;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Processes;

/// <summary>
/// Another program in this process's place: signals, the terminal and the exit code are its own from then on.
/// </summary>
internal static class ProgramExecution
{
    /// <summary>The surroundings' variables with those of an instance laid over them.</summary>
    public static Dictionary<string, string> Environment(InstanceDirectory directory, InstanceFile instance)
    {
        var variables = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
        foreach (var name in InstanceEnvironment.Removed)
            variables.Remove(name);
        UserDirectHosts.Of(instance).TellOfLeftOut();
        foreach (var (name, value) in InstanceEnvironment.Of(directory, instance))
            variables[name] = value;
        // Our own commands, called from there, mean the same instance.
        variables["SALLYPORT_DATA_DIR"] = directory.Path;
        if (directory.IsTrusted)
            variables["SALLYPORT_TRUST_DATA_DIR"] = directory.Path;
        return variables;
    }

    /// <summary>Executes the command; never returns.</summary>
    /// <exception cref="CommandFailedException">It does not exist (127) or cannot be executed (126).</exception>
    public static int Replace(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var path = Find(command[0], environment.GetValueOrDefault("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
            ?? throw new CommandFailedException(ExitCodes.CommandNotFound, $"{command[0]}: command not found");
        if (Directory.Exists(path) || !Posix.MayExecute(path))
            throw new CommandFailedException(ExitCodes.NotExecutable, $"{path} cannot be executed");
        var error = Posix.Execute(path, command, environment);
        if (error == Posix.NotABinary)
            error = Posix.Execute("/bin/sh", ["sh", path, .. command.Skip(1)], environment);
        if (error == Posix.NoSuchFile)
        {
            throw new CommandFailedException(
                ExitCodes.CommandNotFound,
                $"{path}: the interpreter that its first line names does not exist");
        }
        throw new CommandFailedException(
            ExitCodes.NotExecutable,
            $"{path} cannot be executed (error {error} of the system)");
    }

    /// <summary>The file of a command, found as a shell does; null when there is none.</summary>
    public static string? Find(string command, string path)
    {
        if (command.Contains('/'))
            return Path.Exists(command) ? command : null;
        var folders = path.Split(':').Select(folder => folder.Length == 0 ? "." : folder);
        var candidates = folders.Select(folder => Path.Combine(folder, command)).Where(File.Exists).ToList();
        return candidates.Find(Posix.MayExecute) ?? candidates.FirstOrDefault();
    }
}
