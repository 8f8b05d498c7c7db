using Sallyport.Explain;
using Sallyport.Explain.Errors;

namespace Sallyport.ExplainTool;

/// <summary>
/// What a text tells of a failed sign-in, beside the credentials where somebody brought them. A text is nobody's proof,
/// so its values are shown and nothing is believed for them.
/// </summary>
internal sealed record ErrorFinding
{
    /// <summary>The error of the token service; null where the text has none.</summary>
    public required ErrorText? Error { get; init; }

    /// <summary>What looks like a refused sign-in and is none.</summary>
    public required IReadOnlyList<Neighbour> Neighbours { get; init; }

    /// <summary>The claims that stand beside the error, judged; null where there are none, or no credentials.</summary>
    public required Explained? Explained { get; init; }

    /// <summary>Whether somebody brought credentials.</summary>
    public required bool HasCredentials { get; init; }

    /// <summary>What the message names, compared; null where it was not.</summary>
    public ErrorComparison? Comparison { get; init; }

    /// <summary>Why text and credentials cannot belong together; null when they may.</summary>
    public string? Contradiction { get; init; }

    /// <summary>Whether the text tells nothing that is known.</summary>
    public bool IsNothing => Error is null && Neighbours.Count == 0;

    /// <summary>Whether what the text names would be accepted now.</summary>
    public bool FitsNow
    {
        get
        {
            // A neighbour alone: the sign-in was right, and what came behind it failed.
            var isOfCredentials = Error is not null && !ErrorComparison.IsOfPolicy(Error);
            var fits = (Comparison?.FitsNow ?? false) || (Explained?.Matches ?? false);
            return fits && isOfCredentials && Contradiction is null;
        }
    }

    /// <summary>What the error means, as far as is known here.</summary>
    public CodeMeaning? Meaning => Error is null
        ? null
        : Neighbours.FirstOrDefault(n => n.IsOfTenant && Error.Number is (90002 or 900023))?.Meaning
            ?? AssertionTime.Meaning(Error)
            ?? FurtherMeaning.Of(Error.Number);

    /// <summary>What would tell more.</summary>
    public IEnumerable<string> ToBring()
    {
        if (Error is null || Explained is not null)
            yield break;
        if (!ErrorComparison.IsOfFederation(Error))
            yield break;
        if (!HasCredentials)
            yield return "The application's credentials, with --credentials FILE: then they are compared with what "
                + "the message names.";
        else if (Comparison is null)
            yield return "The credentials were compared with nothing, since the text names nothing of the token.";
        var missing = Error.Values.Count == 0 ? "names nothing of the token" : "does not name all of the token";
        yield return $"The text {missing}: the claims of the job, with --claims FILE, tell the rest.";
    }

    /// <summary>Reads the text, and compares what it names where it has no claims.</summary>
    /// <param name="text">The text.</param>
    /// <param name="document">The credentials; null where nobody brought any.</param>
    /// <param name="explained">The claims in the text, judged; null where there are none.</param>
    public static ErrorFinding Of(string text, CredentialDocument? document, Explained? explained)
    {
        var found = new ErrorFinding
        {
            Error = ErrorText.Read(text),
            Neighbours = Neighbour.In(text),
            Explained = explained,
            HasCredentials = document is not null,
        };
        if (found.Error is null || document is null)
            return found;
        return explained is null
            ? found.ComparedWith(document, found.Error)
            : found with { Contradiction = ContradictionOf(found.Error, explained.Explanation) };
    }

    private ErrorFinding ComparedWith(CredentialDocument document, ErrorText error)
    {
        var context = new ExplanationContext
        {
            ApplicationId = document.ApplicationId,
            Credentials = document.Credentials,
            Identities = document.Identities,
        };
        return this with
        {
            Comparison = ErrorComparison.Of(error, document.Credentials, context),
            Contradiction = ErrorComparison.IsOfOthers(error, document.Credentials)
                ? OtherList(error, "none of these trusts the platform of the subject")
                : null,
        };
    }

    private static string? ContradictionOf(ErrorText error, Explanation explanation)
    {
        if (explanation.In2026 is not { } judged)
            return null;
        var isCertain = ErrorComparison.IsOfFederation(error) && !explanation.IsUndecided;
        var isTheSame = error.Code == judged.Code || error.Code == explanation.In2024?.Code;
        return isCertain && !isTheSame ? OtherList(error, $"for these it would be {judged.Code}") : null;
    }

    private static string OtherList(ErrorText error, string why) =>
        $"These are probably another application's credentials: the text says {error.Code}, and {why}. Or they were "
        + "changed since. Give the list of the application that the job signs in to, by its client ID.";
}
