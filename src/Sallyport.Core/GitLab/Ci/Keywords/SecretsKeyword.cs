namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>secrets</c>: values that the runner fetches with an ID token; here from Azure Key Vault alone.
/// Source: "CI/CD YAML syntax reference", <c>secrets</c>, GitLab documentation.
/// </summary>
internal static class SecretsKeyword
{
    private static readonly string[] Providers =
    [
        "vault", "azure_key_vault", "gcp_secret_manager", "aws_secrets_manager", "akeyless", "gitlab_secrets_manager",
    ];

    public static Keyword Keyword { get; } = new(
        "secrets",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Secrets = Read(entry, where) });

    private static List<SecretDefinition> Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlMap map)
            return map.Entries.Select(e => ReadOne(e, where.In(e.Key))).OfType<SecretDefinition>().ToList();
        where.Wrong(entry.At, "should be a hash");
        return [];
    }

    private static SecretDefinition? ReadOne(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "secrets") is not { } map)
            return null;
        if (map.Entries.Count(e => Providers.Contains(e.Key)) != 1)
            where.Wrong(entry.At, $"must use exactly one of these keys: {string.Join(", ", Providers)}");
        var token = Values.Text(map, "token", where);
        var isFile = Values.Flag(map, "file", where) ?? true;
        if (map.Find("azure_key_vault") is not { } vault)
            return null;
        where = where.In(vault.Key);
        if (Values.Map(vault, where, "secrets:azure_key_vault") is not { } place)
            return null;
        var name = Values.Text(place, "name", where);
        var version = Values.Text(place, "version", where);
        if (place.Find("name") is null)
            where.Field("name").Wrong(vault.At, "can't be blank");
        return name is null ? null : new SecretDefinition(entry.Key, name, version, token, isFile);
    }
}
