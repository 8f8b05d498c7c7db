using System.Net;
using System.Net.Security;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>
/// The proxy of <c>sallyport env</c> with real clients: each takes its credential to the tunnel, and the user's own
/// NO_PROXY stays in force.
/// </summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly Site site = new();
    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        instance = await Instance.StartAsync("--tunnel", Site.Host, "--tunnel", "myreg.azurecr.io");

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task Curl_reaches_another_host_with_the_credential_and_not_without()
    {
        var with = await ExecAsync("curl", "-sSk", site.Url);
        Assert.Equal("somebody's", with.Passes().Output);
        var address = $"http://127.0.0.1:{new Uri((string)instance.Data["proxy"]!).Port}";
        (await ExecAsync("curl", "-sSk", "-x", address, site.Url)).Fails("407");
        AssertNoCredentialWentOn();
    }

    [Fact]
    public async Task Git_reaches_another_host()
    {
        (await ExecAsync("git", "-c", "http.sslVerify=false", "ls-remote", site.Url)).Passes();
        Assert.StartsWith("GET /page/info/refs", site.Heads.First(), StringComparison.Ordinal);
        AssertNoCredentialWentOn();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Az_reaches_another_host(bool debian12)
    {
        var az = await Az.NewAsync(instance, debian12);
        var environment = az.Environment.ToDictionary();
        environment["AZURE_CLI_DISABLE_CONNECTION_VERIFICATION"] = "1";
        string[] rest = ["rest", "--skip-authorization-header", "--uri", site.Url];
        var answer = await Command.RunAsync(await Az.ProgramAsync(debian12), rest, null, environment);
        Assert.Contains("somebody's", answer.Passes().Output, StringComparison.Ordinal);
        AssertNoCredentialWentOn();
    }

    [Fact]
    public async Task Node_reaches_another_host()
    {
        var script = Path.Combine(Command.Repository, "tests", "Conformance", "node", "fetch.mjs");
        var environment = await instance.EnvironmentAsync();
        environment["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
        var answer = await Command.RunAsync("node", [script, site.Url], environment: environment);
        Assert.Equal("200", answer.Passes().Output.Trim());
        AssertNoCredentialWentOn();
    }

    [Fact]
    public async Task HttpClient_reaches_another_host()
    {
        var proxy = new Uri((string)instance.Data["proxy"]!);
        var user = proxy.UserInfo.Split(':');
        using var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy(proxy) { Credentials = new NetworkCredential(user[0], user[1]) },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = TrustAnyone;
#pragma warning disable RS0030 // A test is a client of its own.
        using var client = new HttpClient(handler);
#pragma warning restore RS0030
        Assert.Equal("somebody's", await client.GetStringAsync(site.Url, Cancel));
        AssertNoCredentialWentOn();
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("dotenv")]
    [InlineData("json")]
    public async Task Env_keeps_the_users_own_NO_PROXY_but_what_leads_past_the_instance(string shell)
    {
        var surroundings = new Dictionary<string, string>
        {
            ["NO_PROXY"] = "corp.example,.microsoftonline.com,10.0.0.0/8,*,myreg.azurecr.io,com",
            ["no_proxy"] = "intranet *.vault.azure.net other.azurecr.io:443 gitlab.example.com 192.168.* corp.example",
        };
        var env = (await instance.RunAsync(["env", "--shell", shell], environment: surroundings)).Passes();
        const string kept = "localhost,127.0.0.1,corp.example,10.0.0.0/8,myreg.azurecr.io,intranet,192.168.*";
        Assert.Matches($"NO_PROXY[\"=: ']+{System.Text.RegularExpressions.Regex.Escape(kept)}['\",\\s]", env.Output);
        Assert.Matches($"no_proxy[\"=: ']+{System.Text.RegularExpressions.Regex.Escape(kept)}['\",\\s]", env.Output);
        string[] leftOut =
            [".microsoftonline.com", "*", "com", "*.vault.azure.net", "other.azurecr.io:443", "gitlab.example.com"];
        var notes = env.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(leftOut.Length, notes.Length);
        Assert.All(leftOut, e => Assert.Contains(notes, n => n.Contains($"'{e}'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Exec_keeps_it_too_and_says_what_was_left_out_once()
    {
        var surroundings = new Dictionary<string, string> { ["NO_PROXY"] = "corp.example,login.*", ["no_proxy"] = "" };
        var run = (await Command.SallyportAsync(
            ["exec", "--data-dir", instance.DataDirectory, "--", "sh", "-c", "echo $NO_PROXY"],
            environment: surroundings)).Passes();
        Assert.Equal("localhost,127.0.0.1,corp.example\n", run.Output);
        Assert.Contains("'login.*' is left out", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Only_JSON_and_env_show_the_secret_of_the_proxy()
    {
        var secret = new Uri((string)instance.Data["proxy"]!).UserInfo.Split(':')[1];
        var file = await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "proxy-secret"), Cancel);
        Assert.Equal(file, secret);
        Assert.Equal((string?)instance.Data["proxy"], (await instance.EnvironmentAsync())["HTTPS_PROXY"]);
        var json = JsonNode.Parse((await instance.RunAsync(["status", "--json"])).Passes().Output)!;
        Assert.Equal((string?)instance.Data["proxy"], (string?)json["data"]!["proxy"]);
        foreach (var command in new[] { "status", "wait" })
            Assert.DoesNotContain(secret, (await instance.RunAsync([command])).Passes().All, StringComparison.Ordinal);
        var log = await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "sallyport.log"), Cancel);
        Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    // Whose certificate the other site has is not what these tests are about.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5359", Justification = "See above.")]
    private static bool TrustAnyone(object sender, object? certificate, object? chain, SslPolicyErrors errors) => true;

    private Task<Outcome> ExecAsync(params string[] command) =>
        Command.SallyportAsync(["exec", "--data-dir", instance.DataDirectory, "--", .. command]);

    private void AssertNoCredentialWentOn()
    {
        Assert.NotEmpty(site.Heads);
        Assert.All(site.Heads, h => Assert.DoesNotContain("Proxy-", h, StringComparison.OrdinalIgnoreCase));
    }
}
