using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Which application of the running instance a job could sign in as: <c>explain --job</c> without an application.
/// </summary>
internal static class JobReport
{
    /// <summary>Whether the command line names a job, and nothing to compare it with.</summary>
    public static bool IsAskedFor(ParseResult command) => command.GetValue(RealJobOptions.Job) is not null
        && CredentialOptions.All.All(o => command.GetValue(o) is null);

    /// <summary>Prints the report; fails when no application takes any of the job's ID tokens.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        using var running = InstanceClient.Open(command.DataDirectory());
        var job = await RealJob.ReadAsync(command, running, cancel);
        using var instance = await JudgingInstance.OpenAsync(running, cancel);
        var applications = await InstanceApplications.ReadAsync(instance, cancel);
        var judged = new List<(Presented Presented, ApplicationVerdicts Verdicts, IReadOnlyList<Note> Notes)>();
        foreach (var presented in job.Presented())
        {
            var verdicts = await applications.JudgeAsync(presented, command.GetValue(LiveCheck.Live), cancel);
            judged.Add((presented, verdicts, [.. job.Notes, .. PresentedNotes.OfUnknown(verdicts, job.Place)]));
        }
        var matches = judged.Exists(j => j.Verdicts.Matches);
        if (command.GetValue(GlobalOptions.Json))
        {
            var explained = judged.Select(j => JsonOf(j.Presented, j.Verdicts, j.Notes, applications.CodeOf));
            var data = new JsonObject { ["explained"] = new JsonArray([.. explained]) };
            new Envelope("explain", matches ? "ok" : "failed", data).Print();
            return matches ? ExitCodes.Done : ExitCodes.Failed;
        }
        foreach (var (presented, verdicts, notes) in judged)
        {
            text.Plain($"{presented.IdToken} of {job.Place}:");
            foreach (var line in verdicts.Lines(applications.CodeOf))
                text.Plain($"  {line}");
            foreach (var note in notes)
                text.Labelled("note", note.Text, note.Command);
        }
        return matches ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static JsonObject JsonOf(
        Presented presented,
        ApplicationVerdicts verdicts,
        IReadOnlyList<Note> notes,
        Func<Explanation, string?> code) => new JsonObject
    {
        ["idToken"] = presented.IdToken,
        ["matches"] = verdicts.Matches,
        ["applications"] = ApplicationVerdictsJson.Of(verdicts, code),
        ["notes"] = ExplainedJson.Of(notes),
    };
}
