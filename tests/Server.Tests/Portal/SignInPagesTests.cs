using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Portal;

/// <summary>A server whose log of sign-ins the tests fill.</summary>
public sealed class SignInLogServer : IAsyncLifetime
{
    private int written;

    public LoginServer Login { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Login = await LoginServer.StartAsync();

    public ValueTask DisposeAsync() => Login.DisposeAsync();

    public async Task<PageBrowser> AdministratorAsync() => (await Login.Running.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;

    public async Task<SignInRecord> WriteAsync(Func<SignInRecord, SignInRecord> change)
    {
        var record = change(new SignInRecord
        {
            Id = Guid.CreateVersion7(Login.Clock.GetUtcNow().AddMilliseconds(Interlocked.Increment(ref written))), CorrelationId = Guid.CreateVersion7(), CreatedDateTime = Login.Clock.GetUtcNow(),
            TenantId = Login.Running.Facts.TenantId, AppId = Guid.CreateVersion7().ToString(), AppDisplayName = "Written",
        });
        await Login.Running.Server.Services.GetRequiredService<ISignInLog>().WriteAsync(record, TestContext.Current.CancellationToken);
        return record;
    }
}

/// <summary>The sign-in logs, and the page of each sign-in.</summary>
public sealed class SignInPagesTests(SignInLogServer server) : IClassFixture<SignInLogServer>
{
    [Fact]
    public async Task A_refused_sign_in_shows_presented_above_expected_and_marks_what_differs()
    {
        Assert.Equal(70021, await server.Login.ExchangeAsync(server.Login.Sign(c => c["sub"] = "project_path:mygroup/myproject:ref_type:branch:ref:dev")));
        using var browser = await server.AdministratorAsync();
        await OpenNewestAsync(browser, $"/signins?app={server.Login.AppId}&status=failure");
        Assert.Equal(["dev", "main"], browser.Page.QuerySelectorAll(".compared mark").Select(m => m.TextContent));
        Assert.Contains("Differs from character 52 on", browser.Text);
        Assert.Equal(["AADSTS70021", "AADSTS700213"], browser.Page.QuerySelectorAll(".answers strong").Select(c => c.TextContent));
        Assert.NotEmpty(browser.Page.QuerySelector(".command pre")!.TextContent);
        Assert.Contains("Federated identity credential", browser.Text);
        foreach (var link in browser.Page.QuerySelectorAll(".actions a").Select(a => a.GetAttribute("href")!).ToList())
        {
            await browser.OpenAsync(link);
            Assert.Equal((link, HttpStatusCode.OK), (link, browser.Answer.StatusCode));
            Assert.Contains("exact", browser.Page.QuerySelector("main")!.InnerHtml);
        }
    }

    [Fact]
    public async Task A_sign_in_that_succeeded_shows_what_matched_without_marks()
    {
        Assert.Equal(0, await server.Login.ExchangeAsync(server.Login.Sign()));
        using var browser = await server.AdministratorAsync();
        await OpenNewestAsync(browser, $"/signins?app={server.Login.AppId}&status=success");
        Assert.Equal(["Fits", "Fits", "Fits"], browser.Page.QuerySelectorAll(".compared .status").Select(m => m.TextContent));
        Assert.Empty(browser.Page.QuerySelectorAll("mark"));
        Assert.Contains("Unique token identifier", browser.Text);
    }

    [Fact]
    public async Task A_persons_refused_sign_in_says_what_its_code_means_and_what_to_do()
    {
        using var browser = await server.AdministratorAsync();
        var refused = await server.WriteAsync(r => r with { UserPrincipalName = "eve@sallyport.onmicrosoft.com", ErrorCode = 50126, FailureReason = "x" });
        await browser.OpenAsync($"/signins/{refused.Id}");
        Assert.Contains("Why it failed", browser.Text);
        Assert.Contains("AADSTS50126", browser.Text);
        Assert.Contains("The password is wrong, or nobody has this name", browser.Text);
        Assert.Contains("What to do", browser.Text);
        var taken = await server.WriteAsync(r => r with { UserPrincipalName = "eve@sallyport.onmicrosoft.com" });
        await browser.OpenAsync($"/signins/{taken.Id}");
        Assert.DoesNotContain("Why it failed", browser.Text);
        Assert.DoesNotContain("What to do", browser.Text);
    }

    [Fact]
    public async Task The_sign_ins_with_one_token_are_listed_by_its_digest()
    {
        var token = server.Login.Sign(c => c["sub"] = "project_path:mygroup/myproject:ref_type:branch:ref:digest");
        await server.Login.ExchangeAsync(token);
        await server.Login.ExchangeAsync(token);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        using var browser = await server.AdministratorAsync();
        await browser.OpenAsync($"/signins?assertion={digest}");
        Assert.Equal(2, RowsOf(browser).Length);
        await browser.OpenAsync($"/signins?assertion={new string('0', 64)}");
        Assert.Contains("Nobody has signed in with this token", browser.Text);
        await browser.OpenAsync("/signins?assertion=nonsense");
        Assert.DoesNotContain("nonsense", browser.Text);
    }

    [Fact]
    public async Task The_logs_need_the_right_to_read_them()
    {
        var record = await server.WriteAsync(r => r);
        var (member, _) = await server.Login.Running.NewPersonAsync();
        using (member)
            foreach (var address in (string[])["/signins", $"/signins/{record.Id}"])
            {
                await member.OpenAsync(address);
                Assert.Equal(HttpStatusCode.Forbidden, member.Answer.StatusCode);
                Assert.DoesNotContain("Written", TextOf(member));
            }
        using var administrator = await server.AdministratorAsync();
        await administrator.OpenAsync($"/signins/{record.Id}");
        Assert.Contains("Written", administrator.Text);

        static string TextOf(PageBrowser browser) => browser.Page.Body!.TextContent;
    }

    [Fact]
    public async Task The_sign_ins_of_another_tenant_are_not_found()
    {
        var record = await server.WriteAsync(r => r with { TenantId = Guid.CreateVersion7(), AppDisplayName = "Foreign" });
        using var browser = await server.AdministratorAsync();
        await browser.OpenAsync($"/signins/{record.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
        await browser.OpenAsync("/signins?app=Foreign");
        Assert.Contains("No sign-in fits these filters.", browser.Text);
        await browser.OpenAsync("/signins/nonsense");
        Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
    }

    [Fact]
    public async Task What_a_token_says_is_shown_as_text()
    {
        const string hostile = "<script>alert(1)</script>\"'&\u202Egnp";
        Assert.Equal(70021, await server.Login.ExchangeAsync(server.Login.Sign(c => c["sub"] = hostile)));
        using var browser = await server.AdministratorAsync();
        await OpenNewestAsync(browser, $"/signins?app={server.Login.AppId}&status=failure");
        Assert.Empty(browser.Page.QuerySelectorAll("main script"));
        Assert.Contains("<script>alert(1)</script>\"'&\uFFFDgnp", browser.Text);
        Assert.DoesNotContain("\u202E", browser.Text);
    }

    [Fact]
    public async Task Each_filter_keeps_what_fits_it()
    {
        var good = await server.WriteAsync(r => r with { AppDisplayName = "Filtered 1" });
        var bad = await server.WriteAsync(r => r with { AppDisplayName = "filtered 2", ErrorCode = 700016 });
        var old = await server.WriteAsync(r => r with { AppDisplayName = "Filtered 3", CreatedDateTime = r.CreatedDateTime.AddHours(-2) });
        var user = await server.WriteAsync(r => r with { AppDisplayName = "Filtered 4", Kind = SignInKind.Page, UserPrincipalName = "ada@sallyport.onmicrosoft.com" });
        using var browser = await server.AdministratorAsync();
        foreach (var (query, expected) in ((string, Guid[])[])
            [
                ("app=FILTERED", [old.Id, bad.Id, good.Id]), ($"app={good.AppId!.ToUpperInvariant()}", [good.Id]), ("app=iltered", []),
                ("app=filtered&status=failure", [bad.Id]), ("app=filtered&status=success", [old.Id, good.Id]),
                ("app=filtered&code=AADSTS700016", [bad.Id]), ("app=filtered&code=700016", [bad.Id]), ("app=filtered&code=70021", []),
                ("app=filtered&range=hour", [bad.Id, good.Id]), ("app=filtered&range=day", [old.Id, bad.Id, good.Id]),
                ("type=user&app=filtered", [user.Id]),
            ])
        {
            await browser.OpenAsync("/signins?" + query);
            Assert.Equal((query, string.Join(' ', expected)), (query, string.Join(' ', RowsOf(browser))));
        }
    }

    [Fact]
    public async Task A_code_that_is_none_is_told_beside_the_field_and_kept()
    {
        using var browser = await server.AdministratorAsync();
        await browser.OpenAsync("/signins?code=unauthorized");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
        var field = browser.Page.QuerySelector("input[name=code]")!;
        Assert.Equal("unauthorized", field.GetAttribute("value"));
        Assert.Contains("AADSTS70021", browser.Page.GetElementById(field.GetAttribute("aria-describedby")!)!.TextContent);
    }

    [Fact]
    public async Task Older_sign_ins_are_on_the_next_page_and_none_is_twice()
    {
        var written = new List<string>();
        for (var i = 0; i < 60; i++)
            written.Add((await server.WriteAsync(r => r with { AppDisplayName = "Paged" })).Id.ToString());
        using var browser = await server.AdministratorAsync();
        await browser.OpenAsync("/signins?app=Paged");
        var first = RowsOf(browser);
        await browser.OpenAsync(browser.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        var second = RowsOf(browser);
        Assert.Equal(50, first.Length);
        Assert.Equal(written.AsEnumerable().Reverse(), first.Concat(second));
        Assert.Null(browser.Page.QuerySelector("a[rel=next]"));
        await browser.OpenAsync(browser.Page.QuerySelector("a[rel=first]")!.GetAttribute("href")!);
        Assert.Equal(first, RowsOf(browser));
    }

    private static async Task OpenNewestAsync(PageBrowser browser, string list)
    {
        await browser.OpenAsync(list);
        await browser.OpenAsync(browser.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
    }

    private static string[] RowsOf(PageBrowser browser) => [.. browser.Page.QuerySelectorAll("[data-row]").Select(r => r.GetAttribute("data-row")!)];
}
