using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Cli.Explain;

/// <summary>Compares what is presented with the credentials of a file, or of an application of the running instance.</summary>
internal sealed class PresentedReport
{
    private readonly ParseResult command;
    private readonly JudgingInstance? instance;
    private readonly CredentialDocument document;
    private readonly ClientCheck client;

    private PresentedReport(ParseResult command, JudgingInstance? instance, CredentialDocument document, ClientCheck client) =>
        (this.command, this.instance, this.document, this.client) = (command, instance, document, client);

    /// <summary>Prints the report; fails when nothing of what is presented would be taken.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        var job = command.GetValue(PresentedOptions.Job) is null ? null : await RealJob.ReadAsync(command, cancel);
        List<Presented> presented = job is null ? [await PresentedOptions.ReadAsync(command, cancel)] : [.. job.Tokens.Select(t => new Presented(t.Key, null, t.Value))];
        using var running = command.GetValue(CredentialOptions.Credentials) is null ? InstanceClient.Open(command.DataDirectory()) : null;
        using var instance = running is null ? null : await JudgingInstance.OpenAsync(running, cancel);
        var (document, client) = instance is null
            ? await CredentialOptions.ReadFileAsync(command, cancel)
            : await CredentialOptions.ReadAsync(command, instance.Directory, cancel);
        var report = new PresentedReport(command, instance, document, client);
        var explained = new List<Explained>();
        foreach (var one in presented)
            explained.Add(PresentedNotes.AddTo(await report.ExplainAsync(one, cancel), document, job));
        report.Print(explained, job, text);
        return explained.Exists(e => e.Matches) ? ExitCodes.Done : ExitCodes.Failed;
    }

    // With an instance Sallyport plays GitLab, and a job is run by its own command.
    private async Task<Explained> ExplainAsync(Presented presented, CancellationToken cancel)
    {
        var explained = await JudgeAsync(presented, cancel);
        return instance is null ? explained : explained with { Verdict = explained.Verdict with { Cause = explained.Verdict.Cause?.Local } };
    }

    private async Task<Explained> JudgeAsync(Presented presented, CancellationToken cancel)
    {
        var compared = presented.Compare(document, instance?.Settings.FurtherAlgorithms ?? []);
        if (presented.IdToken is { } name)
            compared = compared.ForToken(name);
        var explained = new Explained(presented, client.Over(compared));
        if (compared.Stage == "text" && presented.Inside is { } inside && await ExplainAsync(inside, cancel) is { Verdict.Stage: not "text" } rest)
            return explained with { Rest = rest };
        return explained.Verdict switch
        {
            { Matches: true } when !command.GetValue(LiveCheck.Live) => explained,
            { Matches: true } => instance is null
                ? await LiveCheck.VerifyAsync(command, explained, cancel)
                : await LiveCheck.VerifyAsync(instance, document.ApplicationId, explained, cancel),
            { Assertion: { } assertion, Stage: "issuer" or "audience" or "subject" or "expression" } when instance is not null =>
                explained with { Others = await OtherApplications.FindAsync(instance.Directory, assertion, cancel) },
            _ => explained,
        };
    }

    private void Print(List<Explained> explained, RealJob? job, ExplanationText text)
    {
        if (command.GetValue(GlobalOptions.Json))
        {
            new Envelope("explain", explained.Exists(e => e.Matches) ? "ok" : "failed", new JsonObject
            {
                ["explained"] = new JsonArray([.. explained.Select(ExplainedJson.Of)]),
            }).Print();
            return;
        }
        var rules = command.GetValue(ExplainCommand.Rules) ?? instance?.Settings.Rules;
        foreach (var one in explained)
        {
            if (job is not null)
                text.Plain($"{one.Presented.IdToken} of {job.Place}:");
            ExplainedText.Write(one, text, rules == "entra-2024" ? RuleSet.Entra2024 : RuleSet.Entra2026);
        }
    }
}
