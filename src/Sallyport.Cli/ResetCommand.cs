using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli;

/// <summary>
/// <c>sallyport reset</c>: deletes an instance's data, and nothing else that lies in its data directory.
/// </summary>
internal static class ResetCommand
{
    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask for confirmation" };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "reset",
            "Delete the data of a stopped instance",
            "sallyport reset --yes") { Yes, GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        var trusted = TrustedAuthorities.List(directory);
        var deleted = File.Exists(directory.LockFile) && await DeleteAsync(command, directory, cancel);
        if (command.GetValue(GlobalOptions.Json))
        {
            var data = new JsonObject { ["dataDirectory"] = directory.Path, ["deleted"] = deleted };
            data["trustedAuthorities"] = new JsonArray([.. trusted.Select(t => (JsonNode)t)]);
            new Envelope("reset", "ok", data).Print();
        }
        else if (deleted)
        {
            Terminal.Line($"Deleted the data in {directory.Path}.");
            TellOfTrust(trusted);
        }
        else
            Terminal.Line($"There is no instance's data in {directory.Path}; nothing was deleted.");
        return ExitCodes.Done;
    }

    private static async Task<bool> DeleteAsync(
        ParseResult command, InstanceDirectory directory, CancellationToken cancel)
    {
        using (await InstanceLock.TakeAsync(directory, cancel) ?? throw Runs(directory))
        {
            var shown = TerminalText.Visible(directory.Path);
            Confirmation.Require(
                command.GetValue(Yes),
                $"Delete the applications, credentials, keys and pipelines in {shown}?",
                $"`{directory.Command("reset --yes")}` deletes the data without asking",
                "nothing was deleted");
            foreach (var entry in directory.OwnEntries().Where(e => e != directory.LockFile))
                Delete(entry);
            File.Delete(directory.LockFile);
        }
        var foreign = Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).ToList();
        if (foreign.Count == 0)
            Directory.Delete(directory.Path);
        else
            Terminal.Progress($"Left in {directory.Path}, as it is not Sallyport's: {string.Join(", ", foreign)}");
        return true;
    }

    private static void TellOfTrust(IReadOnlyList<string> trusted)
    {
        if (trusted.Count == 0)
            return;
        Terminal.Line("Browsers still trust the authority of this data, whose key is deleted now. To take it out:");
        foreach (var fingerprint in trusted)
            Terminal.Line($"  sallyport untrust --fingerprint {fingerprint}");
    }

    private static void Delete(string entry)
    {
        if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
            Directory.Delete(entry, recursive: true);
        else
            File.Delete(entry);
    }

    private static CommandFailedException Runs(InstanceDirectory directory) =>
        new(
            ExitCodes.CannotStart,
            $"an instance is running on {directory.Path}; stop it first with `{directory.Command("down")}`");
}
