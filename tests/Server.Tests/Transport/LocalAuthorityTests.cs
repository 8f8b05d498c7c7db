using System.Security.Cryptography.X509Certificates;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Tests.Transport;

/// <summary>The certificate of the local authority that browsers may trust.</summary>
public sealed class LocalAuthorityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-authority-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_browser_takes_localhost_from_it_and_not_the_hosts_of_the_real_cloud()
    {
        using var authority = Open("portal.localhost", "login.microsoftonline.com");
        Assert.True(IsTaken(authority, "portal.localhost", ForBrowsers));
        Assert.False(IsTaken(authority, "login.microsoftonline.com", ForBrowsers));
        Assert.True(IsTaken(authority, "login.microsoftonline.com", File.ReadAllText(In("ca.pem"))));
    }

    [Fact]
    public void It_stays_the_same_while_it_fits_the_key()
    {
        Open("portal.localhost").Dispose();
        var first = ForBrowsers;
        Open("portal.localhost", "gitlab.example.com").Dispose();
        Assert.Equal(first, ForBrowsers);
        File.WriteAllText(In("ca-localhost.pem"), "no certificate");
        Open("portal.localhost").Dispose();
        var second = ForBrowsers;
        Assert.NotEqual(first, second);
        File.Delete(In("ca.pem"));
        File.Delete(In("ca.key"));
        using var renewed = Open("portal.localhost");
        Assert.NotEqual(second, ForBrowsers);
        Assert.True(IsTaken(renewed, "portal.localhost", ForBrowsers));
        Assert.False(IsTaken(renewed, "portal.localhost", second));
    }

    private string ForBrowsers => File.ReadAllText(In("ca-localhost.pem"));

    private string In(string name) => Path.Combine(folder, name);

    private LocalAuthority Open(params string[] hosts) => LocalAuthority.Open(folder, hosts, TimeProvider.System);

    private static bool IsTaken(LocalAuthority authority, string host, string trusted)
    {
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(trusted);
        return chain.Build(authority.LeafFor(host)!.TargetCertificate);
    }
}
