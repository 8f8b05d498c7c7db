using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport portal</c>, and what <c>up</c> and <c>status</c> say of the portal.</summary>
public sealed class PortalCommandTests : IAsyncLifetime
{
    private const string Name = "admin@sallyport.onmicrosoft.com";

    private static readonly Dictionary<string, string> NoBrowser = new() { ["BROWSER"] = "", ["DISPLAY"] = "", ["WAYLAND_DISPLAY"] = "" };

    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Link => $"https://login.localhost:{instance.Port}/sallyport/link?code=";

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task A_printed_link_stands_alone_on_stdout_and_opens_the_page_of_its_account()
    {
        var printed = (await instance.RunAsync(["portal", "--print"])).Passes();
        Assert.Equal($"This link signs {Name} in once, within an hour.", printed.Error.Trim());
        Assert.Contains(Name, await PageAsync(printed.Output.Trim()), StringComparison.Ordinal);
        Assert.Contains("This link is spent", await PageAsync(printed.Output.Trim() + "x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_account_gets_its_own_link_and_an_unknown_one_is_refused()
    {
        (await instance.RunAsync(["portal", "--json", "--user", "ada"])).Fails("there is no enabled account 'ada'", 2);
        var data = JsonNode.Parse((await instance.RunAsync(["portal", "--json", "--user", "admin"])).Passes().Output)!["data"]!;
        Assert.Equal((Name, $"https://portal.localhost:{instance.Port}/"), ((string?)data["userPrincipalName"], (string?)data["portal"]!["url"]));
        Assert.StartsWith(Link, (string)data["portal"]!["signInLink"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_gets_a_file_of_its_user_alone_and_nobody_waits_for_it()
    {
        var (script, told) = (Path.Combine(instance.Folder, "browser"), Path.Combine(instance.Folder, "told"));
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho \"$$ $1\" > {told}.new; mv {told}.new {told}\nexec sleep 600\n", Cancel);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var opened = (await instance.RunAsync(["portal"], environment: new Dictionary<string, string> { ["BROWSER"] = $"/no/such:{script} %s &" })).Passes();
        Assert.StartsWith($"Opened https://portal.localhost:{instance.Port}/ in the browser. Its link signs {Name} in once, within an hour.", opened.Output, StringComparison.Ordinal);
        while (!File.Exists(told))
            await Task.Delay(20, Cancel);
        var words = (await File.ReadAllTextAsync(told, Cancel)).Trim().Split(' ');
        (await Command.RunAsync("kill", [words[0]])).Passes(); // it still ran
        var page = new Uri(words[1]).LocalPath;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(page));
        Assert.Contains($"url={Link}", await File.ReadAllTextAsync(page, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_browser_the_link_is_printed()
    {
        var printed = (await instance.RunAsync(["portal"], environment: NoBrowser)).Passes();
        Assert.StartsWith(Link, printed.Output, StringComparison.Ordinal);
        Assert.Contains("There is no browser", printed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(instance.DataDirectory, "sign-in.html")));
    }

    [Fact]
    public async Task Up_prints_a_link_that_status_and_the_log_do_not_have()
    {
        Assert.StartsWith(Link, (string)instance.Data["portal"]!["signInLink"]!, StringComparison.Ordinal);
        (await instance.RunAsync(["down"])).Passes();
        var up = (await instance.RunAsync(["up", "--detach", "--port", "0"])).Passes().Output;
        Assert.Matches($@"\n  Portal +https://portal\.localhost:{instance.Port}/\n", up);
        Assert.Matches($@"\n  Sign in +https://login\.localhost:{instance.Port}/sallyport/link\?code=\S+ \(once, within an hour; later: sallyport portal", up);
        Assert.Matches(@"\n  Certificate +a browser warns once for each address; to end that: sallyport trust", up);
        var status = (await instance.RunAsync(["status"])).Passes().Output;
        Assert.Matches($@"\n  Portal +https://portal\.localhost:{instance.Port}/\n", status);
        Assert.Contains($"at https://NAME.localhost:{instance.Port}", status, StringComparison.Ordinal);
        var json = JsonNode.Parse((await instance.RunAsync(["status", "--json"])).Passes().Output)!["data"]!["portal"]!.AsObject();
        Assert.Equal(["url"], json.Select(m => m.Key));
        Assert.DoesNotContain("/sallyport/link", await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "sallyport.log"), Cancel), StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string address) => (await Command.RunAsync(
        "curl", ["-sS", "--resolve", $"login.localhost:{instance.Port}:127.0.0.1", "--cacert", Path.Combine(instance.DataDirectory, "ca-localhost.pem"), address])).Passes().Output;
}
