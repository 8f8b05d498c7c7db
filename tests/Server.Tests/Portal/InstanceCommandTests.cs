using System.Text.Json;
using Sallyport.Cli;
using Sallyport.Cli.Instances;
using Sallyport.Core.Entra.Directory;
using Sallyport.Portal.Frame;
using Sallyport.Server.Instance;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Commands on pages reach the instance that shows them, wherever it keeps its data.</summary>
public sealed class InstanceCommandTests
{
    private const string Issuer = "https://gitlab.example.com";
    private const string DataDir = " --data-dir /srv/one";

    private static readonly InstanceCommand Elsewhere = new("--data-dir /srv/one", "--data-dir /srv/fish", "--data-dir '/srv/pwsh'");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_portal_names_the_data_directory_that_a_plain_command_would_not_find(bool isElsewhere)
    {
        // A first start: nobody has signed in before.
        await using var server = await StartAsync(isElsewhere, o => o with { OwnerClientId = Guid.CreateVersion7() });
        using var administrator = (await server.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;
        await administrator.OpenAsync("/");
        Assert.Equal([Of("policy", isElsewhere), Of("run", isElsewhere)], Commands(administrator));
        await administrator.OpenAsync("/subscriptions");
        Assert.Equal([Of("shell", isElsewhere)], Commands(administrator));
        await administrator.OpenAsync("/signins");
        Assert.Equal([Of("run", isElsewhere)], Commands(administrator));
        await administrator.OpenAsync("/cloudshell");
        var (fish, powerShell) = isElsewhere ? (" --data-dir /srv/fish", " --data-dir '/srv/pwsh'") : ("", "");
        Assert.Equal(
            [
                Of("shell", isElsewhere), $"eval \"$({Of("env", isElsewhere)})\"", $"sallyport env{fish} --shell fish | source",
                $"sallyport env{powerShell} --shell pwsh | Out-String | Invoke-Expression",
            ],
            administrator.Page.QuerySelectorAll(".command pre").Select(p => p.TextContent).Where(t => t.Contains("sallyport", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fix_to_copy_names_the_data_directory_that_a_plain_command_would_not_find(bool isElsewhere)
    {
        await using var server = await StartAsync(isElsewhere);
        using var administrator = (await server.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;
        var application = await server.NewApplicationAsync("fixed by a run");
        await server.NewCredentialAsync(application, "main", Issuer, "project_path:group/p:ref_type:branch:ref:main");
        await administrator.OpenAsync($"/applications/{application.Id}/try");
        var claims = new { iss = Issuer, aud = "api://AzureADTokenExchange", sub = "project_path:group/p:ref_type:branch:ref:other" };
        await administrator.PostAsync("#try", ("presented", JsonSerializer.Serialize(claims)));
        var copied = administrator.Page.QuerySelectorAll(".fix .command").Single(c => c.TextContent.StartsWith("sallyport", StringComparison.Ordinal));
        Assert.StartsWith(Of("run", isElsewhere) + " --ref main", copied.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(copied.QuerySelector("pre")!.TextContent, copied.QuerySelector("button")!.GetAttribute("data-copy"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_pages_of_GitLab_name_it_too_and_no_page_tells_it_before_somebody_has_signed_in(bool isElsewhere)
    {
        await using var server = await StartAsync(isElsewhere);
        using var gitlab = new PageBrowser(server);
        await gitlab.OpenAsync("/users/sign_in");
        Assert.Equal(["sallyport status"], Commands(gitlab));
        await gitlab.SignInAsync(server.Facts.GitLabToken);
        Assert.Equal([Of("run", isElsewhere)], Commands(gitlab));
        using (var root = server.For("gitlab.example.com"))
        {
            root.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
            using var made = await root.PostAsync(
                "/api/v4/projects", new FormUrlEncodedContent([new("name", "empty")]), TestContext.Current.CancellationToken);
            made.EnsureSuccessStatusCode();
        }
        await gitlab.OpenAsync("/");
        await gitlab.OpenAsync(gitlab.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Contains(
            gitlab.Page.QuerySelectorAll("[data-copy]"),
            b => b.GetAttribute("data-copy")!.StartsWith(Of("exec", isElsewhere) + " -- git clone ", StringComparison.Ordinal));
        Assert.Equal(
            [Of("run", isElsewhere), Of("run", isElsewhere)], Commands(gitlab).Where(c => !c.Contains(" git clone ", StringComparison.Ordinal)));

        using var login = new PageBrowser(server, "login.microsoftonline.com");
        await login.OpenAsync("/sallyport/link?code=spent");
        Assert.Contains("The command sallyport portal makes a new one.", login.Text);
    }

    [Fact]
    public void The_command_line_tells_the_server_its_data_directory_in_the_words_of_each_shell()
    {
        var plain = UpOptionsOf(InstanceDirectory.Resolve(null));
        Assert.Equal("sallyport run", plain.In("sallyport run"));
        var elsewhere = UpOptionsOf(InstanceDirectory.Resolve("/srv/it's one"));
        Assert.Equal(@"sallyport exec --data-dir '/srv/it'\''s one' -- git clone x", elsewhere.In("sallyport exec -- git clone x"));
        Assert.Equal(@"sallyport env --data-dir '/srv/it\'s one'", elsewhere.InFish("sallyport env"));
        Assert.Equal("sallyport env --data-dir '/srv/it''s one'", elsewhere.InPowerShell("sallyport env"));
        Assert.Equal("id_tokens:\n  aud: sallyport run", elsewhere.In("id_tokens:\n  aud: sallyport run"));
    }

    [Theory]
    [InlineData("sallyport exec --data-dir /srv/one -- git clone x")]
    [InlineData("sallyport cache --data-dir /srv/one clear")]
    [InlineData("sallyport run --data-dir /srv/one --ref main")]
    public void The_command_line_takes_the_option_where_pages_put_it(string command) =>
        Assert.Empty(CommandLine.Parse(command.Split(' ')[1..]).Errors);

    private static InstanceCommand UpOptionsOf(InstanceDirectory directory) =>
        Cli.Up.UpOptions.Read(CommandLine.Parse(["up"]), directory).Command;

    private static Task<RunningServer> StartAsync(bool isElsewhere, Func<ServerOptions, ServerOptions>? change = null) =>
        RunningServer.StartAsync(o => (change?.Invoke(o) ?? o) with { Command = isElsewhere ? Elsewhere : InstanceCommand.Plain });

    private static string Of(string command, bool isElsewhere) => $"sallyport {command}{(isElsewhere ? DataDir : "")}";

    private static IEnumerable<string> Commands(PageBrowser browser) =>
        browser.Page.QuerySelectorAll("main code").Select(c => c.TextContent).Where(t => t.StartsWith("sallyport ", StringComparison.Ordinal));
}
