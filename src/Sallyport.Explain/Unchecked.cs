using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain;

/// <summary>What a match says nothing about, and the codes that it may still give.</summary>
/// <param name="What">What was not checked.</param>
/// <param name="Codes">The codes, as numbers behind <c>AADSTS</c>.</param>
public sealed record Unchecked(string What, IReadOnlyList<int> Codes)
{
    private static readonly int[] OfKeys = [501661, 700027, 7000274];

    /// <summary>What was not checked of a judgement that accepts; nothing of another one.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="isOfInstance">Whether an instance told its own client and policy.</param>
    public static IReadOnlyList<Unchecked> Of(Judgement judgement, bool isOfInstance)
    {
        if (!judgement.IsAccepted)
            return [];
        var open = new List<Unchecked>();
        var isPartial = judgement.Assertion is { IsPartial: true };
        if (isPartial)
            open.Add(new Unchecked("the times of the token", [700024, 70023]));
        if (!judgement.KeysAsked || isPartial)
            open.Add(new Unchecked("the issuer's keys and the signature", OfKeys));
        if (isOfInstance)
            return open;
        open.Add(new Unchecked("the client and its service principal", [700016, 7000229, 7000112]));
        open.Add(new Unchecked("the tenant's policy", [700223, 700238, 7002381]));
        return open;
    }

    /// <summary>All of it as one sentence; null where there is nothing.</summary>
    public static string? Sentence(IReadOnlyList<Unchecked> all)
    {
        var parts = all.Select(u => $"{u.What} ({u.CodesAsText})").ToList();
        return parts.Count == 0 ? null : $"{string.Join("; ", parts)}.";
    }

    private string CodesAsText => string.Join(", ", Codes.Select(code => $"AADSTS{code}"));

    /// <summary>
    /// What the times of decoded claims say, which a comparison does not look at: they are taken for those of an old
    /// job. Null where they say nothing.
    /// </summary>
    /// <param name="assertion">The claims.</param>
    /// <param name="now">The time.</param>
    public static string? TimeOf(Assertion assertion, DateTimeOffset now)
    {
        if (!assertion.IsPartial)
            return null;
        if (assertion.Expires < now)
            return $"By its claims the token expired at {assertion.Expires:u}; presented now it would be refused with "
                + "AADSTS700024. Decoded claims are taken for those of an old job, so this does not count here.";
        return assertion.NotBefore > now
            ? $"By its claims the token is not valid before {assertion.NotBefore:u}; presented now it would be refused "
                + "with AADSTS700024. This does not count here."
            : null;
    }
}
