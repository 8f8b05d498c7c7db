using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;
using Sallyport.Server.Transport;

namespace Sallyport.Cli.Trust;

/// <summary>
/// <c>sallyport trust</c>: makes browsers trust the instance's authority, for localhost and the names below it.
/// </summary>
internal static class TrustCommand
{
    private const string Meaning = """
        What is trusted is a certificate of the instance's authority that can vouch for localhost and the names below
        it, and for no other name. Whoever gets its key (ca.key in the data directory) could imitate pages of this
        machine to these browsers, and no other site. The authority that az and curl are given can also vouch for the
        hosts of the real cloud: it is not what is trusted here.
        """;

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask for confirmation" };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "trust",
            "Make this user's browsers trust the instance's certificates",
            "sallyport trust",
            "sallyport trust --yes --system")
        {
            TrustPlaces.WithSystem, Yes, GlobalOptions.Json,
        };
        command.Notes = Meaning;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        using var authority = OpenAuthority(directory);
        var fingerprint = authority.GetCertHashString(HashAlgorithmName.SHA256);
        var places = TrustPlaces.Find(command);
        Confirmation.Require(
            command.GetValue(Yes),
            Question(fingerprint, places),
            $"`{directory.Command("trust --yes")}` does it without asking",
            "nothing was changed");
        // What was checked is what is put in: a copy that nobody else can write.
        var copy = Directory.CreateTempSubdirectory("sallyport-trust-").FullName;
        List<TrustResult> results = [];
        try
        {
            var file = Path.Combine(copy, "authority.pem");
            PrivateFile.Write(file, authority.ExportCertificatePem() + "\n");
            foreach (var place in places)
                results.Add(await place.TrustAsync(fingerprint, file, cancel));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
        if (results.Any(r => r.State == TrustState.Done))
            TrustedAuthorities.Write(directory, [.. TrustedAuthorities.List(directory).Union([fingerprint])]);
        results.AddRange(TrustPlaces.Others(command, places));
        return TrustPlaces.Report(
            command,
            results,
            new JsonObject { ["fingerprint"] = fingerprint },
            $"Restart browsers that are open. To take it out again: {directory.Command("untrust")}");
    }

    private static X509Certificate2 OpenAuthority(InstanceDirectory directory)
    {
        directory.RequireTrusted();
        var authority = TrustedAuthorities.Open(directory) ?? throw new CommandFailedException(
            ExitCodes.NoInstance,
            $"there is no certificate authority in {directory.Path} before the first start; " +
            $"start an instance with `{directory.Command("up")}`");
        return NameConstraints.AreOfLocalhostAlone(authority) ? authority : throw new CommandFailedException(
            ExitCodes.CannotStart,
            $"{directory.BrowserAuthority} is not for localhost alone, so no browser is to trust it; " +
            "the next start of the instance makes a new one");
    }

    private static string Question(string fingerprint, IEnumerable<TrustPlace> places)
    {
        var names = places.Select(p => TerminalText.Visible($"  {p.Name}: {p.Path}"));
        return $"""
            Browsers will trust this instance's authority for localhost and the names below it, for no other name.
              SHA-256: {fingerprint}
            {string.Join('\n', names)}
            Go on?
            """;
    }
}
