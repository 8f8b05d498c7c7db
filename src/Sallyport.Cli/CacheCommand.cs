using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli;

/// <summary>
/// <c>sallyport cache</c>: GitLab's cache in front of its key set, which <see cref="DrillCommand"/> makes stale.
/// </summary>
internal static class CacheCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var clear = new DocumentedCommand(
            "clear", "Clear GitLab's cache, so that it serves its keys as they are", "sallyport cache clear")
        {
            GlobalOptions.Json,
        };
        clear.SetAction((command, cancel) => RunAsync(command, "sallyport/cache/clear", ToldOfClear, cancel));
        return new Command("cache", "What GitLab keeps in its cache") { clear };
    }

    private static string ToldOfClear(JsonObject answer) => (bool)answer["gitLabKeysWereStale"]!
        ? "GitLab's cache was stale and is cleared. The token service looks again after 30 seconds at most."
        : "GitLab's cache was not stale.";

    /// <summary>Posts to a route of the cache, and tells the answer.</summary>
    internal static async Task<int> RunAsync(
        ParseResult command, string url, Func<JsonObject, string> tell, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var portal = instance.Portal();
        using var response = await portal.PostAsync(url, null, cancel);
        response.EnsureSuccessStatusCode();
        var answer = StrictJson.ReadNode(await response.Content.ReadAsStringAsync(cancel))!.AsObject();
        if (command.GetValue(GlobalOptions.Json))
            new Envelope(command.CommandResult.Command.Name, "ok", answer).Print();
        else
            Console.Out.WriteLine(tell(answer));
        return ExitCodes.Done;
    }
}
