using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Trust;

/// <summary>The places that <c>trust</c> and <c>untrust</c> change, and what they say of them.</summary>
internal static class TrustPlaces
{
    /// <summary>Whether the whole machine's place is one of them.</summary>
    public static Option<bool> WithSystem { get; } = new("--system")
    {
        Description =
            "Also in the store of the whole machine (Debian, Fedora, macOS), which other programs read; needs root",
    };

    /// <summary>The places of this user, and with <c>--system</c> the machine's.</summary>
    public static IReadOnlyList<TrustPlace> Find(ParseResult command)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        List<TrustPlace> places = [.. NssDatabase.Of(home)];
        if (command.GetValue(WithSystem) && SystemStore.Find() is { } system)
            places.Add(system);
        return places;
    }

    /// <summary>The places that were looked for and not found or not asked for.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="found">The places that were found.</param>
    /// <param name="fingerprint">The authority that is taken out; null when one is put in.</param>
    public static IEnumerable<TrustResult> Others(
        ParseResult command, IEnumerable<TrustPlace> found, string? fingerprint = null)
    {
        var names = found.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        if (!names.Contains("Firefox"))
            yield return new("Firefox", null, TrustState.LeftOut, "no profile was found");
        if (names.Contains(SystemStore.Name))
            yield break;
        if (command.GetValue(WithSystem))
        {
            const string unknown = "this system's store is not known; Debian's, Fedora's and that of macOS are";
            yield return new(SystemStore.Name, null, TrustState.Failed, unknown);
        }
        else if (HoldingFolder(fingerprint) is { } folder)
            yield return new(SystemStore.Name, folder.Path, TrustState.Failed, "add --system; this needs root");
        else
            yield return new(SystemStore.Name, null, TrustState.LeftOut, "only with --system, which needs root");
    }

    // The machine's folder that has this authority.
    private static SystemFolder? HoldingFolder(string? fingerprint)
    {
        var folder = SystemStore.Find() as SystemFolder;
        return fingerprint is not null && folder?.Has(fingerprint) == true ? folder : null;
    }

    /// <summary>Prints what became of the places; returns the exit code.</summary>
    public static int Report(ParseResult command, IReadOnlyList<TrustResult> results, JsonObject data, string hint)
    {
        var isFailed = results.Any(r => r.State == TrustState.Failed);
        if (command.GetValue(GlobalOptions.Json))
        {
            data["places"] = new JsonArray([.. results.Select(r => (JsonNode)r.Json())]);
            new Envelope(command.CommandResult.Command.Name, isFailed ? "failed" : "ok", data).Print();
        }
        else
        {
            foreach (var result in results)
                Terminal.Line(result.Line());
            Terminal.Line(hint);
        }
        return isFailed ? ExitCodes.Failed : ExitCodes.Done;
    }
}
