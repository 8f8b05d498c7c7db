namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Keywords of which a run here takes nothing: the table says whether they are noted or refused. They are checked as
/// far as their values are simple.
/// </summary>
internal static class PlainKeywords
{
    public static Keyword ManualConfirmation { get; } = new(
        "manual_confirmation", KeywordPlaces.Job, Checked((e, w) => Values.Text(e, w))) { IsAttribute = true };

    public static Keyword DastConfiguration { get; } = new(
        "dast_configuration", KeywordPlaces.Job, Checked((e, w) => Values.Map(e, w, "dast_configuration")));

    public static Keyword Identity { get; } = new("identity", KeywordPlaces.Default | KeywordPlaces.Job);

    public static Keyword Run { get; } = new("run", KeywordPlaces.Job);

    public static Keyword Inputs { get; } = new("inputs", KeywordPlaces.Job);

    public static Keyword Spec { get; } = new("spec", KeywordPlaces.Root);

    private static KeywordReader Checked(Action<YamlEntry, Place> check) => (job, entry, where) =>
    {
        check(entry, where);
        return job;
    };
}
