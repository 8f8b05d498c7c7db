using Sallyport.Server.Instance;

namespace Sallyport.Cli.Instances;

/// <summary>The environment variables that point az, the Azure SDKs, curl and Node at an instance.</summary>
internal static class InstanceEnvironment
{
    /// <summary>Variables of the surroundings that would lead past the instance; they are taken away.</summary>
    public static IReadOnlyList<string> Removed { get; } = ["ALL_PROXY", "all_proxy"];

    /// <summary>The variables, in the order in which they are printed.</summary>
    public static IReadOnlyDictionary<string, string> Of(InstanceDirectory directory, InstanceFile instance)
    {
        var direct = string.Join(',', Direct(instance).Concat(UserDirectHosts.Of(instance).Kept).Distinct());
        return new OrderedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["HTTPS_PROXY"] = instance.Proxy,
            ["https_proxy"] = instance.Proxy,
            ["NO_PROXY"] = direct,
            ["no_proxy"] = direct,
            ["REQUESTS_CA_BUNDLE"] = directory.CaBundle,
            ["CURL_CA_BUNDLE"] = directory.CaBundle,
            ["SSL_CERT_FILE"] = directory.CaBundle,
            ["GIT_SSL_CAINFO"] = directory.CaBundle,
            ["NODE_EXTRA_CA_CERTS"] = instance.CaCertificate,
            ["AZURE_CONFIG_DIR"] = directory.AzureConfig,
            ["AZURE_CORE_COLLECT_TELEMETRY"] = "no",
            // az replays a refusal from its own store for a minute; here a corrected credential shall work at once.
            ["AZURE_CORE_USE_MSAL_HTTP_CACHE"] = "no",
            ["AZURE_CORE_SURVEY_MESSAGE"] = "no",
        };
    }

    /// <summary>
    /// A real GitLab is not taken over in shells and jobs, so that <c>git clone</c> still reaches it.
    /// </summary>
    private static IEnumerable<string> Direct(InstanceFile instance)
    {
        yield return "localhost";
        yield return "127.0.0.1";
        if (GitLabHost.IsReal(instance.GitLabUrl))
            yield return new Uri(instance.GitLabUrl).IdnHost;
    }
}
