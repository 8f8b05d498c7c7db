namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>secrets</c>: values that the runner fetches with an ID token. There is no vault here to fetch them from, so a job
/// with secrets does not run; what its tokens claim can still be explained.
/// </summary>
internal static class SecretsKeyword
{
    private static readonly string[] Providers =
        ["vault", "azure_key_vault", "gcp_secret_manager", "aws_secrets_manager", "gitlab_secrets_manager"];

    private static readonly string[] Keys = [.. Providers, "file", "token"];

    public static Keyword Keyword { get; } = new("secrets", KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.Refused,
        Remark = "there is no vault here; give the values with `--variable`, and remove `secrets` for the rehearsal.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlMap map)
        {
            where.Wrong(entry.At, "should be a hash");
            return job;
        }
        var secrets = map.Entries.Select(e => ReadOne(e, where.In(e.Key))).OfType<SecretDefinition>();
        return job with { Secrets = secrets.ToList() };
    }

    private static SecretDefinition? ReadOne(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, Keys) is not { } map)
            return null;
        if (!Providers.Any(p => map.Find(p) is not null))
            where.Wrong(entry.At, $"must use exactly one of these keys: {string.Join(", ", Providers)}");
        var token = map.Find("token") is { } name ? Values.Text(name, where.At(name.Key)) : null;
        var isFile = map.Find("file") is not { } flag || Values.Flag(flag, where.At(flag.Key));
        if (map.Find("azure_key_vault") is not { } vault)
            return null;
        where = where.In(vault.Key);
        if (Values.Map(vault, where, "name", "version") is not { } secret)
            return null;
        if (Values.Required(secret, "name", vault.At, where) is not { } key)
            return null;
        var version = secret.Find("version") is { } number ? Values.Text(number, where.At(number.Key)) : null;
        var value = Values.Text(key, where.At(key.Key));
        return value is null ? null : new SecretDefinition(entry.Key, value, version, token, isFile);
    }
}
