using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Options;

namespace Sallyport.Cli;

/// <summary><c>sallyport drill</c>: causes a fault to practise on.</summary>
internal static class DrillCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var stale = new DocumentedCommand(
            "stale-keys",
            "Let GitLab serve its key set from a cache that is stale, until `sallyport cache clear`",
            "sallyport drill stale-keys")
        {
            GlobalOptions.Json,
        };
        stale.SetAction((command, cancel) => CacheCommand.RunAsync(
            command, "sallyport/drills/staleKeys", ToldOfDrill, cancel));
        return new Command("drill", "Cause a fault to practise on") { stale };
    }

    private static string ToldOfDrill(JsonObject answer) =>
        "GitLab serves the keys that it has now. After `sallyport keys rotate --now` the exchange of new tokens fails "
        + "until `sallyport cache clear`.";
}
