using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// What a reader must know before trusting an explanation: whether the list of credentials is complete, and which
/// claims nobody knows from here.
/// </summary>
internal static class PresentedNotes
{
    /// <summary>Adds the notes to an explanation.</summary>
    /// <param name="explained">The explanation.</param>
    /// <param name="document">The credentials that were compared.</param>
    /// <param name="job">The job whose claims were computed; null when claims or a token were given.</param>
    public static Explained AddTo(Explained explained, CredentialDocument document, RealJob? job)
    {
        var notes = new List<Note>();
        if (job is not null)
            notes.AddRange(job.Notes);
        notes.AddRange(Comparison.NotesOf(document));
        if (job is null)
            notes.AddRange(Comparison.NotesOf(explained.Presented));
        if (job is not null && !explained.Matches)
            notes.AddRange(OfUnknownClaims(explained, job));
        return explained with { Notes = notes };
    }

    /// <summary>What to give where an expression tests a claim that is not known from here.</summary>
    public static IEnumerable<Note> OfUnknown(ApplicationVerdicts verdicts, JobPlace place) =>
        (verdicts.Nearest?.Match.Terms ?? [])
            .Where(t => t.Holds is null)
            .Select(t => OfUnknownClaim(t.Test.Claim, place));

    // The claim that leaves the verdict open is named by its cause, and how to learn it by the fix.
    private static IEnumerable<Note> OfUnknownClaims(Explained explained, RealJob job)
    {
        var explanation = explained.Explanation;
        var known = job.Tokens[explained.Presented.IdToken!];
        var named = explanation.IsUndecided ? explanation.Judgement.Nearest!.UnknownTest?.Claim : null;
        return explanation.Judgement.Compared
            .SelectMany(c => c.Credential.ReadExpression()?.Tests ?? [])
            .Select(test => test.Claim)
            .Distinct(StringComparer.Ordinal)
            .Where(claim => claim != named && !known.TryGetProperty(claim, out _))
            .Select(claim => OfUnknownClaim(claim, job.Place));
    }

    private static Note OfUnknownClaim(string claim, JobPlace place) => claim == "project_id"
        ? new Note(
            "The job's project_id is not known from here; give it with --project-id N. " +
            "This prints it (for a private project add --header \"PRIVATE-TOKEN: …\"):",
            place.FindProjectId)
        : new Note(
            $"The claim {claim} is not known from here: only GitLab knows it. " +
            "Explain what the job presents, with --claims.");
}
