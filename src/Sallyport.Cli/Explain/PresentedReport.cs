using System.CommandLine;
using System.Text.Json.Nodes;
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
    // It may trust a managed identity's token for the exchange; an instance has its own settings.
    private static readonly FederationPolicy OfRealTenant = new() { TakesManagedIdentities = true };

    private readonly ParseResult command;
    private readonly JudgingInstance? instance;
    private readonly CredentialDocument document;
    private readonly ClientCheck client;
    private readonly FederatedJudge judge;
    private readonly TenantPolicy demands;

    private PresentedReport(
        ParseResult command, JudgingInstance? instance, CredentialDocument document, ClientCheck client)
    {
        this.command = command;
        this.instance = instance;
        this.document = document;
        this.client = client;
        judge = instance?.Judge ?? new FederatedJudge(TimeProvider.System, OfRealTenant);
        demands = instance?.Settings.Policy ?? TenantPolicy.None; // nobody can read that of a real tenant
    }

    /// <summary>Prints the report; fails when nothing of what is presented would be accepted.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        var isFile = command.GetValue(CredentialOptions.Credentials) is not null;
        using var running = isFile ? null : InstanceClient.Open(command.DataDirectory());
        var isJob = command.GetValue(PresentedOptions.Job) is not null;
        var job = isJob ? await RealJob.ReadAsync(command, running, cancel) : null;
        var presented = job?.Presented() ?? [await PresentedOptions.ReadAsync(command, cancel)];
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

    private async Task<Explained> ExplainAsync(Presented presented, CancellationToken cancel)
    {
        var previewed = judge.Preview(presented.Read(), document.Credentials, demands);
        var explained = new Explained(presented, Explain(previewed, presented));
        if (explained.Explanation.Stage == "text")
            return explained with { Rest = await ExplainInsideAsync(presented, cancel) };
        var mayVerify = client.Refusal is null && previewed.Outcome.MayChangeWithKeys();
        if (mayVerify && command.GetValue(LiveCheck.Live))
            return await VerifyAsync(previewed, explained, cancel);
        var mayBeAnothers = client.Refusal is null && previewed.Outcome.IsMismatch();
        if (!mayBeAnothers || instance is null)
            return explained;
        var others = await OtherApplications.FindAsync(
            instance.Directory,
            document.ApplicationId,
            other => judge.Preview(presented.Read(), other.Credentials, demands).IsAccepted,
            cancel);
        return explained with { Others = others };
    }

    // What is around a token hides what the token itself would be told.
    private async Task<Explained?> ExplainInsideAsync(Presented presented, CancellationToken cancel)
    {
        if (presented.Inside is not { } inside)
            return null;
        var rest = await ExplainAsync(inside, cancel);
        return rest.Explanation.Stage == "text" ? null : rest;
    }

    private async Task<Explained> VerifyAsync(Judgement previewed, Explained explained, CancellationToken cancel)
    {
        var presented = explained.Presented;
        if (instance is not null)
        {
            var judged = await instance.JudgeAsync(previewed, document.ApplicationId, presented, cancel);
            return explained with { Explanation = Explain(judged, presented) };
        }
        var fetched = await LiveCheck.JudgeAsync(command, judge, presented, document, cancel);
        return fetched is { Outcome: AssertionOutcome.IssuerUnreachable, Failure: { } unread }
            ? explained with { Unread = unread }
            : explained with { Explanation = Explain(fetched, presented) };
    }

    // With an instance Sallyport plays GitLab, and a job is run by its own command.
    private Explanation Explain(Judgement judgement, Presented presented)
    {
        var context = new ExplanationContext
        {
            ApplicationId = document.ApplicationId,
            Text = presented.Token,
            Credentials = document.Credentials,
            Job = presented.Job,
            IsLocal = instance is not null,
        };
        return client.ForJob(presented.Job).Over(Explanation.Of(judgement, context));
    }

    private void Print(List<Explained> explained, RealJob? job, ExplanationText text)
    {
        if (command.GetValue(GlobalOptions.Json))
        {
            var status = explained.Exists(e => e.Matches) ? "ok" : "failed";
            var data = new JsonObject { ["explained"] = new JsonArray([.. explained.Select(ExplainedJson.Of)]) };
            new Envelope("explain", status, data).Print();
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
