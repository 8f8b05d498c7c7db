using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Explain;
using Sallyport.Explain.Causes;

namespace Sallyport.Cli.Explain;

/// <summary>
/// What the sign-ins of a job tell its author once the job has ended; on stderr, beside the job's log.
/// </summary>
internal static class JobSignIns
{
    private static ExplanationText Text => new(Console.Error, Colours.AreFor(Console.Error), clientId: null);

    /// <summary>
    /// Explains why a job failed, when it was its last sign-in: what its log says, or the refusal. A sign-in that was
    /// refused before another succeeded is not what the job failed of.
    /// </summary>
    public static async Task ExplainAsync(InstanceClient instance, FailedJob job, CancellationToken cancel)
    {
        if (JobLogCause.Of(job.Log, instance.Instance.TenantId, instance.Instance.SubscriptionId) is { } cause)
        {
            Text.WriteCause(cause, null, null);
            return;
        }
        var owner = $"{instance.Instance.OwnerClientId}"; // as whom the explanation of another job asks
        var records = await SignIns.ListAsync(instance, refused: false, top: 50, cancel);
        var last = records.FirstOrDefault(r => r.AppId != owner && !job.IsOfAnother(r));
        if (last is null || last.ErrorCode == 0 || last.CreatedDateTime < job.Since)
            return;
        using var judging = await JudgingInstance.OpenAsync(instance, cancel);
        (await LastRefusal.OfAsync(judging, last, job.Of(last), cancel)).Write(Text);
    }

    /// <summary>
    /// Prints the warnings of what passed since an instant under rules that are no longer those of the real service.
    /// </summary>
    public static async Task WarnSinceAsync(InstanceClient instance, DateTimeOffset since, CancellationToken cancel)
    {
        var records = await SignIns.ListAsync(instance, refused: false, top: 20, cancel);
        var warnings = records
            .Where(r => r.CreatedDateTime >= since)
            .Select(r => RecordedSignIn.Explain(r)?.Warning)
            .OfType<string>();
        foreach (var warning in warnings.Distinct(StringComparer.Ordinal))
            Text.WriteWarning(warning);
    }
}
