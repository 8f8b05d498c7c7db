using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>A browser without scripts: it keeps cookies, follows links and sends the forms that it finds.</summary>
public sealed class PageBrowser(RunningServer server, string host = "gitlab.example.com") : IDisposable
{
    private readonly HttpClient client = server.For(host);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The last answer.</summary>
    public HttpResponseMessage Answer { get; private set; } = null!;

    /// <summary>The page that the last answer holds.</summary>
    public IHtmlDocument Page { get; private set; } = null!;

    /// <summary>What a reader of the page sees.</summary>
    public string Text => Page.QuerySelector("main")!.TextContent;

    /// <summary>Where the last answer sends the browser to; null for nowhere.</summary>
    public string? Location => Answer.Headers.Location?.OriginalString;

    public void Dispose() => client.Dispose();

    /// <summary>Says from now on that it takes pages, as browsers do.</summary>
    public void AskForPages() => client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

    /// <summary>Opens an address; redirects are not followed.</summary>
    public Task OpenAsync(string address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Fills in a form of the page, sends it and follows where it leads.</summary>
    public async Task SubmitAsync(string selector, params (string Name, string Value)[] entered)
    {
        await PostAsync(selector, entered);
        if (Answer.StatusCode == HttpStatusCode.Found)
            await OpenAsync(Location!);
    }

    /// <summary>Fills in a form of the page and sends it.</summary>
    public Task PostAsync(string selector, params (string Name, string Value)[] entered)
    {
        var form = Assert.IsAssignableFrom<IHtmlFormElement>(Page.QuerySelector(selector));
        var fields = form.QuerySelectorAll("input[type=hidden]").ToDictionary(
            i => i.GetAttribute("name")!, i => i.GetAttribute("value")!, StringComparer.Ordinal);
        foreach (var (name, value) in entered)
            fields[name] = value;
        return PostAsync(form.GetAttribute("action")!, fields);
    }

    /// <summary>Posts fields of the test's own.</summary>
    public Task PostAsync(string address, IReadOnlyDictionary<string, string> fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) });

    /// <summary>Signs in with a token, and goes on to a page.</summary>
    public async Task SignInAsync(string token, string next = "/")
    {
        await OpenAsync($"/users/sign_in?return_to={Uri.EscapeDataString(next)}");
        await SubmitAsync("form.stack", ("token", token));
    }

    /// <summary>Carries a cookie on every request.</summary>
    public void Carry(string name, string value) => client.DefaultRequestHeaders.Add("Cookie", $"{name}={value}");

    private async Task SendAsync(HttpRequestMessage request)
    {
        using (request)
            Answer = await client.SendAsync(request, Cancel);
        Page = new HtmlParser().ParseDocument(await Answer.Content.ReadAsStringAsync(Cancel));
    }
}
