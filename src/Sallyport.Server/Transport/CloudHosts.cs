namespace Sallyport.Server.Transport;

/// <summary>
/// The hosts of the real cloud, in all its national forms: nothing that is meant for the local one may reach them. Each
/// entry stands for the name and all names below it. Sources: the authorities that MSAL knows, the endpoints in the
/// clouds' metadata (<c>az cloud list</c>), and Microsoft's tables of service domains.
/// </summary>
public static class CloudHosts
{
    // Sign-in, Graph and Resource Manager, which Sallyport itself stands in for, and the machine's own identity.
    // Nobody may exempt these.
    private static readonly string[] Core =
    [
        "microsoftonline.com", "microsoftonline.us", "microsoftonline.de", "microsoftonline.cn", "microsoftonline.mil",
        "microsoftonline-p.com", "microsoftonline-p.net",
        "login.microsoft.com", "login.live.com", "login.windows.net", "sts.windows.net", "windows-ppe.net",
        "b2clogin.com", "ciamlogin.com", "microsoftazuread-sso.com",
        "msauth.net", "msftauth.net", "msauthimages.net", "msftauthimages.net", "msidentity.com",
        "login.chinacloudapi.cn", "login.usgovcloudapi.net",
        "sovcloud-identity.fr", "sovcloud-identity.de", "sovcloud-identity.sg",
        "graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "graph.microsoft.de",
        "microsoftgraph.chinacloudapi.cn", "graph.windows.net", "graph.chinacloudapi.cn", "graph.usgovcloudapi.net",
        "graph.cloudapi.de",
        "management.azure.com", "portal.azure.com", "management.core.windows.net",
        "management.chinacloudapi.cn", "management.core.chinacloudapi.cn",
        "management.usgovcloudapi.net", "management.core.usgovcloudapi.net",
        "management.microsoftazure.de", "management.core.cloudapi.de",
        "metadata.google.internal", "instance-data.ec2.internal",
    ];

    // Services, and what customers run on them.
    private static readonly string[] Services =
    [
        "azure.com", "azure.net", "azure.us", "azure.cn", "azure.de", "windows.net",
        "microsoft.com", "microsoft.us", "microsoft.de", "microsoft.cn", "microsoft.scloud", "eaglex.ic.gov",
        "chinacloudapi.cn", "chinacloudapp.cn", "chinacloudsites.cn", "usgovcloudapi.net", "usgovcloudapp.net",
        "microsoftazure.de", "microsoftazure.us", "cloudapi.de", "windowsazure.com", "windowsazure.us",
        "windowsazure.cn", "sovcloud-api.fr", "sovcloud-api.de", "sovcloud-api.sg",
        "azurecr.io", "azurecr.us", "azurecr.cn",
        "azurewebsites.net", "azurewebsites.us", "azurestaticapps.net", "azurecontainer.io", "azurecontainerapps.io",
        "azurecontainerapps.us", "appserviceenvironment.net", "appserviceenvironment.us", "cloudapp.net", "azmk8s.io",
        "azure-api.net", "azure-api.us", "azure-api.cn", "azureedge.net", "azureedge.us", "azurefd.net", "azurefd.us",
        "trafficmanager.net", "usgovtrafficmanager.net", "trafficmanager.cn",
        "azure-automation.net", "azure-automation.us", "azure-automation.cn", "azure-devices.net", "azure-devices.us",
        "azure-devices.cn", "azure-devices-provisioning.net", "azureiotcentral.com", "azure-mobile.net",
        "azuredatabricks.net", "azuredatalakestore.net", "azuredatalakeanalytics.net", "azurehdinsight.net",
        "azurehdinsight.us", "azurehdinsight.cn", "azuresynapse.net", "azuresynapse.us", "azuresynapse.cn",
        "azureml.net", "azureml.ms", "azconfig.io", "signalr.net", "botframework.com", "msappproxy.net", "live.com",
    ];

    // Where clients report what they do, and Azure DevOps in visualstudio.com.
    private static readonly string[] Telemetry =
    [
        "applicationinsights.io", "applicationinsights.us", "applicationinsights.cn", "loganalytics.io",
        "loganalytics.us", "loganalytics.cn", "visualstudio.com",
    ];

    // Packages and tools that anybody may fetch without an account.
    private static readonly string[] Tooling =
    [
        "packages.microsoft.com", "mcr.microsoft.com", "download.microsoft.com", "dotnet.microsoft.com",
        "go.microsoft.com", "learn.microsoft.com", "marketplace.visualstudio.com", "update.code.visualstudio.com",
    ];

    private static readonly string[] Cloud = [.. Core, .. Services, .. Telemetry];

    /// <summary>The names by which the list is written, each standing for what is below it too.</summary>
    public static IReadOnlyList<string> Names => Cloud;

    /// <summary>Whether the host belongs to the cloud.</summary>
    /// <param name="host">Lower case, without a dot at its end.</param>
    public static bool Contains(string host) => IsIn(Cloud, host) && !IsIn(Tooling, host);

    /// <summary>Whether the host is one for which no exception can be made.</summary>
    /// <param name="host">Lower case, without a dot at its end.</param>
    public static bool IsCore(string host) => IsIn(Core, host);

    private static bool IsIn(string[] names, string host) =>
        names.Any(n => host == n || host.EndsWith("." + n, StringComparison.Ordinal));
}
