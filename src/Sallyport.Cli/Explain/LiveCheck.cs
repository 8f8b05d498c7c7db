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
            "When a credential fits, ask the issuer for its discovery document and its keys, say where that ends, " +
            "and verify the signature; with --credentials this machine asks, without a proxy",
    };

    /// <summary>The options that say how this machine may ask an issuer.</summary>
    public static IReadOnlyList<Option> OfThisMachine { get; } = [IssuerOptions.Ca, IssuerOptions.Private];

    /// <summary>Judges with keys that this machine fetches, and tells each step of fetching them.</summary>
    public static async Task<(Judgement Judgement, IReadOnlyList<LiveStep> Steps)> JudgeAsync(
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
        var look = new IssuerLook(client);
        var judgement = await judge.JudgeAsync(
            presented.Read(), document.Credentials, TenantPolicy.None, look, cancel);
        look.Compare(judgement);
        return (judgement, look.Steps);
    }
}
