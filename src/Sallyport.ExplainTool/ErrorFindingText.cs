using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;
using Sallyport.Explain.Errors;

namespace Sallyport.ExplainTool;

/// <summary>What a text tells of a failed sign-in, for people.</summary>
internal static class ErrorFindingText
{
    /// <summary>Writes it: first what was refused, then the comparison, its cause, and what would tell more.</summary>
    public static void Write(ErrorFinding found, ExplanationText text)
    {
        WriteNeighbours(found.Neighbours.Where(n => n.PreventsToken), text);
        if (found.Error is not null)
            WriteError(found.Error, found.Meaning, text);
        WriteNeighbours(found.Neighbours.Where(n => Follows(n, found.Error)), text);
        text.Labelled("note", found.Contradiction);
        text.WriteComparisons(found.Comparison?.Compared ?? []);
        if (found.Comparison is { Unknown: [_, ..] unknown })
            text.Labelled("note", $"The text does not tell: {string.Join(", ", unknown)}. That is taken to fit.");
        if (found.Contradiction is null)
            WriteCause(found, text);
    }

    private static bool Follows(Neighbour neighbour, ErrorText? error)
    {
        var isTold = error is not null && neighbour.IsOfTenant;
        return !neighbour.PreventsToken && !isTold;
    }

    private static void WriteCause(ErrorFinding found, ExplanationText text)
    {
        if (found.Comparison?.Cause is { } cause)
            text.WriteCause(cause, null, null);
        else if (found.Comparison is not null)
            text.Labelled("now", "A credential fits all that the text names: it was changed since, or is not meant.");
        if (found.Explained is not null)
        {
            text.Plain("The claims in the text:");
            ExplainedText.Write(found.Explained, text, RuleSet.Entra2026);
        }
        foreach (var more in found.ToBring())
            text.Labelled("bring", more);
    }

    private static void WriteNeighbours(IEnumerable<Neighbour> which, ExplanationText text)
    {
        foreach (var neighbour in which)
        {
            text.WriteRefusal(neighbour.See);
            WriteMeaning(neighbour.Meaning, text);
        }
    }

    private static void WriteError(ErrorText of, CodeMeaning? meaning, ExplanationText text)
    {
        text.WriteRefusal(of.Code);
        text.Labelled("message", of.Message.Length == 0 ? null : of.Message);
        if (meaning is not null)
            WriteMeaning(meaning, text);
        else
            text.Labelled(
                "means",
                "This code is not known here; Microsoft explains it at "
                + $"https://login.microsoftonline.com/error?code={of.Number}.");
        foreach (var (name, value) in of.Values)
            text.Labelled(name == ErrorValues.Application ? "client" : name, value);
        text.Labelled("time", of.Timestamp?.ToString("u"));
        text.Labelled("trace id", of.TraceId?.ToString());
        text.Labelled("corr. id", of.CorrelationId?.ToString());
    }

    private static void WriteMeaning(CodeMeaning meaning, ExplanationText text)
    {
        text.Labelled("means", meaning.Text);
        text.Labelled("do", meaning.Advice);
    }
}
