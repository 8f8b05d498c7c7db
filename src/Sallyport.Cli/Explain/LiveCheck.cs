using System.CommandLine;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Refusals;
using Sallyport.Server;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Fetches the issuer's documents as the token service would – public addresses only, no redirect – and verifies the signature. Like the
/// service it asks an issuer only once a credential has matched.
/// </summary>
internal static class LiveCheck
{
    /// <summary>Whether to.</summary>
    public static readonly Option<bool> Live = new("--live") { Description = "Where a credential matches, fetch the issuer's keys and verify the signature" };

    /// <summary>Verifies those that match.</summary>
    public static async Task<List<(string? Name, Preflight Verdict)>> VerifyAsync(List<(string? Name, Preflight Verdict)> verdicts, CancellationToken cancel)
    {
        using var client = new OutboundClient(new ServerOptions { DataDirectory = "" });
        var issuers = new IssuerKeys(client, TimeProvider.System);
        var verified = new List<(string? Name, Preflight Verdict)>();
        foreach (var (name, verdict) in verdicts)
            verified.Add((name, verdict is { Matches: true, Assertion: { } assertion } ? await VerifyAsync(verdict, assertion, issuers, cancel) : verdict));
        return verified;
    }

    private static async Task<Preflight> VerifyAsync(Preflight verdict, Assertion assertion, IssuerKeys issuers, CancellationToken cancel)
    {
        try
        {
            var keys = await issuers.GetAsync(assertion.Issuer, assertion.Jws.KeyId, cancel);
            if (assertion.Jws.Signature.Length > 0) // decoded claims have none
                new AssertionVerifier(TimeProvider.System).Verify(assertion, keys);
            return verdict;
        }
        catch (IssuerUnreachableException unreachable)
        {
            return Refused(verdict, Aadsts.IssuerUnreachable(unreachable), "keys", VerificationCause.Of(unreachable));
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal)
        {
            var (stage, cause) = VerificationCause.Of(refusal);
            return Refused(verdict, refusal, stage, cause);
        }
    }

    private static Preflight Refused(Preflight verdict, AadstsRefusal refusal, string stage, LikelyCause cause) =>
        verdict with { Stage = stage, In2024 = refusal, In2026 = refusal, Cause = cause };
}
