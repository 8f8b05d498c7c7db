namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>allow_failure</c>: whether a failed job fails its pipeline; for some exit codes, or for all.</summary>
internal static class AllowFailureKeyword
{
    public static Keyword Keyword { get; } = new("allow_failure", KeywordPlaces.Job, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlMap)
            return job with { AllowFailure = Values.Flag(entry, where) };
        if (Values.Map(entry, where, "exit_codes")?.Find("exit_codes") is { } codes)
            return job with { AllowFailureExitCodes = Values.Integers(codes, where.In(codes.Key)) };
        where.Invalid(entry.At, $"{where} should be a boolean value or name exit_codes");
        return job;
    }
}
