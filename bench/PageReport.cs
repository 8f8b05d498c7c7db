using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Sallyport.Bench;

/// <summary>
/// Pages of the portal in Debian's Chromium, with many applications in the directory and nothing in the browser's cache: the time from
/// the click to the first picture, and until the page has loaded, handshake and all.
/// </summary>
public static class PageReport
{
    private const int Times = 15;

    private static readonly string[] Pages = ["/", "/applications", "/applications?search=app-77", "/signins", "/subscriptions"];

    /// <summary>Fills the directory, measures, and prints a line for each page.</summary>
    public static async Task PrintAsync(Instance instance, int applications)
    {
        await instance.AddApplicationsAsync(applications);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"], // may run as root
        });
        var session = await SignInAsync(browser, instance.SignInLink);
        Console.WriteLine($"{applications} applications, {Times} times each, {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"page",-30} {"picture p50 ms",14} {"max",6} {"loaded p50 ms",14} {"max",6}");
        foreach (var page in Pages)
        {
            var found = new List<(double Picture, double Loaded)>();
            for (var n = 0; n <= Times; n++)
                found.Add(await OpenAsync(browser, session, $"https://portal.localhost:{instance.Port}{page}"));
            found.RemoveAt(0); // in which both sides compile
            var pictures = found.Select(f => f.Picture).Order().ToList();
            var loads = found.Select(f => f.Loaded).Order().ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{page,-30} {pictures[Times / 2],14:0} {pictures[^1],6:0} {loads[Times / 2],14:0} {loads[^1],6:0}"));
        }
    }

    private static async Task<string> SignInAsync(IBrowser browser, string link)
    {
        await using var context = await browser.NewContextAsync(new() { IgnoreHTTPSErrors = true });
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await page.Locator("button.tile").ClickAsync();
        await page.Locator("nav").First.WaitForAsync();
        return await context.StorageStateAsync();
    }

    private static async Task<(double Picture, double Loaded)> OpenAsync(IBrowser browser, string session, string address)
    {
        await using var context = await browser.NewContextAsync(new() { IgnoreHTTPSErrors = true, StorageState = session });
        var page = await context.NewPageAsync();
        var response = await page.GotoAsync(address);
        if (response?.Status != 200 || page.Url != address)
            throw new InvalidOperationException($"{address} answered {response?.Status} at {page.Url}");
        var times = await page.EvaluateAsync<JsonElement>(
            """
            new Promise(done => new PerformanceObserver((list, observer) => {
              const picture = list.getEntriesByName("first-contentful-paint")[0];
              if (!picture) return;
              observer.disconnect();
              done({ picture: picture.startTime, loaded: performance.getEntriesByType("navigation")[0].loadEventEnd });
            }).observe({ type: "paint", buffered: true }))
            """);
        return (times.GetProperty("picture").GetDouble(), times.GetProperty("loaded").GetDouble());
    }
}
