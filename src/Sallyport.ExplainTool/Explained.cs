using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;

namespace Sallyport.ExplainTool;

/// <summary>An explanation, and what stands beside it when it is shown.</summary>
/// <param name="Presented">What was presented.</param>
/// <param name="Explanation">What the token service would say, and why.</param>
internal sealed record Explained(Presented Presented, Explanation Explanation)
{
    /// <summary>Where the text around the token is at fault: what the token itself would be told.</summary>
    public Explained? Rest { get; init; }

    /// <summary>
    /// Why the issuer's keys could not be read from this machine. The tenant asks from elsewhere, so that is no
    /// verdict.
    /// </summary>
    public IssuerUnreachableException? Unread { get; init; }

    /// <summary>What asking the issuer from this machine came to, step by step; empty when it was not asked.</summary>
    public IReadOnlyList<LiveStep> Steps { get; init; } = [];

    /// <summary>Whether another application trusts just this; null when none was looked at.</summary>
    public OtherApplications? Others { get; init; }

    /// <summary>What a match says nothing about.</summary>
    public IReadOnlyList<Unchecked> Open { get; init; } = [];

    /// <summary>What a reader should know beside it.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>Whether the issuer's keys were read and nothing speaks against what was presented.</summary>
    public bool IsVerified => Explanation.Matches && Explanation.Judgement.KeysAsked;

    /// <summary>Whether nothing is known that would be refused.</summary>
    public bool Matches => Explanation.Matches && Unread is null;

    /// <summary>The same with what the token itself would be told, where what is around it hides that.</summary>
    /// <param name="explain">Explains the token inside.</param>
    public async Task<Explained> WithRestAsync(Func<Presented, Task<Explained>> explain)
    {
        if (Explanation.Stage != "text" || Presented.Inside is not { } inside)
            return this;
        var rest = await explain(inside);
        return rest.Explanation.Stage == "text" ? this : this with { Rest = rest };
    }
}
