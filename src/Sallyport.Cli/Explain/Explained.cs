using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Cli.Explain;

/// <summary>A verdict, and what stands beside it when it is shown.</summary>
/// <param name="Presented">What was presented.</param>
/// <param name="Verdict">What the token service would say.</param>
internal sealed record Explained(Presented Presented, Preflight Verdict)
{
    /// <summary>Where the text around the token is at fault: what the token itself would be told.</summary>
    public Explained? Rest { get; init; }

    /// <summary>Whether the issuer's keys were asked for and had nothing against it.</summary>
    public bool Verified { get; init; }

    /// <summary>Why the issuer's keys could not be had from this machine. The tenant asks from elsewhere, so that is no verdict.</summary>
    public IssuerUnreachableException? Unread { get; init; }

    /// <summary>Whether another application trusts just this; null when none was looked at.</summary>
    public OtherApplications? Others { get; init; }

    /// <summary>What a reader should know beside it.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Whether nothing is known that would be refused.</summary>
    public bool Matches => Verdict.Matches && Unread is null;
}
