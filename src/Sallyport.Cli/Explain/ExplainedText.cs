using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Cli.Explain;

/// <summary>Draws an <see cref="Explained"/> for a terminal: the verdict, then what stands beside it.</summary>
internal static class ExplainedText
{
    /// <summary>Draws it.</summary>
    public static void Write(Explained explained, ExplanationText text, RuleSet rules)
    {
        PreflightText.Write(explained.Verdict, text, rules);
        if (explained.Verified)
            text.Labelled("live", explained.Verdict.Assertion!.Jws.Signature.Length > 0 ? "The signature is right; the issuer's keys could be had." : "The issuer's keys could be had. Decoded claims have no signature.");
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

    private static void WriteUnread(IssuerUnreachableException unread, ExplanationText text)
    {
        text.WriteRefusal("the issuer's keys cannot be had from this machine, so nothing was verified");
        text.Labelled("live", $"Asked without a proxy: {unread.Reason} ({unread.Url}).");
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
