using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>What a reader must know before an explanation is believed: how whole the list is, and which claims nobody knows from here.</summary>
internal static class PresentedNotes
{
    private const string Graph = "https://graph.microsoft.com/";

    /// <summary>Adds them.</summary>
    /// <param name="explained">The explanation.</param>
    /// <param name="document">The credentials that were compared.</param>
    /// <param name="job">The job whose claims were computed; null when claims or a token were given.</param>
    public static Explained AddTo(Explained explained, CredentialDocument document, RealJob? job)
    {
        Note?[] notes = [.. job?.Notes ?? [], NextPage(document), .. job is null || explained.Matches ? [] : Unknown(explained, job)];
        return explained with { Notes = [.. notes.OfType<Note>()] };
    }

    private static Note? NextPage(CredentialDocument document) => document.NextLink is not { } next ? null : new Note(
        "The list of credentials is not whole (@odata.nextLink): the one that fits may be on the next page. Get that as well, and put its entries into the list:",
        next.StartsWith(Graph, StringComparison.Ordinal) ? $"az rest --method GET --uri {ShellText.Quote(next)}" : null);

    // The claim that leaves the verdict open is named by its cause, and how to learn it by the fix.
    private static IEnumerable<Note> Unknown(Explained explained, RealJob job)
    {
        var known = job.Tokens[explained.Presented.IdToken!];
        var told = explained.Explanation.IsUndecided ? explained.Explanation.Judgement.Nearest!.UnknownTest?.Claim : null;
        var tested = explained.Explanation.Judgement.Compared
            .Select(c => c.Credential.ReadExpression())
            .SelectMany(e => e?.Tests ?? []).Select(t => t.Claim).Distinct(StringComparer.Ordinal).Where(c => c != told && !known.TryGetProperty(c, out _));
        foreach (var claim in tested)
            yield return claim == "project_id"
                ? new Note(
                    "The job's project_id is not known from here; say it with --project-id N. This prints it (of a private project with --header \"PRIVATE-TOKEN: …\"):",
                    job.Place.FindProjectId)
                : new Note($"The claim {claim} is not known from here: only GitLab knows it. Explain what the job presents, with --claims.");
    }
}
