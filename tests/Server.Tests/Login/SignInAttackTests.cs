using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Storage;

namespace Sallyport.Server.Tests.Login;

/// <summary>Attacks on the pages on which people sign in, and on what is got there. The ids are those of the attack cases.</summary>
public sealed class SignInAttackTests : IAsyncLifetime
{
    private const string Loopback = "http://localhost:8400";
    private const string Cookie = "__Host-ESTSAUTH";
    private SignInWorld world = null!;
    private string forgery = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PageBrowser Browser => world.Browser;

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    [Trait("Passes", "R1")]
    public async Task R1_a_session_and_a_code_of_one_tenant_are_nothing_to_another()
    {
        var (other, bob, name) = await AddOtherTenantAsync();
        await Browser.OpenAsync(Azure("organizations"));
        await world.TypeAsync(name);
        var code = world.Answer()["code"]!;
        Assert.Equal(70000, Number(await RedeemAsync(code, world.Server.Facts.TenantId.ToString())));
        Assert.Equal(other, (string)SignInWorld.Claims((string)(await RedeemAsync(code, "organizations"))["id_token"]!)["tid"]!);

        await Browser.OpenAsync(Azure(world.Server.Facts.TenantId.ToString(), "&prompt=none"));
        Assert.Equal("login_required", world.Answer()["error"]);
        await Browser.OpenAsync(Azure(world.Server.Facts.TenantId.ToString()));
        await world.TypeAsync(name);
        Assert.Contains("Your account or password is incorrect.", Browser.Text);
        await Browser.OpenAsync(Azure("organizations", "&prompt=none"));
        Assert.NotNull(world.Answer()["code"]);

        var device = await DeviceAsync(world.Server.Facts.TenantId.ToString());
        await Browser.OpenAsync("/common/oauth2/deviceauth?otc=" + device["user_code"]);
        Assert.DoesNotContain("Pick an account", Browser.Text);
        await Browser.PostAsync("form.stack", ("step", "continue"), ("id", bob));
        Assert.Equal("authorization_pending", (string)(await PollAsync(device))["error"]!);
        device = await DeviceAsync("organizations");
        await Browser.OpenAsync("/common/oauth2/deviceauth?otc=" + device["user_code"]);
        await Browser.PostAsync("form:has(input[value=account])");
        await Browser.PostAsync("form:has(input[value=continue])");
        Assert.NotNull((await PollAsync(device))["access_token"]);
    }

    [Fact]
    [Trait("Passes", "R8")]
    public async Task R8_no_shortened_or_changed_cookie_or_code_is_good()
    {
        await SignInAsync();
        var code = world.Answer()["code"]!;
        var cookie = CookieOf(Cookie);
        foreach (var text in Damaged(cookie, 12))
            Assert.Equal("login_required", await SilentlyAsync(text));
        foreach (var text in Damaged(code, 40))
            Assert.Equal(70000, Number(await RedeemAsync(text, "organizations")));
        Assert.Null(await SilentlyAsync(cookie));
        Assert.NotNull((await RedeemAsync(code, "organizations"))["access_token"]);
    }

