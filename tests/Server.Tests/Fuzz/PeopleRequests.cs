using Microsoft.AspNetCore.Routing;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Fuzz;

/// <summary>Requests to the pages on which people sign in, and to those of the portal, by a person with a session.</summary>
internal sealed class PeopleRequests(string name, string password)
{
    private const string Query = "client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A8400"
        + "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default%20openid&state=x&nonce=n&prompt=login&login_hint=a&response_mode=form_post"
        + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    private readonly Dictionary<string, string> loginCookies = [];
    private readonly Dictionary<string, string> portalCookies = [];
    private string loginToken = "";
    private string portalToken = "";

    /// <summary>Signs the first person in, who may do everything.</summary>
    public static async Task<PeopleRequests> StartAsync(RunningServer server)
    {
        var people = new PeopleRequests(server.Facts.AdministratorName, server.Facts.AdministratorPassword);
        var site = $"https://portal.localhost:{server.Server.Port}";
        using var login = new PageBrowser(server, "login.localhost");
        using var portal = new PageBrowser(server, $"portal.localhost:{server.Server.Port}");
        await portal.OpenAsync(site + "/signin");
        await login.OpenAsync(portal.Location!);
        Keep(login, people.loginCookies);
        people.loginToken = Token(login);
        await login.PostAsync("form.stack", ("login", server.Facts.AdministratorName));
        await login.PostAsync("form.stack", ("passwd", server.Facts.AdministratorPassword));
        Keep(login, people.loginCookies);
        await portal.OpenAsync(login.Location!);
        Keep(portal, people.portalCookies);
        await portal.OpenAsync(site + "/");
        Keep(portal, people.portalCookies);
        people.portalToken = Token(portal);
        return people;
    }

    /// <summary>Whether people call the route by a browser, or their clients without a proof.</summary>
    public static bool Has(RouteEndpoint route)
    {
        var isOfGitLab = route.Metadata.GetMetadata<Surface>()!.Name == "gitlab";
        var isPage = route.Metadata.GetMetadata<AnswersWithPage>() is not null;
        return !isOfGitLab && (isPage || route.RoutePattern.RawText!.EndsWith("/devicecode", StringComparison.Ordinal));
    }

    /// <summary>A good request.</summary>
    public FuzzRequest Good(FuzzRequest request, string raw)
    {
        var isLogin = request.Host.StartsWith("login.", StringComparison.Ordinal);
        var cookies = string.Join("; ", (isLogin ? loginCookies : portalCookies).Select(c => $"{c.Key}={c.Value}"));
        List<string> headers = [$"Cookie: {cookies}"];
        var isAuthorize = raw.EndsWith("/authorize", StringComparison.Ordinal) || raw.EndsWith("/login", StringComparison.Ordinal);
        var target = request.Target + (isAuthorize ? $"?{Query}" : raw.Contains("deviceauth", StringComparison.Ordinal) ? "?otc=ABCDEFGHJ" : "");
        if (request.Method != "POST")
            return request with { Headers = headers, Target = target };
        headers.Add("Content-Type: application/x-www-form-urlencoded");
        var body = raw switch
        {
            _ when raw.EndsWith("/devicecode", StringComparison.Ordinal) || raw.EndsWith("/authorize", StringComparison.Ordinal) => Query,
            _ when raw.EndsWith("/logout", StringComparison.Ordinal) =>
                "client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&id_token_hint=a.e30.c&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A1&state=x",
            _ => $"forgery_token={Uri.EscapeDataString(isLogin ? loginToken : portalToken)}&step=password&login={name}&passwd={Uri.EscapeDataString(password)}&next=a&again=b&id=c&code=d&stay=yes",
        };
        return request with { Headers = headers, Target = target, Body = body };
    }

    private static string Token(PageBrowser browser) =>
        browser.Page.QuerySelector("input[name=forgery_token]")!.GetAttribute("value")!;

    private static void Keep(PageBrowser browser, Dictionary<string, string> cookies)
    {
        if (!browser.Answer.Headers.TryGetValues("Set-Cookie", out var set))
            return;
        foreach (var pair in set.Select(c => c.Split(';')[0].Split('=', 2)))
            cookies[pair[0]] = pair[1];
    }
}
