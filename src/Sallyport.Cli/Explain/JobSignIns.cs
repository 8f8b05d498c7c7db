using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// What the sign-ins of a job tell its author once the job has ended; on stderr, beside the job's log.
/// </summary>
internal static class JobSignIns
{
    private static ExplanationText Text => new(Console.Error, Terminal.HasColours(Console.Error), clientId: null);

    /// <summary>
    /// Explains the newest refusal since an instant, after a job has failed. Says nothing when there was none.
    /// </summary>
    public static async Task ExplainSinceAsync(InstanceClient instance, DateTimeOffset since, CancellationToken cancel)
    {
        var refused = await SignIns.ListAsync(instance, refused: true, top: 1, cancel);
        if (refused is [var record] && record.CreatedDateTime >= since)
            Text.Write(record, RecordedSignIn.Explain(record));
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
