namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>when</c>: whether a job runs after a failure.</summary>
internal static class WhenKeyword
{
    public static Keyword Keyword { get; } = new(
        "when",
        KeywordPlaces.Job,
        (job, entry, where) => job with { When = Read(entry, where) });

    private static JobWhen Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Text: "manual" or "delayed" or "never" } other)
        {
            where.Unsupported(entry.At, $"jobs:{where.Job}: 'when: {other.Text}' is not supported by Sallyport");
            return JobWhen.OnSuccess;
        }
        return Values.Word(entry, where, "on_success", "on_failure", "always") switch
        {
            "on_failure" => JobWhen.OnFailure,
            "always" => JobWhen.Always,
            _ => JobWhen.OnSuccess,
        };
    }
}
