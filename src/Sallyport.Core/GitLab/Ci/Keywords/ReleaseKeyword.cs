namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>release</c>: a release that GitLab makes after the job. It is checked and then forgotten.</summary>
internal static class ReleaseKeyword
{
    private static readonly string[] Required = ["tag_name", "description"];
    private static readonly string[] Texts = ["tag_message", "name", "ref", "released_at"];

    public static Keyword Keyword { get; } = new("release", KeywordPlaces.Job, Read);

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "release") is not { } map)
            return job;
        foreach (var key in Required)
        {
            Values.Text(map, key, where);
            if (map.Find(key) is not { } value || Values.IsBlank(value.Value))
                where.Field(key).Wrong(map.Find(key)?.At ?? entry.At, "can't be blank");
        }
        foreach (var key in Texts)
            Values.Text(map, key, where);
        if (map.Find("milestones") is { } milestones)
            Values.TextOrTexts(milestones, where.Field("milestones"));
        if (map.Find("assets") is { } assets)
            Values.Map(assets, where.In(assets.Key), "release:assets");
        return job;
    }
}
