using System.CommandLine;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;
using Sallyport.Server;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Verifies what a credential fits with the keys of its issuer. The running instance does so itself, with its own settings. For a real
/// tenant the documents are fetched from this machine: public addresses only, no proxy, no redirect.
/// </summary>
internal static class LiveCheck
{
    /// <summary>Whether to.</summary>
    public static readonly Option<bool> Live = new("--live")
    {
        Description = "Where a credential fits, verify the signature with the issuer's keys; "
            + "with --credentials they are fetched from this machine, without a proxy",
    };

    /// <summary>The options that say how this machine may ask an issuer.</summary>
    public static IReadOnlyList<Option> OfThisMachine { get; } = [UpOptions.IssuerCa, UpOptions.PrivateIssuers];

    /// <summary>Judges with keys that this machine fetches.</summary>
    public static async Task<Judgement> JudgeAsync(
        ParseResult command, FederatedJudge judge, Presented presented, CredentialDocument document, CancellationToken cancel)
    {
        using var client = new OutboundClient(new ServerOptions
        {
            DataDirectory = "",
            IssuerCaFile = command.GetValue(UpOptions.IssuerCa)?.FullName,
            PrivateIssuers = command.GetValue(UpOptions.PrivateIssuers) ?? [],
        });
        var issuers = new IssuerKeys(client, TimeProvider.System);
        return await judge.JudgeAsync(presented.Read(), document.Credentials, issuers, cancel);
    }
}
