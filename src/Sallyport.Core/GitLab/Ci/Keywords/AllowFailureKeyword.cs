namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>allow_failure</c>: whether a failed job fails its pipeline; for some exit codes, or for all. A job that is manual
/// by itself may fail unless it says otherwise.
/// </summary>
internal static class AllowFailureKeyword
{
    public static Keyword Keyword { get; } = new("allow_failure", KeywordPlaces.Job, Read) { IsAttribute = true };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean } flag)
            return job with { AllowFailure = flag.Text == "true" };
        if (where.IsTrigger)
        {
            where.Wrong(entry.At, "should be a boolean value");
            return job;
        }
        if (entry.Value is not YamlMap)
        {
            where.Wrong(entry.At, "should be a hash or a boolean value");
            return job;
        }
        return ReadMap(job, entry, where.In(Keyword.Name));
    }

    private static JobDefinition ReadMap(JobDefinition job, YamlEntry entry, Place where)
    {
        var codes = Values.Map(entry, where, Keyword.Name)?.Find("exit_codes");
        return job with
        {
            AllowFailure = false,
            AllowFailureExitCodes = codes is null ? [] : Values.Integers(codes, where.Field("exit_codes")),
        };
    }
}
