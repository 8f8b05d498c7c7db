using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Cli.Explain;

/// <summary>Draws an <see cref="Explained"/> for a terminal: each credential, the nearest first, then cause, codes and mend, then what stands beside it.</summary>
internal static class ExplainedText
{
    /// <summary>Draws it.</summary>
    public static void Write(Explained explained, ExplanationText text, Rules rules)
    {
        var verdict = explained.Verdict;
        WriteHeadline(explained, text, rules);
        foreach (var credential in verdict.Compared)
            text.WriteComparison(credential);
        if (verdict.Cause is { } cause)
            text.WriteCause(cause, verdict.In2026!.Code, verdict.In2024!.Code);
        if (verdict.Warning is { } warning)
            text.WriteWarning(warning);
        foreach (var advice in verdict.Lint)
            text.Labelled("advice", advice);
        if (explained.Verified)
            text.Labelled("live", verdict.Assertion!.Jws.Signature.Length > 0 ? "The signature is right; the issuer's keys could be had." : "The issuer's keys could be had. Decoded claims have no signature.");
        if (explained.Unread is { } unread)
            WriteUnread(unread, text);
        WriteOthers(explained.Others, text);
        foreach (var note in explained.Notes)
            text.Labelled("note", note.Text, note.Command);
        if (explained.Rest is { } rest)
        {
            text.Plain("The token itself, without that:");
            Write(rest, text, rules);
        }
    }

    private static void WriteHeadline(Explained explained, ExplanationText text, Rules rules)
    {
        var verdict = explained.Verdict;
        if (explained.Unread is not null)
            text.WriteRefusal($"would match: {verdict.Compared[0].Credential!.Name} – but the issuer's keys cannot be had from this machine");
        else if (verdict.Matches)
            text.WriteMatch($"would match: {verdict.Compared[0].Credential!.Name}");
        else
            text.WriteRefusal($"{(rules.LegacyNoMatch ? verdict.In2024! : verdict.In2026!).Code} would be the answer ({rules.Name})");
    }

    private static void WriteUnread(IssuerUnreachableException unread, ExplanationText text)
    {
        text.Labelled("live", $"Asked from this machine, without a proxy: {unread.Reason} ({unread.Url}).");
        text.Labelled("", "That is no verdict, as the tenant asks from elsewhere; if it finds the same, the answer is AADSTS501661. To see what another way finds:",
            Mend.IsPlain(unread.Url) ? $"curl --fail --silent --show-error {unread.Url}" : null);
    }

    private static void WriteOthers(OtherApplications? others, ExplanationText text)
    {
        if (others?.Cause is { } cause)
        {
            text.Labelled("or", cause.Cause);
            text.WriteMend(cause.Mend.Text, cause.Mend.Command);
        }
        else if (others is { More: true })
            text.Labelled("note", $"Whether another application trusts this was looked up for the first {others.Seen} applications of the tenant only.");
    }
}
