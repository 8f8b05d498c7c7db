using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport trust</c> and <c>untrust</c> with the real certutil and the real Chromium, in a home of their own.</summary>
public sealed class TrustTests : IAsyncLifetime
{
    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Home => Path.Combine(instance.Folder, "home");

    private string Database => Path.Combine(Home, ".pki", "nssdb");

    private string Profile => Path.Combine(Home, ".mozilla", "firefox", "abc.default-release");

    private string Authority => Path.Combine(instance.DataDirectory, "ca-localhost.pem");

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        Directory.CreateDirectory(Profile);
        await CertutilAsync(Profile, "-N", "--empty-password");
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task Nothing_is_trusted_before_somebody_said_yes()
    {
        (await RunAsync("trust")).FailsInOneLine("trust --yes", 2);
        (await AnswerAsync("n")).Fails("nothing was changed", 1);
        Assert.False(Directory.Exists(Database));
        Assert.Contains($"✓ Firefox: {Profile}", (await AnswerAsync("y")).Passes().Output, StringComparison.Ordinal);
        var trusted = (await RunAsync("trust", "--yes")).Passes().Output;
        Assert.Contains($"✓ Chromium and Chrome: {Database}\n", trusted, StringComparison.Ordinal);
        Assert.Contains($"✓ Firefox: {Profile}\n", trusted, StringComparison.Ordinal);
        Assert.Contains("- System – only with --system", trusted, StringComparison.Ordinal);
        (await RunAsync("trust", "--yes")).Passes();
        Assert.Equal([$"sallyport-{await FingerprintAsync()} C,,"], await NamesAsync(Database));
        Assert.Equal([$"sallyport-{await FingerprintAsync()} C,,"], await NamesAsync(Profile));
        (await instance.RunAsync(["down"])).Passes();
        Assert.DoesNotContain("sallyport trust", (await instance.RunAsync(["up", "--detach", "--port", "0"])).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_authority_for_localhost_alone_is_put_into_browsers()
    {
        var own = await File.ReadAllTextAsync(Authority, Cancel);
        File.Copy(Path.Combine(instance.DataDirectory, "ca.pem"), Authority, overwrite: true);
        (await RunAsync("trust", "--yes")).FailsInOneLine("is not for localhost alone", 4);
        Assert.Empty(await NamesAsync(Profile));
        await File.WriteAllTextAsync(Authority, own, Cancel);
        (await RunAsync("trust", "--yes")).Passes();
    }

    [Fact]
    public async Task Untrust_takes_exactly_this_authority_out()
    {
        (await RunAsync("trust", "--yes")).Passes();
        // The same subject and key under another name: somebody's own doing.
        await CertutilAsync(Profile, "-A", "-n", "sallyport-mine", "-t", "C,,", "-i", Path.Combine(instance.DataDirectory, "ca.pem"));
        var data = JsonNode.Parse((await RunAsync("untrust", "--json")).Passes().Output)!["data"]!;
        Assert.Equal([await FingerprintAsync()], data["fingerprints"]!.AsArray().Select(f => (string?)f));
        Assert.Empty(await NamesAsync(Database));
        Assert.Equal(["sallyport-mine C,,"], await NamesAsync(Profile));
        Assert.Contains("it does not have this authority", (await RunAsync("untrust")).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_tells_how_to_take_the_authority_of_deleted_data_out_and_that_works()
    {
        var fingerprint = await FingerprintAsync();
        (await RunAsync("trust", "--yes")).Passes();
        (await RunAsync("down")).Passes();
        Assert.Contains($"  sallyport untrust --fingerprint {fingerprint}\n", (await RunAsync("reset", "--yes")).Passes().Output, StringComparison.Ordinal);
        (await RunAsync("untrust")).FailsInOneLine("--fingerprint", 3);
        (await RunAsync("trust", "--yes")).FailsInOneLine("before the first start", 3);
        (await RunAsync("untrust", "--fingerprint", fingerprint[1..])).FailsInOneLine("64 hexadecimal digits", 2);
        Assert.NotEmpty(await NamesAsync(Profile));
        (await RunAsync("untrust", "--fingerprint", fingerprint)).Passes();
        Assert.Empty(await NamesAsync(Profile));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_way_out_and_the_rest_is_done()
    {
        var none = await RunAsync(["trust", "--yes"], new() { ["PATH"] = "/nowhere" });
        none.Fails("✗ Firefox: " + Profile + " – certutil is missing: install libnss3-tools", 1);
        var locked = Path.Combine(Home, ".mozilla", "firefox", "locked");
        Directory.CreateDirectory(locked);
        await File.WriteAllTextAsync(Path.Combine(Home, "password"), "correct horse\n", Cancel);
        await CertutilAsync(locked, "-N", "-f", Path.Combine(Home, "password"));
        (await RunAsync("trust", "--yes")).Fails($"✗ Firefox: {locked} – it has a password of its own", 1);
        Assert.Empty(await NamesAsync(locked));
        Assert.NotEmpty(await NamesAsync(Profile));
        (await RunAsync("untrust")).Passes();
        Assert.Empty(await NamesAsync(Profile));
    }

    [Fact]
    public async Task Chromium_opens_the_portal_without_an_error_and_believes_the_authority_in_no_other_name()
    {
        var portal = $"https://portal.localhost:{instance.Port}/";
        Assert.Contains("ERR_CERT_AUTHORITY_INVALID", await BrowseAsync(portal), StringComparison.Ordinal);
        (await RunAsync("trust", "--yes")).Passes();
        var page = await BrowseAsync(portal);
        Assert.DoesNotContain("ERR_CERT", page, StringComparison.Ordinal);
        Assert.Contains("Sign in", page, StringComparison.Ordinal);
        var link = (await RunAsync("portal", "--print")).Passes().Output.Trim();
        Assert.Contains("admin@sallyport.onmicrosoft.com", await BrowseAsync(link), StringComparison.Ordinal);
        // The server has a certificate of this name, of an authority with the same key.
        const string Foreign = "https://login.microsoftonline.com/";
        var foreign = await BrowseAsync(Foreign, $"--host-resolver-rules=MAP login.microsoftonline.com:443 127.0.0.1:{instance.Port}");
        Assert.Contains("ERR_CERT_INVALID", foreign, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    private Task<Outcome> RunAsync(string[] arguments, Dictionary<string, string> environment) =>
        instance.RunAsync(arguments, environment: new Dictionary<string, string>(environment) { ["HOME"] = Home, ["XDG_DATA_HOME"] = "" });

    /// <summary>The command on a terminal, where somebody types an answer.</summary>
    private Task<Outcome> AnswerAsync(string answer) => Command.RunAsync(
        "script",
        ["-qec", $"dotnet {Command.Sallyport} trust --data-dir {instance.DataDirectory}", "/dev/null"],
        environment: new Dictionary<string, string> { ["HOME"] = Home, ["XDG_DATA_HOME"] = "" },
        input: answer + "\n");

    private async Task<string> FingerprintAsync()
    {
        var text = (await Command.RunAsync("openssl", ["x509", "-in", Authority, "-noout", "-fingerprint", "-sha256"])).Passes().Output;
        return text.Trim().Split('=')[1].Replace(":", "", StringComparison.Ordinal);
    }

    private static async Task CertutilAsync(string database, params string[] arguments) =>
        (await Command.RunAsync("certutil", [.. arguments, "-d", $"sql:{database}"])).Passes();

    /// <summary>The names in a database, each with its trust.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(string database)
    {
        var list = (await Command.RunAsync("certutil", ["-L", "-d", $"sql:{database}"])).Passes().Output;
        return [.. list.Split('\n').Where(l => l.StartsWith("sallyport", StringComparison.Ordinal)).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <summary>What a page consists of, or why it was not loaded.</summary>
    private async Task<string> BrowseAsync(string address, params string[] options) => (await Command.RunAsync(
        "chromium",
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--virtual-time-budget=5000", .. options, "--dump-dom", address],
        environment: new Dictionary<string, string> { ["HOME"] = Home, ["XDG_CONFIG_HOME"] = "", ["XDG_DATA_HOME"] = "" })).Passes().All;
}
