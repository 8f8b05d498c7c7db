using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

[assembly: AssemblyFixture(typeof(Sallyport.Portal.Tests.Browser))]
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Sallyport.Portal.Tests;

/// <summary>Debian's Chromium, without a window, for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright playwright = null!;
    private IBrowser chromium = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-dev-shm-usage"], // tests may run as root
        });
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        playwright.Dispose();
    }

    /// <summary>A person's browser: cookies of its own, no proxy. The instance's certificate is taken as a person would who clicks the warning away.</summary>
    public async Task<Visitor> NewAsync(Instance instance, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.IgnoreHTTPSErrors = true;
        options.Locale ??= "en-GB";
        options.TimezoneId ??= "UTC";
        var context = await chromium.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        return new Visitor(instance, context, await context.NewPageAsync());
    }
}

/// <summary>A person at a browser.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly Instance instance;
    private readonly IBrowserContext context;

    internal Visitor(Instance instance, IBrowserContext context, IPage page)
    {
        this.instance = instance;
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // the page that az answers with is its own, and a page may be one of an error
            var isOurs = message.Location.Contains(".localhost:", StringComparison.Ordinal);
            var isPageOfError = message.Text.Contains("responded with a status of 404", StringComparison.Ordinal)
                && message.Location.StartsWith(page.Url + ":", StringComparison.Ordinal);
            if (message.Type == "error" && isOurs && !isPageOfError)
                Errors.Add(message.Text);
        };
        page.PageError += (_, error) => Errors.Add(error);
        page.Dialog += (_, dialog) => Errors.Add($"a dialog: {dialog.Message}");
    }

    public IPage Page { get; }

    /// <summary>What the browser complained about: blocked by the content security policy, thrown by a script …</summary>
    public List<string> Errors { get; } = [];

    /// <summary>The portal's address on this machine.</summary>
    public string Portal => $"https://portal.localhost:{instance.Port}";

    /// <summary>The first person of the instance.</summary>
    public static string Administrator => "admin@sallyport.onmicrosoft.com";

    public string AdministratorPassword => File.ReadAllText(Path.Combine(instance.DataDirectory, "admin-password")).Trim();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    /// <summary>Opens a page of the portal.</summary>
    public Task OpenAsync(string path) => Page.GotoAsync(Portal + path);

    /// <summary>Opens the portal and signs in as the instance's administrator.</summary>
    public async Task SignInAsync(string path = "/")
    {
        await OpenAsync(path);
        await TypeAsync(Administrator, AdministratorPassword);
        await Expect(Page).ToHaveURLAsync(Portal + path);
    }

    /// <summary>Types a name and a password into the sign-in pages.</summary>
    public async Task TypeAsync(string name, string password)
    {
        await Page.GetByLabel("Email or user name").FillAsync(name);
        await ClickAsync("Next");
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await ClickAsync("Sign in");
    }

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task FollowAsync(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    public Task FillAsync(string label, string value) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(value);

    /// <summary>Waits until the page says something.</summary>
    public Task SeesAsync(string text) => Expect(Page.Locator("body")).ToContainTextAsync(text);
}
