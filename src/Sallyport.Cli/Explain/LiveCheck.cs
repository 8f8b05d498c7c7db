using System.CommandLine;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Verifies what a credential fits with the keys of its issuer. The running instance does so itself, with its own settings. For a real
/// tenant the documents are fetched from this machine – public addresses only, no proxy, no redirect – and what cannot be reached from here
/// is no verdict: the tenant asks from elsewhere.
/// </summary>
internal static class LiveCheck
{
    /// <summary>Whether to.</summary>
    public static readonly Option<bool> Live = new("--live")
    {
        Description = "Where a credential fits, verify the signature with the issuer's keys; with --credentials they are fetched from this machine, without a proxy",
    };

    /// <summary>The options that say how this machine may ask an issuer.</summary>
    public static IReadOnlyList<Option> OfThisMachine { get; } = [UpOptions.IssuerCa, UpOptions.PrivateIssuers];

    /// <summary>Has the instance verify.</summary>
    public static async Task<Explained> VerifyAsync(JudgingInstance instance, Guid application, Explained explained, CancellationToken cancel) =>
        With(explained, await instance.VerifyAsync(application, explained.Presented, cancel));

    /// <summary>Verifies from here.</summary>
    public static async Task<Explained> VerifyAsync(ParseResult command, Explained explained, CancellationToken cancel)
    {
        using var client = new OutboundClient(new ServerOptions
        {
            DataDirectory = "", IssuerCaFile = command.GetValue(UpOptions.IssuerCa)?.FullName, PrivateIssuers = command.GetValue(UpOptions.PrivateIssuers) ?? [],
        });
        try
        {
            var issuers = new IssuerKeys(client, TimeProvider.System);
            return With(explained, await VerificationRefusal.FindAsync(explained.Verdict.Assertion!, issuers, new AssertionVerifier(TimeProvider.System), cancel));
        }
        catch (IssuerUnreachableException unreachable)
        {
            return explained with { Unread = unreachable };
        }
    }

    private static Explained With(Explained explained, VerificationRefusal? found) => found is null
        ? explained with { Verified = true }
        : explained with { Verdict = explained.Verdict with { Stage = found.Stage, In2024 = found.Refusal, In2026 = found.Refusal, Cause = found.Cause } };
}
