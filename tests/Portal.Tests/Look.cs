using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Portal.Tests;

/// <summary>Looks at a page in both themes, on a desk and on a phone, and keeps pictures of it.</summary>
internal static class Look
{
    /// <summary>Where the pictures are kept.</summary>
    public static readonly string Pictures = Directory.CreateDirectory(Path.Combine(Command.Repository, ".build", "screenshots")).FullName;

    /// <summary>Fails unless the page has this heading, axe finds nothing, nothing is cut off, and the browser complains about nothing.</summary>
    public static async Task AtAsync(Visitor person, string name, string heading)
    {
        await Expect(person.Page.Locator("h1")).ToContainTextAsync(heading.Replace("HOSTILE", FilledInstance.Hostile, StringComparison.Ordinal));
        // a statement that stands right behind a letter is shown instead of run
        Assert.DoesNotMatch("@(if|for|foreach|switch|while)\\b", await person.Page.InnerTextAsync("body"));
        var faults = new List<string>();
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            foreach (var width in (int[])[1280, 375, 320])
            {
                await person.Page.SetViewportSizeAsync(width, 800);
                faults.AddRange((await FaultsAsync(person.Page, width)).Select(f => $"{theme} {width}: {f}"));
                if (width > 320)
                    await person.Page.ScreenshotAsync(new()
                    {
                        Path = Path.Combine(Pictures, $"{name}-{theme.ToString().ToLowerInvariant()}-{width}.png"), FullPage = true,
                    });
            }
        }
        Assert.Empty(faults);
        Assert.Empty(person.Errors);
    }

    private static async Task<List<string>> FaultsAsync(IPage page, int width)
    {
        var faults = new List<string>();
        var isWider = await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
        if (isWider)
            faults.Add("the page scrolls sideways");
        if (width == 320)
            return faults; // as at 375
        var result = await page.RunAxe(new AxeRunOptions());
        faults.AddRange(result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}")));
        return faults;
    }
}
