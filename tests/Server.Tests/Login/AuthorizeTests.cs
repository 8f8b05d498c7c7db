using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Login;

/// <summary>People sign in with a browser, and their client redeems the code.</summary>
public sealed class AuthorizeTests : IAsyncLifetime
{
    private const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    private const string Password = "Correct-horse-7";
    private const string Name = "ada@sallyport.onmicrosoft.com";
    private const string Loopback = "http://localhost:8400";
    private const string ArmScope = "https://management.core.windows.net//.default offline_access openid profile";
    private const string Verifier = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";

    private readonly ShiftedTime clock = new();
    private RunningServer server = null!;
    private PageBrowser browser = null!;
    private string id = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(o => o with { Time = clock });
        browser = new PageBrowser(server, "login.localhost");
        id = (await GraphAsync(HttpMethod.Post, "/v1.0/users", new JsonObject
        {
            ["accountEnabled"] = true, ["displayName"] = "Ada Lovelace", ["mailNickname"] = "ada", ["userPrincipalName"] = Name,
            ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = Password },
        })).Ok(HttpStatusCode.Created).Text("id");
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_person_signs_in_and_the_client_redeems_the_code_once()
    {
        await browser.OpenAsync(Authorize());
        Assert.Contains("to continue to Microsoft Azure CLI", browser.Text);
        var answer = await SignInAsync();
        Assert.StartsWith(Loopback + "/?code=", browser.Location);
        Assert.Equal("xyz", answer["state"]);

        var tokens = await RedeemAsync(answer["code"]!);
        Assert.Equal("https://management.core.windows.net//user_impersonation https://management.core.windows.net//.default", (string)tokens["scope"]!);
        var claims = Claims(tokens, "id_token");
        Assert.Equal(("n-1", Name, id), ((string)claims["nonce"]!, (string)claims["preferred_username"]!, (string)claims["oid"]!));
        Assert.NotNull(tokens["refresh_token"]);
        await RefusedAsync(54005, Redemption(answer["code"]!));
    }

    [Fact]
    public async Task A_wrong_verifier_does_not_spend_the_code()
    {
        await browser.OpenAsync(Authorize());
        var code = (await SignInAsync())["code"]!;
        await RefusedAsync(501481, Redemption(code, verifier: Verifier + "x"));
        await RefusedAsync(501481, Redemption(code, verifier: null));
        await RefusedAsync(50011, Redemption(code, redirect: "http://localhost:8401"));
        await RefusedAsync(70000, Redemption(code, client: "1950a258-227b-4e31-a9cf-717495945fc2"));
        await RedeemAsync(code);
    }

    [Fact]
    public async Task A_code_lives_for_ten_minutes()
    {
        await browser.OpenAsync(Authorize());
        var code = (await SignInAsync())["code"]!;
        clock.Advance(AuthorizationCode.Lifetime);
        await RefusedAsync(70008, Redemption(code));
        await browser.OpenAsync(Authorize());
        await RedeemAsync(Answer()["code"]!);
    }

    [Fact]
    public async Task A_code_without_a_challenge_takes_no_verifier()
    {
        await browser.OpenAsync(Authorize(challenge: null));
        var code = (await SignInAsync())["code"]!;
        await RefusedAsync(501481, Redemption(code));
        await RedeemAsync(code, verifier: null);
    }

    [Fact]
    public async Task Of_many_who_redeem_a_code_at_once_one_gets_tokens()
    {
        await browser.OpenAsync(Authorize());
        var code = (await SignInAsync())["code"]!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync("organizations", Redemption(code))));
        Assert.Single(answers, a => a["access_token"] is not null);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://localhost@evil.example")]
    [InlineData("http://localhost:8400@evil.example")]
    [InlineData("http://localhost:8400/other")]
    [InlineData("http://LOCALHOST:8400")]
    [InlineData("http://[::1]:8400")]
    [InlineData("http://127.0.0.1:8400")]
    [InlineData("https://localhost:8400")]
    [InlineData("http://localhost:8400\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_sent_to_an_address_that_the_client_has_not_registered(string uri)
    {
        await browser.OpenAsync(Authorize(redirect: uri));
        Assert.Null(browser.Location);
        Assert.Contains("AADSTS50011", browser.Text);
        await browser.OpenAsync(Authorize());
        Assert.Contains("to continue to", browser.Text);
    }

    [Theory]
    [InlineData("organizations", "00000000-0000-0000-0000-000000000001", "AADSTS50194")]
    [InlineData("sallyport.onmicrosoft.com", "00000000-0000-0000-0000-000000000001", "AADSTS700016")]
    [InlineData("sallyport.onmicrosoft.com", "00000000-0000-0000-0000-000000000000", "AADSTS700038")]
    [InlineData("contoso.example", AzureCli, "AADSTS90002")]
    public async Task An_unknown_client_or_tenant_is_told_on_a_page(string tenant, string client, string code)
    {
        await browser.OpenAsync(Authorize(tenant: tenant, client: client));
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Equal("ConvergedError", browser.Page.QuerySelector("meta[name=PageID]")!.GetAttribute("content"));
        Assert.Contains(code, browser.Text);
    }

    [Theory]
    [InlineData("response_type=token", "unsupported_response_type")]
    [InlineData("response_type=id_token&nonce=1", "unsupported_response_type")]
    [InlineData("response_type=code&response_mode=carrier_pigeon", "invalid_request")]
    [InlineData("response_type=code&code_challenge=short&code_challenge_method=S256", "invalid_request")]
    [InlineData("response_type=code&code_challenge=short", "invalid_request")]
    [InlineData("response_type=code&scope=https%3A%2F%2Fnobody.example%2F.default", "invalid_resource")]
    public async Task What_a_known_client_asks_wrongly_is_told_to_it(string parameters, string error)
    {
        var scope = parameters.Contains("scope=") ? "" : "&scope=" + Uri.EscapeDataString(ArmScope);
        await browser.OpenAsync(
            $"/{server.Facts.TenantId}/oauth2/v2.0/authorize?client_id={AzureCli}&redirect_uri={Uri.EscapeDataString(Loopback)}&state=xyz&{parameters}{scope}");
        Assert.StartsWith(Loopback, browser.Location);
        Assert.Equal((error, "xyz"), (Answer()["error"], Answer()["state"]));
    }

    [Fact]
    public async Task A_browser_with_a_session_goes_straight_back_to_the_client()
    {
        await browser.OpenAsync(Authorize() + "&prompt=none");
        Assert.Equal("login_required", Answer()["error"]);
        await browser.OpenAsync(Authorize());
        await SignInAsync();
        await browser.OpenAsync(Authorize() + "&prompt=none");
        await RedeemAsync(Answer()["code"]!);
        await browser.OpenAsync(Authorize());
        Assert.NotNull(Answer()["code"]);
        await browser.OpenAsync(Authorize() + "&prompt=login");
        Assert.Contains("Sign in", browser.Text);
        await browser.OpenAsync(Authorize() + "&prompt=select_account");
        Assert.Contains("Pick an account", browser.Text);
        await browser.PostAsync("form:has(input[value=account])");
        Assert.NotNull(Answer()["code"]);
    }

    [Fact]
    public async Task A_session_is_over_when_the_account_is_disabled_or_its_sessions_are_revoked()
    {
        await browser.OpenAsync(Authorize());
        var code = (await SignInAsync())["code"]!;
        clock.Advance(TimeSpan.FromSeconds(5));
        await GraphAsync(HttpMethod.Post, $"/v1.0/users/{id}/revokeSignInSessions", new JsonObject());
        await RefusedAsync(50173, Redemption(code));
        await browser.OpenAsync(Authorize() + "&prompt=none");
        Assert.Equal("login_required", Answer()["error"]);
        await browser.OpenAsync(Authorize());
        code = (await SignInAsync())["code"]!;
        await GraphAsync(HttpMethod.Patch, $"/v1.0/users/{id}", new JsonObject { ["accountEnabled"] = false });
        await RefusedAsync(50057, Redemption(code));
        await browser.OpenAsync(Authorize());
        Assert.Contains("Sign in", browser.Text);
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_look_the_same()
    {
        await browser.OpenAsync(Authorize());
        await PasswordAsync(Name, "wrong");
        var wrong = Spoken();
        await browser.OpenAsync(Authorize());
        await PasswordAsync("bob@sallyport.onmicrosoft.com", "wrong");
        Assert.Equal(wrong, Spoken());
        await browser.OpenAsync(Authorize());
        await PasswordAsync("bob@contoso.example", "wrong");
        Assert.Equal(wrong, Spoken());
        Assert.Contains("Your account or password is incorrect.", wrong);
        await browser.PostAsync("form.stack", ("passwd", Password), ("login", Name));
        Assert.NotNull(Answer()["code"]);
    }

    [Fact]
    public async Task A_locked_account_says_so_and_no_more()
    {
        await browser.OpenAsync(Authorize());
        await PasswordAsync(Name, "wrong");
        for (var i = 1; i < PasswordTries.Allowed; i++)
            await browser.PostAsync("form.stack", ("passwd", "wrong"));
        await browser.PostAsync("form.stack", ("passwd", Password));
        Assert.Contains("temporarily locked", browser.Text);
        clock.Advance(TimeSpan.FromMinutes(2));
        await browser.PostAsync("form.stack", ("passwd", Password));
        Assert.NotNull(Answer()["code"]);
    }

    [Fact]
    public async Task Who_has_to_change_the_password_does_so_at_the_first_sign_in()
    {
        await GraphAsync(HttpMethod.Patch, $"/v1.0/users/{id}", new JsonObject
        {
            ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = true },
        });
        await browser.OpenAsync(Authorize());
        await PasswordAsync(Name, Password);
        Assert.Contains("Update your password", browser.Text);
        await ChangeAsync("Better-horse-8", "Other-horse-9");
        Assert.Contains("The new passwords differ.", browser.Text);
        await ChangeAsync("weak", "weak");
        Assert.Contains("password", browser.Page.QuerySelector("#problem")!.TextContent);
        await ChangeAsync(Password, Password);
        Assert.Contains("Choose another one", browser.Text);
        await ChangeAsync("Better-horse-8", "Better-horse-8");
        await RedeemAsync(Answer()["code"]!);

        Task ChangeAsync(string next, string again) =>
            browser.PostAsync("form.stack", ("passwd", Password), ("next", next), ("again", again));
    }

    [Fact]
    public async Task A_form_from_elsewhere_signs_nobody_in()
    {
        await browser.OpenAsync(Authorize());
        await browser.PostAsync("form.stack", ("login", Name));
        var action = browser.Page.QuerySelector("form.stack")!.GetAttribute("action")!;
        await browser.PostAsync(action, new Dictionary<string, string> { ["step"] = "password", ["login"] = Name, ["passwd"] = Password });
        Assert.Null(browser.Location);
        Assert.Contains("AADSTS9002313", browser.Text);
        await browser.OpenAsync(Authorize());
        await SignInAsync();
    }

    [Fact]
    public async Task The_answer_travels_as_a_form_or_behind_the_hash_when_the_client_asks_for_it()
    {
        await browser.OpenAsync(Authorize() + "&response_mode=fragment");
        await SignInAsync();
        Assert.StartsWith(Loopback + "/#code=", browser.Location);
        await browser.OpenAsync(Authorize() + "&response_mode=form_post");
        var form = browser.Page.QuerySelector("form[data-submit]")!;
        Assert.Equal(Loopback, form.GetAttribute("action"));
        await RedeemAsync(form.QuerySelector("input[name=code]")!.GetAttribute("value")!);
        Assert.Contains("form-action 'self' " + Loopback, browser.Answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_request_by_a_form_is_taken_as_one_by_an_address_is()
    {
        var query = HttpUtility.ParseQueryString(Authorize().Split('?')[1]);
        await browser.PostAsync("/organizations/oauth2/v2.0/authorize", query.AllKeys.ToDictionary(k => k!, k => query[k]!));
        await SignInAsync();
        Assert.StartsWith(Loopback + "/?code=", browser.Location);
    }

    [Fact]
    public async Task Every_outcome_on_the_pages_is_a_sign_in_record()
    {
        await browser.OpenAsync(Authorize(redirect: "https://evil.example/"));
        await browser.OpenAsync(Authorize());
        await PasswordAsync(Name, "wrong");
        await browser.PostAsync("form.stack", ("passwd", Password));
        await using var scope = server.Server.Services.CreateAsyncScope();
        var records = await scope.ServiceProvider.GetRequiredService<ISignIns>().ListAsync(false, [AzureCli], 10, Cancel);
        Assert.Equal([0, 50126, 50011], records.Select(r => r.ErrorCode));
        Assert.Equal(id, records[0].UserId.ToString());
    }

    private string Authorize(
        string tenant = "organizations", string client = AzureCli, string redirect = Loopback, string? challenge = Verifier, string scope = ArmScope)
    {
        var address = $"/{tenant}/oauth2/v2.0/authorize?client_id={client}&response_type=code&redirect_uri={Uri.EscapeDataString(redirect)}"
            + $"&scope={Uri.EscapeDataString(scope)}&state=xyz&nonce=n-1&client_info=1";
        return challenge is null
            ? address
            : $"{address}&code_challenge_method=S256&code_challenge={StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(challenge)))}";
    }

    private async Task PasswordAsync(string name, string password)
    {
        await browser.PostAsync("form.stack", ("login", name));
        await browser.PostAsync("form.stack", ("passwd", password));
    }

    private async Task<System.Collections.Specialized.NameValueCollection> SignInAsync()
    {
        await PasswordAsync(Name, Password);
        Assert.True(browser.Location is not null, browser.Page.Body!.TextContent);
        return Answer();
    }

    private System.Collections.Specialized.NameValueCollection Answer()
    {
        var location = browser.Location ?? throw new InvalidOperationException(browser.Page.Body!.TextContent);
        return HttpUtility.ParseQueryString(location[(location.IndexOfAny(['?', '#']) + 1)..]);
    }

    private string Spoken() => browser.Page.QuerySelector("main")!.QuerySelector("#problem")!.TextContent;

    private static Dictionary<string, string?> Redemption(
        string code, string? verifier = Verifier, string redirect = Loopback, string client = AzureCli) => new()
        {
            ["grant_type"] = "authorization_code", ["client_id"] = client, ["code"] = code, ["redirect_uri"] = redirect, ["code_verifier"] = verifier,
            ["scope"] = ArmScope, ["client_info"] = "1",
        };

    private async Task<JsonNode> RedeemAsync(string code, string? verifier = Verifier)
    {
        var answer = await PostAsync("organizations", Redemption(code, verifier));
        Assert.True(answer["access_token"] is not null, answer.ToString());
        return answer;
    }

    private async Task RefusedAsync(int number, Dictionary<string, string?> form)
    {
        var answer = await PostAsync("organizations", form);
        Assert.True(number == (int?)answer["error_codes"]?[0], answer.ToString());
    }

    private async Task<JsonNode> PostAsync(string tenant, Dictionary<string, string?> form)
    {
        using var client = server.For("login.microsoftonline.com");
        using var content = new FormUrlEncodedContent(form.Where(p => p.Value is not null)!);
        using var response = await client.PostAsync($"/{tenant}/oauth2/v2.0/token", content, Cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    private static JsonNode Claims(JsonNode answer, string token) =>
        JsonNode.Parse(StrictBase64Url.Decode(((string)answer[token]!).Split('.')[1])!)!;

    private async Task<GraphAnswer> GraphAsync(HttpMethod method, string path, JsonObject body)
    {
        using var client = new GraphClient(server.For("graph.microsoft.com", await server.OwnerTokenAsync("https://graph.microsoft.com")));
        return await client.SendAsync(method, path, GraphClient.Json(body.ToJsonString()));
    }
}
