using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Trust;

/// <summary>
/// <c>sallyport untrust</c>: takes the authorities that <c>trust</c> has put in out again, and no other one.
/// </summary>
internal static class UntrustCommand
{
    private static readonly Option<string?> Fingerprint = new("--fingerprint")
    {
        Description = "The SHA-256 fingerprint of an authority whose data are gone; reset names it",
        HelpName = "HEX",
        Validators =
        {
            GlobalOptions.Require(
                TrustedAuthorities.IsFingerprint, "--fingerprint takes 64 hexadecimal digits without colons."),
        },
    };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "untrust",
            "Take the authority out that trust has put in",
            "sallyport untrust",
            "sallyport untrust --system") { TrustPlaces.WithSystem, Fingerprint, GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        var places = TrustPlaces.Find(command);
        List<TrustResult> results = [];
        List<string> gone = [];
        var fingerprints = Fingerprints(command, directory);
        foreach (var fingerprint in fingerprints)
        {
            List<TrustResult> own = [];
            foreach (var place in places)
                own.Add(await place.RemoveAsync(fingerprint, cancel));
            own.AddRange(TrustPlaces.Others(command, places, fingerprint));
            if (!own.Exists(r => r.State == TrustState.Failed))
                gone.Add(fingerprint);
            results.AddRange(own);
        }
        var known = TrustedAuthorities.List(directory);
        if (known.Intersect(gone).Any())
            TrustedAuthorities.Write(directory, [.. known.Except(gone)]);
        return TrustPlaces.Report(
            command,
            results,
            new JsonObject { ["fingerprints"] = new JsonArray([.. fingerprints.Select(f => (JsonNode)f)]) },
            "Restart browsers that are open.");
    }

    private static List<string> Fingerprints(ParseResult command, InstanceDirectory directory)
    {
        if (command.GetValue(Fingerprint) is { } asked)
            return [asked.ToUpperInvariant()];
        var own = new[] { TrustedAuthorities.Current(directory) }.OfType<string>();
        var all = TrustedAuthorities.List(directory).Union(own).ToList();
        if (all.Count > 0)
            return all;
        throw new CommandFailedException(
            ExitCodes.NoInstance,
            $"there is no certificate authority in {directory.Path}; --fingerprint names one whose data are gone");
    }
}
