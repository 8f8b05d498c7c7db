using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Sallyport.Portal.Tests;

/// <summary>The real az signs a person in, by a browser without any proxy.</summary>
public sealed partial class AzSignInTests(Browser browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Az_login_opens_a_browser_in_which_a_person_signs_in(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        await using var person = await browser.NewAsync(instance);
        var az = await Az.NewAsync(instance, debian12);
        var opened = Path.Combine(instance.Folder, "opened");
        (await Command.RunAsync("mkfifo", [opened])).Passes();
        var environment = new Dictionary<string, string>(az.Environment) { ["BROWSER"] = await BrowserProgramAsync(instance, opened) };
        using var login = Command.Start(await Az.ProgramAsync(debian12), ["login", "--output", "json"], null, environment);
        var output = login.StandardOutput.ReadToEndAsync(Cancel);
        var error = login.StandardError.ReadToEndAsync(Cancel);
        var address = await File.ReadAllTextAsync(opened, Cancel);
        Assert.StartsWith($"https://login.localhost:{instance.Port}/organizations/oauth2/v2.0/authorize?", address, StringComparison.Ordinal);

        await person.Page.GotoAsync(address);
        await person.SeesAsync("to continue to Microsoft Azure CLI");
        await person.TypeAsync(Visitor.Administrator, person.AdministratorPassword);
        await login.WaitForExitAsync(Cancel);
        Assert.True(login.ExitCode == 0, await error);
        Assert.StartsWith("http://localhost:", person.Page.Url, StringComparison.Ordinal);
        var account = JsonNode.Parse(await output)![0]!;
        Assert.Equal((Visitor.Administrator, instance.TenantId), ((string)account["user"]!["name"]!, (string)account["tenantId"]!));
        Assert.Equal(Visitor.Administrator, await az.TextAsync("ad", "signed-in-user", "show", "--query", "userPrincipalName", "-otsv"));
        Assert.Empty(person.Errors);
        await SetUpAsync(az, instance, debian12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Az_login_by_device_code_is_finished_in_a_browser(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        await using var person = await browser.NewAsync(instance);
        var az = await Az.NewAsync(instance, debian12);
        using var login = Command.Start(await Az.ProgramAsync(debian12), ["login", "--use-device-code", "--output", "json"], null, az.Environment);
        var output = login.StandardOutput.ReadToEndAsync(Cancel);
        var message = await MessageAsync(login.StandardError);

        await person.Page.GotoAsync(message.Groups["page"].Value);
        await person.FillAsync("Code", message.Groups["code"].Value);
        await person.ClickAsync("Next");
        await person.TypeAsync(Visitor.Administrator, person.AdministratorPassword);
        await person.SeesAsync("Are you trying to sign in to Microsoft Azure CLI?");
        await person.ClickAsync("Continue");
        await person.SeesAsync("You have signed in");
        await login.WaitForExitAsync(Cancel);
        Assert.Equal(0, login.ExitCode);
        Assert.Equal(Visitor.Administrator, (string)JsonNode.Parse(await output)![0]!["user"]!["name"]!);
        Assert.Equal(instance.SubscriptionId, await az.TextAsync("account", "show", "--query", "id", "-otsv"));
    }

    // The tutorial's commands, as the person.
    private static async Task SetUpAsync(Az az, Instance instance, bool debian12)
    {
        var client = await az.TextAsync("ad", "app", "create", "--display-name", "gitlab-oidc", "--query", "appId", "-otsv");
        Assert.Equal(client, await az.TextAsync("ad", "sp", "create", "--id", client, "--query", "appId", "-otsv"));
        var id = await az.TextAsync("ad", "app", "show", "--id", client, "--query", "id", "-otsv");
        var body = """{"name":"main","issuer":"https://gitlab.example.com","subject":"project_path:mygroup/myproject:ref_type:branch:ref:main","audiences":["https://gitlab.example.com"]}""";
        (await az.RunAsync("rest", "--method", "POST", "--uri", $"https://graph.microsoft.com/beta/applications/{id}/federatedIdentityCredentials", "--body", body)).Passes();
        if (!debian12) // whose packages do not fit together
            (await az.RunAsync("role", "assignment", "create", "--assignee", client, "--role", "Reader", "--scope", $"/subscriptions/{instance.SubscriptionId}")).Passes();
    }

    // What az starts must end at once, or az does not answer the browser; so it hands the address on and ends.
    private static async Task<string> BrowserProgramAsync(Instance instance, string opened)
    {
        var program = Path.Combine(instance.Folder, "browser");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nprintf %s \"$1\" > '{opened}'\n", Cancel);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    private static async Task<Match> MessageAsync(StreamReader error)
    {
        var said = "";
        while (await error.ReadLineAsync(Cancel) is { } line)
        {
            said += line + "\n";
            if (Message().Match(line) is { Success: true } found)
                return found;
        }
        throw new InvalidOperationException($"az gave no code: {said}");
    }

    [GeneratedRegex("open the page (?<page>https://login\\.localhost:[0-9]+/[^ ]+) and enter the code (?<code>[A-Z0-9]{9}) to authenticate")]
    private static partial Regex Message();
}
