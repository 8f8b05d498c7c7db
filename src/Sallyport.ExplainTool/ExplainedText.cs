using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;
using Sallyport.Explain.Fixes;

namespace Sallyport.ExplainTool;

/// <summary>Shows an <see cref="Explained"/> on a terminal: the explanation, then what stands beside it.</summary>
internal static class ExplainedText
{
    /// <summary>Writes the explanation and its notes.</summary>
    /// <param name="explained">What to show.</param>
    /// <param name="text">Where to.</param>
    /// <param name="rules">Whose code heads the answer.</param>
    public static void Write(Explained explained, ExplanationText text, RuleSet rules)
    {
        text.Write(explained.Explanation, rules);
        if (explained.Unread is not null)
            text.WriteRefusal("the issuer's keys cannot be read from this machine, so nothing was verified");
        WriteSteps(explained.Steps, text);
        if (explained.IsVerified)
            text.Labelled("live", VerifiedText(explained.Explanation.Judgement.Assertion!));
        if (explained.Unread is { } unread)
            WriteUnread(unread, isTold: explained.Steps.Count > 0, text);
        if (explained.Matches)
            text.Labelled("open", Unchecked.Sentence(explained.Open) is { } open ? $"Not checked: {open}" : null);
        WriteOthers(explained.Others, text);
        foreach (var note in explained.Notes)
            text.Labelled("note", note.Text, note.Command);
        if (explained.Rest is { } rest)
        {
            text.Plain("The token itself, without that:");
            Write(rest, text, rules);
        }
    }

    private static void WriteSteps(IReadOnlyList<LiveStep> steps, ExplanationText text)
    {
        foreach (var (index, step) in steps.Index())
        {
            var label = index == 0 ? "asked" : "";
            text.Labelled(label, $"{(step.Passed ? "✓" : "✗")} {step.Document}, {step.Name}: {step.Text}");
            text.Labelled("do", step.Fix);
        }
    }

    private static string VerifiedText(Assertion assertion) => assertion.IsPartial
        ? "The issuer's keys could be read. Decoded claims have no signature."
        : "The signature is right; the issuer's keys could be read.";

    private static void WriteUnread(IssuerUnreachableException unread, bool isTold, ExplanationText text)
    {
        if (!isTold)
            text.Labelled("asked", $"{unread.Reason} ({unread.Url})");
        text.Labelled(
            "live",
            "This machine asked without a proxy. That is no verdict, as the tenant asks from elsewhere; " +
            "if it finds the same, the answer is AADSTS501661. To try another way:",
            Fix.IsPlain(unread.Url) ? $"curl --fail --silent --show-error {unread.Url}" : null);
    }

    private static void WriteOthers(OtherApplications? others, ExplanationText text)
    {
        if (others?.Cause is { } cause)
        {
            text.Labelled("or", cause.Text);
            text.WriteFix(cause.Fix);
        }
        else if (others is { More: true })
        {
            text.Labelled(
                "note",
                $"Only the first {others.Seen} applications of the tenant were searched for one that trusts this.");
        }
    }
}
