using System.CommandLine;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Compares what is presented with the credentials of a file, or of an application of the running instance.
/// </summary>
internal sealed class PresentedReport
{
    private readonly ParseResult command;
    private readonly JudgingInstance? instance;
    private readonly CredentialDocument document;
    private readonly ClientCheck client;
    private readonly Comparison comparison;

    private PresentedReport(
        ParseResult command, JudgingInstance? instance, CredentialDocument document, ClientCheck client)
    {
        this.command = command;
        this.instance = instance;
        this.document = document;
        this.client = client;
        comparison = instance is null ? Comparison.ForRealTenant(document, client) : ComparisonWith(document);
    }

    /// <summary>Prints the report; fails when nothing of what is presented would be accepted.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        var isFile = command.GetValue(CredentialFile.Credentials) is not null;
        using var running = isFile ? null : InstanceClient.Open(command.DataDirectory());
        var isJob = command.GetValue(RealJobOptions.Job) is not null;
        var job = isJob ? await RealJob.ReadAsync(command, running, cancel) : null;
        var presented = job?.Presented() ?? [await PresentedOptions.ReadAsync(command, cancel)];
        using var instance = running is null ? null : await JudgingInstance.OpenAsync(running, cancel);
        var (document, client) = instance is null
            ? await ReadFileAsync(command, cancel)
            : await CredentialOptions.ReadAsync(command, instance.Directory, cancel);
        var report = new PresentedReport(command, instance, document, client);
        var explained = new List<Explained>();
        foreach (var one in presented)
        {
            var open = Comparison.WithOpen(await report.ExplainAsync(one, cancel), instance is not null);
            explained.Add(PresentedNotes.AddTo(open, document, job));
        }
        report.Print(explained, job, text);
        return explained.Exists(e => e.Matches) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<(CredentialDocument Document, ClientCheck Client)> ReadFileAsync(
        ParseResult command, CancellationToken cancel)
    {
        var document = await CredentialFile.ReadAsync(command.GetValue(CredentialFile.Credentials)!, cancel);
        return (document, ClientCheck.OfFile(document, command.GetValue(CredentialOptions.ClientId)));
    }

    private async Task<Explained> ExplainAsync(Presented presented, CancellationToken cancel)
    {
        var previewed = comparison.Preview(presented);
        var explained = new Explained(presented, Explain(previewed, presented));
        if (explained.Explanation.Stage == "text")
            return await explained.WithRestAsync(inside => ExplainAsync(inside, cancel));
        var mayVerify = client.Refusal is null && previewed.Outcome.MayChangeWithKeys();
        if (mayVerify && command.GetValue(LiveCheck.Live))
            return await VerifyAsync(previewed, explained, cancel);
        var mayBeAnothers = client.Refusal is null && previewed.Outcome.IsMismatch();
        if (!mayBeAnothers || instance is null)
            return explained;
        var others = await OtherApplicationsSearch.RunAsync(
            instance.Directory,
            document.ApplicationId,
            other => ComparisonWith(other).Preview(presented).IsAccepted,
            cancel);
        return explained with { Others = others };
    }

    private async Task<Explained> VerifyAsync(Judgement previewed, Explained explained, CancellationToken cancel)
    {
        var presented = explained.Presented;
        if (instance is not null)
        {
            var judged = await instance.JudgeAsync(previewed, document.ApplicationId, presented, cancel);
            return explained with { Explanation = Explain(judged, presented) };
        }
        var (fetched, steps) = await LiveCheck.JudgeAsync(command, comparison.Judge, presented, document, cancel);
        explained = explained with { Steps = steps };
        return fetched is { Outcome: AssertionOutcome.IssuerUnreachable, Failure: { } unread }
            ? explained with { Unread = unread }
            : explained with { Explanation = Explain(fetched, presented) };
    }

    // With an instance Sallyport plays GitLab, and a job is run by its own command.
    private Explanation Explain(Judgement judgement, Presented presented) =>
        comparison.Explain(judgement, presented, isLocal: instance is not null);

    private Comparison ComparisonWith(CredentialDocument other) =>
        new(other, client, instance!.Judge, instance.Settings.Policy);

    private void Print(List<Explained> explained, RealJob? job, ExplanationText text)
    {
        if (command.GetValue(GlobalOptions.Json))
        {
            ExplainedJson.Envelope(explained).Print();
            return;
        }
        var asked = command.GetValue(ExplainCommand.Rules) ?? instance?.Settings.Rules;
        var rules = RuleSet.Find(asked) ?? RuleSet.Entra2026;
        foreach (var one in explained)
        {
            if (job is not null)
                text.Plain($"{one.Presented.IdToken} of {job.Place}:");
            ExplainedText.Write(one, text, rules);
        }
    }
}
