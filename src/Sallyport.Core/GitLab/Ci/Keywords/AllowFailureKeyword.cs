namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>allow_failure</c>: whether a failed job fails its pipeline; for some exit codes, or for all.</summary>
internal static class AllowFailureKeyword
{
    public static Keyword Keyword { get; } =
        new("allow_failure", KeywordPlaces.Job | KeywordPlaces.Trigger, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean } flag)
            return job with { AllowFailure = flag.Text == "true" };
        if (Values.MapOr(entry, where, "a hash or a boolean value", "exit_codes") is not { } map)
            return job;
        if (Values.Required(map, "exit_codes", entry.At, where) is not { } codes)
            return job;
        return job with
        {
            AllowFailure = false, AllowFailureExitCodes = Values.Integers(codes, where.At(codes.Key)),
        };
    }
}
