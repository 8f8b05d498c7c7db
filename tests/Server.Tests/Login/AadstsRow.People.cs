using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Login;

/// <summary>Where the code of an entry and its text stand.</summary>
public enum Told
{
    /// <summary>In a JSON body, as the token endpoint answers.</summary>
    Json,

    /// <summary>On a page, for the person alone.</summary>
    Page,

    /// <summary>In the address to which the browser is sent, for the client.</summary>
    Redirect,
}

// What is said to people and their clients.
public sealed partial record AadstsRow
{
    private const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    private const string Loopback = "http://localhost:8400";
    private const string WebCallback = "https://notes.example/callback";
    private const string SpaCallback = "https://spa.example/";
    private const string Verifier = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private const string NoConsent =
        "The user or administrator has not consented to use the application with ID '{id}' named 'Notes'. Send an interactive authorization request for this user and resource.";

    private static IReadOnlyList<AadstsRow> OfPeople =>
    [
        new(nameof(Aadsts.WrongPassword), 50126, 400, "invalid_grant", "Error validating credentials due to invalid username or password.", w => w.Person("password", "x")),
        new(nameof(Aadsts.AccountLocked), 50053, 400, "invalid_grant",
            "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.", w => w.Locked()),
        new(nameof(Aadsts.AccountDisabled), 50057, 400, "invalid_grant", "The user account is disabled.", w => w.Person(account: a => a["accountEnabled"] = false)),
        new(nameof(Aadsts.PasswordExpired), 50055, 400, "invalid_grant", "The password is expired.", w => w.Person(account: a => a["passwordProfile"]!["forceChangePasswordNextSignIn"] = true)),
        new(nameof(Aadsts.AccountNotFound), 50034, 400, "invalid_grant",
            "The user account {EmailHidden} does not exist in the Sallyport directory. To sign into this application, the account must be added to the directory.",
            w => w.Refresh((id, _) => w.Server.GraphAsync(HttpMethod.Delete, $"/v1.0/users/{id}"))),
        new(nameof(Aadsts.GrantRevoked), 50173, 400, "invalid_grant",
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. "
            + "The grant was issued on '{time}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{time}'.",
            w => w.Refresh((id, _) => w.Server.GraphAsync(HttpMethod.Post, $"/v1.0/users/{id}/revokeSignInSessions"))),
        new(nameof(Aadsts.RefreshTokenExpired), 700082, 400, "invalid_grant",
            "The refresh token has expired due to inactivity. The token was issued on {time} and was inactive for 90.00:00:00.",
            async w =>
            {
                var token = await w.RefreshToken();
                return await w.Later(TimeSpan.FromDays(91), () => w.Person("refresh_token", token));
            }),
        new(nameof(Aadsts.SinglePageTokenExpired), 700084, 400, "invalid_grant",
            "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. "
            + "It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {time}.",
            w => w.SpaRefreshAfter(TimeSpan.FromHours(24))),
        new(nameof(Aadsts.GrantMalformed), 70000, 400, "invalid_grant", "Provided grant is invalid or malformed.", w => w.Person("refresh_token", "x")),
        new(nameof(Aadsts.ConsentMissing), 65001, 400, "invalid_grant",
            "The user or administrator has not consented to use the application with ID '{id}' named 'sallyport-owner'. Send an interactive authorization request for this user and resource.",
            w => w.Person("client_secret", w.Server.Running.Facts.OwnerClientSecret, client: w.Server.Running.Facts.OwnerClientId.ToString())),
        new(nameof(Aadsts.ClientIsPublic), 700025, 401, "invalid_client", "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
            w => w.Person("client_secret", "x")),
        new(nameof(Aadsts.ProofMissing), 7000218, 401, "invalid_client", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            w => w.Person(client: w.Server.Running.Facts.OwnerClientId.ToString())),
        new(nameof(Aadsts.GrantNotAtCommon), 9001023, 400, "invalid_request",
            "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
            w => w.Person(tenant: "common")),

        new(nameof(Aadsts.RedirectUriDiffers), 50011, 200, "",
            "The redirect URI 'https://evil.example/' specified in the request does not match the redirect URIs configured for the application '{id}'. Make sure the redirect URI sent in the request matches " +
            "one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.",
            w => w.Browse("redirect_uri", "https://evil.example/")) { Told = Told.Page },
        new(nameof(Aadsts.RedirectUriDiffers), 50011, 400, "invalid_request",
            "The redirect URI 'http://localhost:8401' specified in the request does not match the redirect URIs configured for the application '{id}'. Make sure the redirect URI sent in the request matches " +
            "one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.",
            async w => await w.Redeem(await w.Code(), "redirect_uri", "http://localhost:8401")),
        new(nameof(Aadsts.RedirectUriMissing), 900971, 200, "", "No reply address provided.", w => w.Browse("redirect_uri", null, w.Server.AppId)) { Told = Told.Page },
        new(nameof(Aadsts.NotMultiTenant), 50194, 200, "",
            "Application '{id}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. " +
            "Use a tenant-specific endpoint or configure the application to be multi-tenant.",
            w => w.Browse("client_id", w.Server.AppId, tenant: "organizations")) { Told = Told.Page },
        new(nameof(Aadsts.TenantNotFound), 90002, 200, "", NoTenant, w => w.Browse(tenant: Nobody)) { Told = Told.Page },
        new(nameof(Aadsts.ResponseTypeNotEnabled), 700054, 302, "unsupported_response_type", "response_type 'id_token' is not enabled for the application.",
            w => w.Browse("response_type", "id_token")) { Told = Told.Redirect },
        new(nameof(Aadsts.UnsupportedResponseType), 70005, 302, "unsupported_response_type",
            "The provided value for the input parameter 'response_type' is not allowed for this client.", w => w.Browse("response_type", "token")) { Told = Told.Redirect },
        new(nameof(Aadsts.MissingParameter), 900144, 302, "invalid_request", "The request body must contain the following parameter: 'response_type'.",
            w => w.Browse("response_type", null)) { Told = Told.Redirect },
        new(nameof(Aadsts.UnsupportedResponseMode), 70007, 302, "invalid_request", "'carrier_pigeon' is not a supported value of 'response_mode' when requesting a token.",
            w => w.Browse("response_mode", "carrier_pigeon")) { Told = Told.Redirect },
        new(nameof(Aadsts.ChallengeMalformed), 501491, 302, "invalid_request", "Invalid size of Code_Challenge parameter.",
            w => w.Browse("code_challenge", "short")) { Told = Told.Redirect },
        new(nameof(Aadsts.ChallengeMissing), 9002325, 302, "invalid_request", "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
            async w => await w.Browse("code_challenge", null, await w.AddSpa(), SpaCallback)) { Told = Told.Redirect },
        new(nameof(Aadsts.SilentSignInFailed), 50058, 302, "login_required", "A silent sign-in request was sent but no user is signed in.",
            w => w.Browse("prompt", "none")) { Told = Told.Redirect },
        new(nameof(Aadsts.SilentConsentFailed), 65001, 302, "interaction_required", NoConsent, w => w.SilentlyWithoutConsent()) { Told = Told.Redirect },
        new(nameof(Aadsts.ConsentDeclined), 65004, 302, "access_denied", "User declined to consent to access the app.",
            w => w.AtConsent("User.Read", "cancel")) { Told = Told.Redirect },
        new(nameof(Aadsts.AdministratorConsentMissing), 90094, 302, "access_denied",
            "An administrator of the tenant has to consent to the permissions that 'Notes' asks for.", w => w.AtConsent("Directory.Read.All", "accept")) { Told = Told.Redirect },
        new(nameof(Aadsts.PermissionNotOffered), 650053, 302, "invalid_client",
            "The application 'Notes' asked for scope 'Cheese.Read' that doesn't exist on the resource '{id}'. Contact the app vendor.",
            w => w.AtConsent("Cheese.Read", null)) { Told = Told.Redirect },

        new(nameof(Aadsts.VerifierDiffers), 501481, 400, "invalid_grant", "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
            async w => await w.Redeem(await w.Code(), "code_verifier", Verifier + "x")),
        new(nameof(Aadsts.CodeRedeemed), 54005, 400, "invalid_grant",
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.", async w =>
            {
                var code = await w.Code();
                (await w.Redeem(code)).Dispose();
                return await w.Redeem(code);
            }),
        new(nameof(Aadsts.CodeExpired), 70008, 400, "invalid_grant",
            "The provided authorization code or refresh token is expired. Send a new interactive authorization request for this user and resource.", async w =>
            {
                var code = await w.Code();
                return await w.Later(AuthorizationCode.Lifetime, () => w.Redeem(code));
            }),
        new(nameof(Aadsts.OnlyCrossOrigin), 9002327, 400, "invalid_request",
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.", async w =>
            {
                var client = await w.AddSpa();
                return await w.Redeem(await w.Code(client, SpaCallback), "client_id", client);
            }),
        new(nameof(Aadsts.NotCrossOrigin), 9002326, 400, "invalid_request",
            "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
            async w => await w.Redeem(await w.Code(), origin: "https://spa.example")),

        new(nameof(Aadsts.DeviceCodePending), 70016, 400, "authorization_pending",
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.", async w => await w.Poll((await w.Device()).Code)),
        new(nameof(Aadsts.DeviceCodeExpired), 70020, 400, "expired_token",
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.", async w =>
            {
                var device = await w.Device();
                return await w.Later(DeviceCode.Lifetime, () => w.Poll(device.Code));
            }),
        new(nameof(Aadsts.DeviceCodeDeclined), 65004, 400, "authorization_declined", "User declined to consent to access the app.", async w =>
        {
            var device = await w.Device();
            await w.Decline(device.UserCode);
            return await w.Poll(device.Code);
        }),
        new(nameof(Aadsts.DeviceCodeUnknown), 70018, 400, "bad_verification_code", "The provided value for the input parameter 'device_code' is not valid.", w => w.Poll("x")),
    ];

    public sealed partial record World
    {
        private const string Password = "Correct-horse-7";

        /// <summary>A new person signs in by the Azure CLI; one parameter, the account or the client may differ.</summary>
        public async Task<HttpResponseMessage> Person(
            string? name = null, string? value = null, Action<JsonObject>? account = null, string? tenant = null, string? client = null) =>
            await SignIn((await AddUser(account)).Name, name, value, tenant, client);

        public async Task<HttpResponseMessage> Locked()
        {
            var (_, user) = await AddUser();
            for (var i = 0; i < PasswordTries.Allowed; i++)
                (await SignIn(user, "password", "x")).Dispose();
            return await SignIn(user, null, null);
        }

        /// <summary>A new person's refresh token is presented after something was done to the account.</summary>
        public async Task<HttpResponseMessage> Refresh(Func<string, string, Task> change)
        {
            var (id, user) = await AddUser();
            var token = await RefreshToken(user);
            Server.Clock.Advance(TimeSpan.FromSeconds(1));
            await change(id, token);
            return await SignIn(user, "refresh_token", token);
        }

        public async Task<string> RefreshToken() => await RefreshToken((await AddUser()).Name);

        /// <summary>A browser opens the authorize endpoint; one parameter may differ, and null leaves it out.</summary>
        public async Task<HttpResponseMessage> Browse(
            string? name = null, string? value = null, string client = AzureCli, string redirect = Loopback, string? tenant = null)
        {
            using var browser = Browser();
            await browser.OpenAsync(Address(client, redirect, name, value, tenant));
            return browser.Answer;
        }

        /// <summary>A single-page application presents its refresh token some time after it got it.</summary>
        public async Task<HttpResponseMessage> SpaRefreshAfter(TimeSpan time)
        {
            var client = await AddSpa();
            using var browser = await SignedIn(Address(client, SpaCallback, "scope", "User.Read offline_access"));
            await browser.PostAsync("form:has(input[value=accept])");
            using var answer = await Post("token", new()
            {
                ["grant_type"] = "authorization_code", ["client_id"] = client, ["redirect_uri"] = SpaCallback, ["code_verifier"] = Verifier,
                ["code"] = System.Web.HttpUtility.ParseQueryString(new Uri(browser.Location!).Query)["code"]!,
            }, "https://spa.example");
            var token = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["refresh_token"]!;
            return await Later(time, () => Post(
                "token", new() { ["grant_type"] = "refresh_token", ["client_id"] = client, ["refresh_token"] = token }, "https://spa.example"));
        }

        public Task<string> AddSpa() => AddClient("spa", SpaCallback);

        /// <summary>A person with a session whose consent is missing, and a client that wants no page to be shown.</summary>
        public async Task<HttpResponseMessage> SilentlyWithoutConsent()
        {
            using var browser = await SignedIn(Address(AzureCli, Loopback));
            await browser.OpenAsync(Address(await AddClient("web", WebCallback), WebCallback, "scope", "User.Read") + "&prompt=none");
            return browser.Answer;
        }

        /// <summary>A person signs in to a new application, and sends the form of the consent page with this step.</summary>
        public async Task<HttpResponseMessage> AtConsent(string scope, string? step)
        {
            var (browser, id) = await SignInAt(Address(await AddClient("web", WebCallback), WebCallback, "scope", scope));
            using (browser)
            {
                if (step is not null)
                    await browser.PostAsync("form:has(input[value=cancel])", ("step", step), ("id", id));
                return browser.Answer;
            }
        }

        /// <summary>A new person's code.</summary>
        public async Task<string> Code(string client = AzureCli, string redirect = Loopback)
        {
            using var browser = await SignedIn(Address(client, redirect, "scope", client == AzureCli ? LoginServer.Arm + "/.default" : "User.Read"));
            if (browser.Page.QuerySelector("form:has(input[value=accept])") is not null)
                await browser.PostAsync("form:has(input[value=accept])");
            return System.Web.HttpUtility.ParseQueryString(new Uri(browser.Location!).Query)["code"]!;
        }

        public Task<HttpResponseMessage> Redeem(string code, string? name = null, string? value = null, string? origin = null)
        {
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code", ["client_id"] = AzureCli, ["code"] = code, ["redirect_uri"] = Loopback, ["code_verifier"] = Verifier,
            };
            if (name is not null)
                form[name] = value!;
            return Post("token", form, origin);
        }

        public async Task<(string Code, string UserCode)> Device()
        {
            using var answer = await Post("devicecode", new() { ["client_id"] = AzureCli, ["scope"] = LoginServer.Arm + "/.default" });
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
            return ((string)body["device_code"]!, (string)body["user_code"]!);
        }

        public Task<HttpResponseMessage> Poll(string code) =>
            Post("token", new() { ["grant_type"] = DeviceGrant, ["client_id"] = AzureCli, ["device_code"] = code });

        public async Task Decline(string userCode)
        {
            using var browser = await SignedIn("/common/oauth2/deviceauth?otc=" + userCode);
            await browser.PostAsync("form:has(input[value=cancel])");
        }

        private PageBrowser Browser() => new(Server.Running, "login.localhost");

        private async Task<PageBrowser> SignedIn(string address) => (await SignInAt(address)).Browser;

        private async Task<(PageBrowser Browser, string Id)> SignInAt(string address)
        {
            var browser = Browser();
            var (id, name) = await AddUser();
            await browser.OpenAsync(address);
            await browser.PostAsync("form.stack", ("login", name));
            await browser.PostAsync("form.stack", ("passwd", Password));
            return (browser, id);
        }

        private string Address(string client, string redirect, string? name = null, string? value = null, string? tenant = null)
        {
            var query = new Dictionary<string, string?>
            {
                ["client_id"] = client, ["response_type"] = "code", ["redirect_uri"] = redirect, ["scope"] = LoginServer.Arm + "/.default", ["state"] = "xyz",
                ["code_challenge"] = StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))), ["code_challenge_method"] = "S256",
            };
            if (name is not null)
                query[name] = value;
            var parameters = query.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}");
            return $"/{tenant ?? Server.Running.Facts.TenantId.ToString()}/oauth2/v2.0/authorize?{string.Join('&', parameters)}";
        }

        private async Task<string> AddClient(string platform, string redirect)
        {
            var members = new JsonObject { ["displayName"] = "Notes", [platform] = new JsonObject { ["redirectUris"] = new JsonArray(redirect) } };
            var client = (string)(await Server.GraphAsync(HttpMethod.Post, "/v1.0/applications", members))["appId"]!;
            await Server.GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = client });
            return client;
        }

        private async Task<HttpResponseMessage> Post(string endpoint, Dictionary<string, string> form, string? origin = null, string? tenant = null)
        {
            using var http = Server.Running.For("login.microsoftonline.com");
            if (origin is not null)
                http.DefaultRequestHeaders.Add("Origin", origin);
            using var content = new FormUrlEncodedContent(form);
            return await http.PostAsync($"/{tenant ?? Server.Running.Facts.TenantId.ToString()}/oauth2/v2.0/{endpoint}", content, Cancel);
        }

        private async Task<string> RefreshToken(string user)
        {
            using var answer = await SignIn(user, null, null);
            return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["refresh_token"]!;
        }

        private async Task<(string Id, string Name)> AddUser(Action<JsonObject>? change = null)
        {
            var name = $"{Guid.CreateVersion7():N}@sallyport.onmicrosoft.com";
            var account = new JsonObject
            {
                ["accountEnabled"] = true, ["displayName"] = "Ada", ["mailNickname"] = "ada", ["userPrincipalName"] = name,
                ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = Password },
            };
            change?.Invoke(account);
            return ((string)(await Server.GraphAsync(HttpMethod.Post, "/v1.0/users", account))["id"]!, name);
        }

        private Task<HttpResponseMessage> SignIn(string user, string? name, string? value, string? tenant = null, string? client = null)
        {
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = name == "refresh_token" ? name : "password", ["client_id"] = client ?? AzureCli,
                ["username"] = user, ["password"] = Password, ["scope"] = LoginServer.Arm + "/.default offline_access",
            };
            if (name is not null)
                form[name] = value!;
            return Post("token", form, tenant: tenant);
        }
    }
}
