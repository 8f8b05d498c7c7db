using System.CommandLine;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Verifies what a credential fits with the keys of its issuer. The running instance does so itself, with its own
/// settings. For a real tenant the documents are fetched from this machine: public addresses only, no proxy, no
/// redirect.
/// </summary>
internal static class LiveCheck
{
    /// <summary>Whether keys are fetched at all.</summary>
    public static readonly Option<bool> Live = new("--live")
    {
        Description = 
            "When a credential fits, verify the signature with the issuer's keys; " +
            "with --credentials this machine fetches them, without a proxy",
    };

    /// <summary>The options that say how this machine may ask an issuer.</summary>
    public static IReadOnlyList<Option> OfThisMachine { get; } = [IssuerOptions.Ca, IssuerOptions.Private];

    /// <summary>Judges with keys that this machine fetches.</summary>
    public static async Task<Judgement> JudgeAsync(
        ParseResult command,
        FederatedJudge judge,
        Presented presented,
        CredentialDocument document,
        CancellationToken cancel)
    {
        using var client = new OutboundClient(new ServerOptions
        {
            DataDirectory = "",
            IssuerCaFile = command.GetValue(IssuerOptions.Ca)?.FullName,
            PrivateIssuers = command.GetValue(IssuerOptions.Private) ?? [],
        });
        var issuers = new IssuerKeys(client, TimeProvider.System);
        return await judge.JudgeAsync(
            presented.Read(), document.Credentials, TenantPolicy.None, issuers, cancel);
    }
}