    [Fact]
    [Trait("Passes", "R9")]
    public async Task R9_a_code_or_a_password_in_an_address_is_not_read()
    {
        await SignInAsync();
        var form = Redemption(world.Answer()["code"]!);
        var query = string.Join('&', form.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        var answer = await world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token?{query}", []);
        Assert.Equal(900144, Number(answer));
        Assert.NotNull((await world.PostAsync("/organizations/oauth2/v2.0/token", form))["access_token"]);
    }

    [Fact]
    [Trait("Passes", "L1 L2")]
    public async Task L1_L2_no_password_code_or_token_is_kept_or_told_whatever_field_it_is_typed_into()
    {
        var canary = "Canary-" + Guid.CreateVersion7().ToString("N");
        await Browser.OpenAsync(Azure());
        await world.TypeAsync(password: canary);
        await Browser.PostAsync("form.stack", ("step", "change"), ("passwd", canary), ("next", canary + "1"), ("again", canary + "1"));
        Assert.DoesNotContain(canary, Browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await Browser.PostAsync("form.stack", ("step", "password"), ("passwd", SignInWorld.Password));
        var (code, cookie) = (world.Answer()["code"]!, CookieOf(Cookie));
        var tokens = await RedeemAsync(code, "organizations");
        var device = await DeviceAsync("organizations");
        foreach (var name in (string[])["code", "refresh_token", "device_code", "client_secret", "code_verifier", "password"])
        {
            var form = Redemption(code);
            form[name] = canary;
            await world.PostAsync("/organizations/oauth2/v2.0/token", form);
        }
        await Browser.OpenAsync("/sallyport/link?code=" + canary);
        await Browser.OpenAsync("/common/oauth2/deviceauth?otc=" + canary);
        await Browser.OpenAsync(Azure(more: "&state=" + canary + "&id_token_hint=" + canary, state: false));
        string[] secrets =
        [
            canary, code, SignInWorld.Password, (string)tokens["refresh_token"]!, (string)tokens["access_token"]!, (string)tokens["id_token"]!,
            (string)device["device_code"]!, cookie, SignInWorld.Verifier,
        ];
        foreach (var file in Directory.EnumerateFiles(world.Server.Folder, "*", SearchOption.AllDirectories))
        {
            var text = await TextAsync(file);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    // SQLite removes a log beside its database when the last connection closes.
    private static async Task<string> TextAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync(Cancel);
        }
        catch (FileNotFoundException) when (file.EndsWith("-shm", StringComparison.Ordinal) || file.EndsWith("-wal", StringComparison.Ordinal))
        {
            return "";
        }
    }

    [Fact]
    [Trait("Passes", "L3")]
    public async Task L3_control_characters_in_a_name_make_one_record_and_are_shown_escaped()
    {
        await Browser.OpenAsync(Azure());
        await world.TypeAsync("eve\r\n\u001b[31m\u202E@sallyport.onmicrosoft.com", "x");
        Assert.Contains("Your account or password is incorrect.", Browser.Text);
        Assert.Equal([50126], await CodesAsync());
        using var portal = world.Server.For("portal.azure.com", world.Server.Facts.AdministratorToken);
        var shown = await portal.GetStringAsync("/sallyport/signIns", Cancel);
        Assert.Contains("50126", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(shown, char.IsControl);
    }

    [Fact]
    [Trait("Passes", "L4")]
    public async Task L4_a_name_that_nobody_has_a_wrong_password_and_a_disabled_account_look_the_same()
    {
        var disabled = await world.AddUserAsync("bob@sallyport.onmicrosoft.com", "Bob");
        await world.GraphAsync(HttpMethod.Patch, $"/v1.0/users/{disabled}", new JsonObject { ["accountEnabled"] = false });
        var pages = new HashSet<string>();
        foreach (var step in (string[])["password", "change"])
            foreach (var name in (string[])["ada", "bob", "nobody"])
            {
                await Browser.OpenAsync(Azure());
                await Browser.PostAsync("form.stack", ("login", $"{name}@sallyport.onmicrosoft.com"));
                Assert.Contains("Enter password", Browser.Text);
                await Browser.PostAsync("form.stack", ("step", step), ("passwd", "x"), ("next", "Better-horse-8"), ("again", "Better-horse-8"));
                pages.Add(Browser.Page.QuerySelector("#problem")!.TextContent);
            }
        Assert.Equal("Your account or password is incorrect.", Assert.Single(pages));
        await Browser.OpenAsync(Azure());
        await world.TypeAsync("bob@sallyport.onmicrosoft.com");
        Assert.Contains("Your account has been disabled.", Browser.Text);
    }

    [Fact]
    [Trait("Passes", "L5")]
    public async Task L5_no_spelling_of_a_name_and_no_other_way_in_gives_further_tries()
    {
        string[] names = [SignInWorld.Name, "ADA@sallyport.onmicrosoft.com", " ada@sallyport.onmicrosoft.com ", "Ada@Sallyport.OnMicrosoft.com"];
        await Browser.OpenAsync(Azure());
        await Browser.PostAsync("form.stack", ("login", names[0]));
        for (var i = 0; i < PasswordTries.Allowed; i++)
        {
            if (i % 3 == 0)
                Assert.Equal(50126, Number(await PasswordAsync(names[i % 4].Trim(), "x")));
            else
                await Browser.PostAsync("form.stack", ("step", i % 3 == 1 ? "password" : "change"), ("login", names[i % 4]), ("passwd", "x"), ("next", "a"), ("again", "a"));
        }
        foreach (var name in names)
        {
            await Browser.PostAsync("form.stack", ("step", "password"), ("login", name), ("passwd", SignInWorld.Password));
            Assert.Contains("temporarily locked", Browser.Text);
        }
        Assert.Equal(50053, Number(await PasswordAsync(names[1], SignInWorld.Password)));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Browser.PostAsync("form.stack", ("step", "password"), ("login", names[2]), ("passwd", SignInWorld.Password));
        Assert.NotNull(world.Answer()["code"]);
    }

    [Fact]
    [Trait("Passes", "L5")]
    public async Task L5_who_guesses_at_many_pages_at_once_has_ten_tries()
    {
        await OpenFirstAsync(Azure());
        await Browser.PostAsync("form.stack", ("login", SignInWorld.Name));
        var texts = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => PostedAsync("form.stack", ("passwd", "x"))));
        Assert.Equal(PasswordTries.Allowed, texts.Count(t => t.Html.Contains("incorrect", StringComparison.Ordinal)));
        Assert.Equal(14, texts.Count(t => t.Html.Contains("temporarily locked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wrong_password_on_the_page_for_a_new_one_is_counted_and_recorded()
    {
        await Browser.OpenAsync(Azure());
        await Browser.PostAsync("form.stack", ("login", SignInWorld.Name));
        await Browser.PostAsync("form.stack", ("step", "change"), ("passwd", "x"), ("next", "Better-horse-8"), ("again", "Better-horse-8"));
        Assert.Equal([50126], await CodesAsync());
        await Browser.PostAsync("form.stack", ("step", "change"), ("passwd", SignInWorld.Password), ("next", "Better-horse-8"), ("again", "Better-horse-8"));
        Assert.NotNull(world.Answer()["code"]);
        Assert.Equal([0, 50126], await CodesAsync());
    }

    [Theory]
    [InlineData("http://localhost:80@evil.example/")]
    [InlineData("http://localhost:@evil.example/")]
    [InlineData("http://localhost:65536")]
    [InlineData("http://localhost:99999999999999999999")]
    [InlineData("http://localhost:")]
    [InlineData("http://localhost:+80")]
    [InlineData("http://localhost:\uff18\uff10")]
    [InlineData("http://localhost.:8400")]
    [InlineData("http://localhost%2f@evil.example/")]
    [InlineData("http://localhost:8400#x")]
    [InlineData("http://localhost:8400?x")]
    [InlineData("http://localhost:8400/%2e%2e")]
    [InlineData("http://localhost:8400//evil.example")]
    [InlineData("http://localhost:8400\t")]
    [InlineData(" http://localhost:8400")]
    [InlineData("//localhost:8400")]
    public async Task No_odd_spelling_of_a_loopback_address_is_one(string uri)
    {
        await Browser.OpenAsync(world.Authorize(SignInWorld.AzureCli, uri, SignInWorld.ArmScope));
        Assert.Null(Browser.Location);
        Assert.Equal(HttpStatusCode.OK, Browser.Answer.StatusCode);
        Assert.Contains("AADSTS50011", Browser.Text);
        foreach (var good in (string[])["http://localhost", "http://localhost:1", "http://localhost:65535/"])
        {
            await Browser.OpenAsync(world.Authorize(SignInWorld.AzureCli, good, SignInWorld.ArmScope, "&prompt=none"));
            Assert.StartsWith(good.TrimEnd('/') + "/?error=login_required", Browser.Location);
        }
    }

    [Theory]
    [InlineData("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46")]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("state", "other")]
    [InlineData("code_challenge", "x")]
    public async Task A_parameter_that_stands_twice_is_refused_on_a_page(string name, string value)
    {
        await Browser.OpenAsync(Azure(more: $"&{name}={Uri.EscapeDataString(value)}"));
        Assert.Null(Browser.Location);
        Assert.Contains("AADSTS9002313", Browser.Text);
        await Browser.OpenAsync(Azure());
        Assert.Contains("to continue to", Browser.Text);
    }

    [Fact]
    public async Task A_state_comes_back_as_it_was_sent_and_is_text_in_a_form()
    {
        await SignInAsync();
        foreach (var state in (string[])[new('s', 6000), "\"><script>alert(1)</script>&code=evil#x", "\u00fc\u202e\r\nSet-Cookie: a=b"])
        {
            await Browser.OpenAsync(Azure(more: "&state=" + Uri.EscapeDataString(state), state: false));
            Assert.Equal(state, world.Answer()["state"]);
            Assert.DoesNotContain("evil", world.Answer()["code"], StringComparison.Ordinal);
            await Browser.OpenAsync(Azure(more: "&response_mode=form_post&state=" + Uri.EscapeDataString(state), state: false));
            Assert.Equal(state.ReplaceLineEndings("\n"), Browser.Page.QuerySelector("input[name=state]")!.GetAttribute("value")!.ReplaceLineEndings("\n"));
            Assert.All(Browser.Page.QuerySelectorAll("script"), s => Assert.StartsWith("/-/assets/", s.GetAttribute("src")));
        }
        await Browser.OpenAsync(Azure(more: "&state=" + new string('s', 20_000), state: false));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, Browser.Answer.StatusCode);
    }

    [Fact]
    public async Task The_cookie_of_a_session_is_new_at_each_sign_in_and_for_this_host_and_https_alone()
    {
        await SignInAsync();
        var first = SetCookie(Cookie);
        foreach (var attribute in (string[])["path=/", "secure", "samesite=none", "httponly"])
            Assert.Contains(attribute, first, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", first, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", first, StringComparison.Ordinal);
        await Browser.OpenAsync(Azure(more: "&prompt=login"));
        await Browser.PostAsync("form.stack", ("login", SignInWorld.Name));
        await Browser.PostAsync("form.stack", ("passwd", SignInWorld.Password), ("stay", "yes"));
        Assert.NotEqual(first.Split(';')[0], SetCookie(Cookie).Split(';')[0]);
        Assert.Contains("expires", SetCookie(Cookie), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_of_signing_in_may_stand_in_a_frame_or_be_stored_or_tells_others_its_address()
    {
        foreach (var address in (string[])[Azure(), Azure(more: "&login_hint=a"), "/common/oauth2/deviceauth", "/sallyport/link?code=x", "/common/oauth2/v2.0/logout", "/common/x"])
        {
            await Browser.OpenAsync(address);
            Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Contains("no-store", Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Equal(("same-origin", "nosniff"), (Header("Referrer-Policy"), Header("X-Content-Type-Options")));
        }

        string Header(string name) => string.Join(", ", Browser.Answer.Headers.GetValues(name));
    }

    [Fact]
    public async Task A_consent_of_one_person_is_not_given_by_the_session_of_another()
    {
        await world.AddUserAsync("bob@sallyport.onmicrosoft.com", "Bob");
        var client = await AddWebAsync();
        var address = world.Authorize(client, "https://notes.example/callback", "User.Read");
        await Browser.OpenAsync(address);
        await world.TypeAsync();
        var form = Browser.Page.QuerySelector("form:has(input[value=accept])")!;
        var fields = form.QuerySelectorAll("input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        await Browser.OpenAsync(address + "&prompt=login");
        await world.TypeAsync("bob@sallyport.onmicrosoft.com");
        await Browser.PostAsync(form.GetAttribute("action")!, fields);
        Assert.Contains("Sign in", Browser.Text);
        await Browser.OpenAsync(address + "&prompt=none");
        Assert.Equal("interaction_required", world.Answer()["error"]);
        await Browser.OpenAsync(address);
        await Browser.PostAsync("form:has(input[value=accept])");
        Assert.NotNull(world.Answer()["code"]);
    }

    [Fact]
    public async Task A_code_gives_no_token_that_the_person_was_not_asked_about()
    {
        var client = await AddWebAsync();
        var secret = (await world.GraphAsync(
            HttpMethod.Post, $"/v1.0/applications(appId='{client}')/addPassword", new JsonObject { ["passwordCredential"] = new JsonObject() })).Text("secretText");
        async Task<JsonNode> AskAsync(string scope)
        {
            await Browser.OpenAsync(world.Authorize(client, "https://notes.example/callback", scope));
            if (Browser.Page.QuerySelector("input[name=login]") is not null)
                await world.TypeAsync();
            await Browser.PostAsync("form:has(input[value=accept])");
            var form = Redemption(world.Answer()["code"]!);
            (form["client_id"], form["client_secret"], form["redirect_uri"], form["scope"]) =
                (client, secret, "https://notes.example/callback", "User.Read openid offline_access");
            return await world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", form);
        }
        var narrow = await AskAsync("User.Read");
        Assert.NotNull(narrow["access_token"]);
        Assert.Equal((null, null), ((string?)narrow["refresh_token"], (string?)narrow["id_token"]));
        var wide = await AskAsync("User.Read openid offline_access");
        Assert.NotNull(wide["refresh_token"]);
        Assert.NotNull(wide["id_token"]);
    }

    [Fact]
    public async Task Who_declines_leaves_a_record()
    {
        await Browser.OpenAsync(world.Authorize(await AddWebAsync(), "https://notes.example/callback", "User.Read"));
        await world.TypeAsync();
        await Browser.PostAsync("form:has(input[value=cancel])");
        Assert.Equal("access_denied", world.Answer()["error"]);
        var rows = DataFile.Query(world.Server.Folder, "sign-ins.db", "SELECT ErrorCode || ' ' || UserPrincipalName FROM sign_ins WHERE AppDisplayName = 'Notes' ORDER BY Id DESC");
        Assert.Equal($"65004 {SignInWorld.Name}", rows[0]);
    }

    [Fact]
    public async Task Of_many_who_spend_a_link_at_once_one_is_signed_in()
    {
        using var portal = world.Server.For("portal.localhost", world.Server.Facts.AdministratorToken);
        using var body = new StringContent($$"""{"userPrincipalName":"{{SignInWorld.Name}}"}""", Encoding.UTF8, "application/json");
        using var made = await portal.PostAsync("/sallyport/signInLinks", body, Cancel);
        await OpenFirstAsync((string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancel))!["signInLink"]!);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostedAsync("form.stack")));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Found);
        Assert.Equal(7, answers.Count(a => a.Html.Contains("This link is spent", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencodedx")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_no_form(string? type)
    {
        await OpenFirstAsync(Azure());
        var (_, wrong) = await PostedAsync("form.stack", [("login", "ada")], type);
        Assert.Contains("AADSTS9002313", wrong, StringComparison.Ordinal);
        var (_, right) = await PostedAsync("form.stack", [("login", "ada")], "Application/X-WWW-Form-UrlEncoded; charset=utf-8");
        Assert.Contains("Enter password", right, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_form_is_refused_before_its_password_is_compared()
    {
        await OpenFirstAsync(Azure());
        await Browser.PostAsync("form.stack", ("login", SignInWorld.Name));
        var (status, html) = await PostedAsync("form.stack", ("passwd", new string('x', 300_000)));
        Assert.True((int)status < 500, $"{status}");
        Assert.Contains("AADSTS9002313", html, StringComparison.Ordinal);
        await Browser.PostAsync("form.stack", ("passwd", SignInWorld.Password));
        Assert.NotNull(world.Answer()["code"]);
    }

    private string Azure(string tenant = "organizations", string more = "", bool state = true)
    {
        var address = world.Authorize(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope, more);
        address = "/" + tenant + address[address.IndexOf('/', 1)..];
        return state ? address : address.Replace("&state=xyz", "", StringComparison.Ordinal);
    }

    private async Task SignInAsync()
    {
        await Browser.OpenAsync(Azure());
        await world.TypeAsync();
        Assert.NotNull(world.Answer()["code"]);
    }

    // By a client of its own, so that several can be on their way at once.
    private Task<(HttpStatusCode Status, string Html)> PostedAsync(string selector, params (string Name, string Value)[] entered) =>
        PostedAsync(selector, entered, "application/x-www-form-urlencoded");

    private async Task<(HttpStatusCode Status, string Html)> PostedAsync(string selector, (string Name, string Value)[] entered, string? type)
    {
        var form = Browser.Page.QuerySelector(selector)!;
        var fields = form.QuerySelectorAll("input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        foreach (var (name, value) in entered)
            fields[name] = value;
        using var client = world.Server.For("login.localhost");
        client.DefaultRequestHeaders.Add("Cookie", $"__Host-sallyport-forgery={forgery}");
        using var content = new FormUrlEncodedContent(fields);
        content.Headers.Remove("Content-Type");
        if (type is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await client.PostAsync(form.GetAttribute("action"), content, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>What a browser with this cookie is told that wants no page; null when it gets a code.</summary>
    private async Task<string?> SilentlyAsync(string cookie)
    {
        using var browser = new PageBrowser(world.Server, "login.localhost");
        browser.Carry(Cookie, cookie);
        await browser.OpenAsync(Azure(more: "&prompt=none"));
        return System.Web.HttpUtility.ParseQueryString(new Uri(browser.Location!).Query)["error"];
    }

    private string SetCookie(string name) =>
        Browser.Answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));

    private string CookieOf(string name) => SetCookie(name).Split(';')[0][(name.Length + 1)..];

    /// <summary>Opens the first page of a browser, and keeps what the forms need that are sent by other clients.</summary>
    private async Task OpenFirstAsync(string address)
    {
        await Browser.OpenAsync(address);
        forgery = CookieOf("__Host-sallyport-forgery");
    }

    private static IEnumerable<string> Damaged(string text, int many)
    {
        for (var i = 0; i < many; i++)
        {
            var at = 1 + (int)((long)i * (text.Length - 2) / many);
            yield return text[..at];
            yield return text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
        }
        yield return text + "A";
    }

    private static Dictionary<string, string> Redemption(string code) => new()
    {
        ["grant_type"] = "authorization_code", ["client_id"] = SignInWorld.AzureCli, ["code"] = code, ["redirect_uri"] = Loopback,
        ["code_verifier"] = SignInWorld.Verifier,
    };

    private Task<JsonNode> RedeemAsync(string code, string tenant) => world.PostAsync($"/{tenant}/oauth2/v2.0/token", Redemption(code));

    private Task<JsonNode> PasswordAsync(string name, string password) => world.PostAsync("/organizations/oauth2/v2.0/token", new()
    {
        ["grant_type"] = "password", ["client_id"] = SignInWorld.AzureCli, ["username"] = name, ["password"] = password, ["scope"] = SignInWorld.ArmScope,
    });

    private Task<JsonNode> DeviceAsync(string tenant) => world.PostAsync(
        $"/{tenant}/oauth2/v2.0/devicecode", new() { ["client_id"] = SignInWorld.AzureCli, ["scope"] = SignInWorld.ArmScope });

    private Task<JsonNode> PollAsync(JsonNode device) => world.PostAsync("/organizations/oauth2/v2.0/token", new()
    {
        ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code", ["client_id"] = SignInWorld.AzureCli, ["device_code"] = (string)device["device_code"]!,
    });

    private async Task<List<int>> CodesAsync()
    {
        await using var scope = world.Server.Server.Services.CreateAsyncScope();
        var records = await scope.ServiceProvider.GetRequiredService<ISignIns>().ListAsync(false, [SignInWorld.AzureCli], 10, Cancel);
        return records.Select(r => r.ErrorCode).ToList();
    }

    private Task<string> AddWebAsync() => world.AddApplicationAsync(new JsonObject
    {
        ["web"] = new JsonObject { ["redirectUris"] = new JsonArray("https://notes.example/callback") },
    });

    private static int? Number(JsonNode answer) => (int?)answer["error_codes"]?[0];

    /// <summary>Another tenant with a person and Azure Resource Manager; its id, the person's id and name.</summary>
    private async Task<(string Tenant, string Person, string Name)> AddOtherTenantAsync()
    {
        await using var scope = world.Server.Server.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var store = services.GetRequiredService<IDirectoryStore>();
        var tenant = new Tenant
        {
            Id = Guid.CreateVersion7(), DisplayName = "Other", InitialDomain = "other.onmicrosoft.com", CreatedDateTime = DateTimeOffset.UnixEpoch,
        };
        await store.AddAsync(tenant, Cancel);
        var manager = new ServicePrincipal
        {
            Id = Guid.CreateVersion7(), TenantId = tenant.Id, AppId = WellKnown.AzureResourceManager, DisplayName = "Azure Resource Manager",
            CreatedDateTime = DateTimeOffset.UnixEpoch, ServicePrincipalNames = [new("https://management.core.windows.net/")],
        };
        var context = services.GetRequiredService<DirectoryContext>(); // as a first start does: it has no application
        context.Add(manager);
        await context.SaveChangesAsync(Cancel);
        var person = new User
        {
            Id = Guid.CreateVersion7(), TenantId = tenant.Id, UserPrincipalName = "bob@other.onmicrosoft.com", DisplayName = "Bob", AccountEnabled = true,
            PasswordHash = await services.GetRequiredService<IPasswordHashes>().HashAsync(SignInWorld.Password), CreatedDateTime = DateTimeOffset.UnixEpoch,
            SignInSessionsValidFrom = DateTimeOffset.UnixEpoch,
        };
        await services.GetRequiredService<IUserDirectory>().AddAsync(person, Cancel);
        return ($"{tenant.Id}", $"{person.Id}", person.UserPrincipalName);
    }
}
