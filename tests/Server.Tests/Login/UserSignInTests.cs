using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Login;

/// <summary>People sign in with a name and a password, and go on with refresh tokens.</summary>
public sealed class UserSignInTests : IAsyncLifetime
{
    private const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    private const string AzurePowerShell = "1950a258-227b-4e31-a9cf-717495945fc2";
    private const string Password = "Correct-horse-7";
    private const string ArmScope = "https://management.core.windows.net//.default offline_access openid profile";
    private const string Name = "ada@sallyport.onmicrosoft.com";

    private readonly ShiftedTime clock = new();
    private RunningServer server = null!;
    private string id = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(o => o with { Time = clock });
        id = (await GraphAsync(HttpMethod.Post, "/v1.0/users", new JsonObject
        {
            ["accountEnabled"] = true, ["displayName"] = "Ada Lovelace", ["givenName"] = "Ada", ["mailNickname"] = "ada", ["userPrincipalName"] = Name,
            ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = Password },
        })).Ok(HttpStatusCode.Created).Text("id");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_name_and_a_password_give_the_tokens_that_az_needs()
    {
        var answer = await AskAsync("organizations", Form());
        Assert.Equal(
            "https://management.core.windows.net//user_impersonation https://management.core.windows.net//.default", (string)answer["scope"]!);
        Assert.Equal(("1", 3599), ((string)answer["foci"]!, (int)answer["expires_in"]!));
        var tenant = server.Facts.TenantId.ToString();
        var info = JsonNode.Parse(Decoded((string)answer["client_info"]!))!;
        Assert.Equal((id, tenant), ((string)info["uid"]!, (string)info["utid"]!));

        var access = Claims(answer, "access_token");
        Assert.Equal(
            ["acr", "amr", "appid", "appidacr", "aud", "exp", "given_name", "iat", "idtyp", "iss", "name", "nbf", "oid", "scp", "sub", "tid",
                "unique_name", "upn", "uti", "ver"],
            access.Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("https://management.core.windows.net/", $"https://sts.windows.net/{tenant}/", id, AzureCli, "0", "user_impersonation", "pwd"),
            ((string)access["aud"]!, (string)access["iss"]!, (string)access["oid"]!, (string)access["appid"]!, (string)access["appidacr"]!,
                (string)access["scp"]!, (string)access["amr"]![0]!));
        var identity = Claims(answer, "id_token");
        Assert.Equal(
            (AzureCli, $"https://login.microsoftonline.com/{tenant}/v2.0", Name, "2.0"),
            ((string)identity["aud"]!, (string)identity["iss"]!, (string)identity["preferred_username"]!, (string)identity["ver"]!));
        Assert.NotEqual((string)identity["sub"]!, (string)access["sub"]!);
    }

    [Fact]
    public async Task Without_further_scopes_there_is_an_access_token_alone()
    {
        var answer = await AskAsync(server.Facts.TenantId.ToString(), Form(scope: "https://management.azure.com/.default", info: false));
        Assert.Equal(["access_token", "expires_in", "ext_expires_in", "scope", "token_type"], answer.Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unknown_account_is_answered_as_a_wrong_password()
    {
        var wrong = await RefusedAsync(50126, Form(password: "x"));
        var unknown = await RefusedAsync(50126, Form(name: "bob@sallyport.onmicrosoft.com"));
        var elsewhere = await RefusedAsync(50126, Form(name: "ada@contoso.example"));
        Assert.Equal(Text(wrong), Text(unknown));
        Assert.Equal(Text(wrong), Text(elsewhere));
        await AskAsync("organizations", Form(name: Name.ToUpperInvariant()));
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_the_account_and_each_further_one_for_twice_as_long()
    {
        for (var i = 0; i < PasswordTries.Allowed; i++)
            await RefusedAsync(50126, Form(password: "x"));
        await RefusedAsync(50053, Form());
        clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(50126, Form(password: "x"));
        clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(50053, Form());
        clock.Advance(TimeSpan.FromSeconds(60));
        await AskAsync("organizations", Form());
        await RefusedAsync(50126, Form(password: "x"));
        await AskAsync("organizations", Form());
    }

    [Fact]
    public async Task Who_guesses_many_at_once_has_no_more_than_ten_tries()
    {
        var wrong = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => PostAsync("organizations", Form(password: "x"))));
        Assert.Equal(PasswordTries.Allowed, wrong.Count(a => Number(a) == 50126));
        Assert.Equal(14, wrong.Count(a => Number(a) == 50053));
    }

    [Fact]
    public async Task A_disabled_account_and_a_password_to_be_changed_are_told_only_to_who_knows_the_password()
    {
        await PatchAsync(new JsonObject { ["accountEnabled"] = false });
        await RefusedAsync(50057, Form());
        await RefusedAsync(50126, Form(password: "x"));
        await PatchAsync(new JsonObject { ["accountEnabled"] = true, ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = true } });
        await RefusedAsync(50055, Form());
        await RefusedAsync(50126, Form(password: "x"));
        await PatchAsync(new JsonObject { ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false } });
        await AskAsync("organizations", Form());
    }

    [Theory]
    [InlineData("common")]
    [InlineData("consumers")]
    public async Task Common_takes_no_password_and_takes_refresh_tokens(string tenant)
    {
        await RefusedAsync(9001023, Form(), tenant);
        await AskAsync(tenant, Refresh(await TokenAsync()));
    }

    [Fact]
    public async Task A_refresh_token_is_redeemed_for_another_resource_and_stays_valid()
    {
        var first = await TokenAsync();
        var answer = await AskAsync(server.Facts.TenantId.ToString(), Refresh(first, "https://graph.microsoft.com//.default offline_access openid profile"));
        Assert.Equal("https://graph.microsoft.com/", (string)Claims(answer, "access_token")["aud"]!);
        Assert.NotEqual(first, (string)answer["refresh_token"]!);
        await AskAsync("organizations", Refresh(first));
        await AskAsync("organizations", Refresh((string)answer["refresh_token"]!));
        var same = await AskAsync("organizations", Refresh(first, null));
        Assert.Equal("https://management.core.windows.net/", (string)Claims(same, "access_token")["aud"]!);
    }

    [Fact]
    public async Task A_refresh_token_is_its_clients_and_its_familys()
    {
        var token = await TokenAsync();
        await AskAsync("organizations", Refresh(token, client: AzurePowerShell));
        var owner = Refresh(token, client: server.Facts.OwnerClientId.ToString());
        owner["client_secret"] = server.Facts.OwnerClientSecret;
        await RefusedAsync(70000, owner, server.Facts.TenantId.ToString());
        await RefusedAsync(70000, Refresh(token[..^1]));
        await RefusedAsync(70000, Refresh("x"));
    }

    [Fact]
    public async Task A_refresh_token_lives_for_ninety_days()
    {
        var token = await TokenAsync();
        clock.Advance(TimeSpan.FromDays(89));
        var next = (string)(await AskAsync("organizations", Refresh(token)))["refresh_token"]!;
        clock.Advance(TimeSpan.FromDays(2));
        await RefusedAsync(700082, Refresh(token));
        await AskAsync("organizations", Refresh(next));
    }

    [Fact]
    public async Task Ended_sessions_a_new_password_and_a_closed_account_stop_refresh_tokens()
    {
        var token = await TokenAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await GraphAsync(HttpMethod.Post, $"/v1.0/users/{id}/revokeSignInSessions", [])).Ok();
        await RefusedAsync(50173, Refresh(token));
        clock.Advance(TimeSpan.FromSeconds(1));
        token = await TokenAsync();
        await AskAsync("organizations", Refresh(token));
        await PatchAsync(new JsonObject { ["accountEnabled"] = false });
        await RefusedAsync(50057, Refresh(token));
        await PatchAsync(new JsonObject { ["accountEnabled"] = true });
        await RefusedAsync(50173, Refresh(token));
        clock.Advance(TimeSpan.FromSeconds(1));
        token = await TokenAsync();
        await AskAsync("organizations", Refresh(token));
        clock.Advance(TimeSpan.FromSeconds(1));
        await PatchAsync(new JsonObject { ["passwordProfile"] = new JsonObject { ["password"] = "Another-horse-8", ["forceChangePasswordNextSignIn"] = false } });
        await RefusedAsync(50173, Refresh(token));
        (await GraphAsync(HttpMethod.Delete, $"/v1.0/users/{id}", null)).Ok(HttpStatusCode.NoContent);
        Assert.Equal("bad_token", (string)(await RefusedAsync(50034, Refresh(token)))["suberror"]!);
    }

    [Fact]
    public async Task A_public_client_proves_nothing_and_a_confidential_one_must()
    {
        var secret = Form();
        secret["client_secret"] = "x";
        await RefusedAsync(700025, secret);
        var owner = Form(client: server.Facts.OwnerClientId.ToString());
        await RefusedAsync(7000218, owner);
        owner["client_secret"] = "wrong";
        await RefusedAsync(7000215, owner);
        owner["client_secret"] = server.Facts.OwnerClientSecret;
        Assert.Equal("consent_required", (string)(await RefusedAsync(65001, owner))["suberror"]!);
        await RefusedAsync(700016, Form(client: "aaaaaaaa-0000-4000-8000-000000000009"));
    }

    [Fact]
    public async Task Neither_passwords_nor_refresh_tokens_are_kept()
    {
        var token = await TokenAsync();
        await RefusedAsync(50126, Form(password: "Wrong-horse-battery-1"));
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var text = await reader.ReadToEndAsync(Cancel);
            foreach (var secret in (string[])[token, Password, "Wrong-horse-battery-1"])
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_answer_is_recorded_with_the_persons_name()
    {
        await AskAsync("organizations", Form());
        await RefusedAsync(50126, Form(password: "x"));
        var rows = DataFile.Query(server.Folder, "sign-ins.db", "SELECT UserPrincipalName || ' ' || ErrorCode || ' ' || AppDisplayName FROM sign_ins WHERE UserPrincipalName IS NOT NULL ORDER BY Id");
        Assert.Equal([$"{Name} 0 Microsoft Azure CLI", $"{Name} 50126 Microsoft Azure CLI"], rows);
    }

    private static Dictionary<string, string?> Form(
        string name = Name, string password = Password, string client = AzureCli, string scope = ArmScope, bool info = true) => new()
        {
            ["grant_type"] = "password", ["client_id"] = client, ["username"] = name, ["password"] = password, ["scope"] = scope,
            ["client_info"] = info ? "1" : null,
        };

    private static Dictionary<string, string?> Refresh(string token, string? scope = ArmScope, string client = AzureCli) => new()
    {
        ["grant_type"] = "refresh_token", ["client_id"] = client, ["refresh_token"] = token, ["scope"] = scope,
    };

    private static JsonObject Claims(JsonObject answer, string token) =>
        JsonNode.Parse(Decoded(((string)answer[token]!).Split('.')[1]))!.AsObject();

    private static string Decoded(string text) => System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text));

    private static string Text(JsonObject refusal) => ((string)refusal["error_description"]!).Split(" Trace ID")[0];

    private static int Number(JsonObject answer) => answer["error_codes"] is { } codes ? (int)codes[0]! : 0;

    private async Task<string> TokenAsync() => (string)(await AskAsync("organizations", Form()))["refresh_token"]!;

    private async Task<JsonObject> AskAsync(string tenant, Dictionary<string, string?> form)
    {
        var answer = await PostAsync(tenant, form);
        Assert.True(answer.ContainsKey("access_token"), answer.ToJsonString());
        return answer;
    }

    private async Task<JsonObject> RefusedAsync(int number, Dictionary<string, string?> form, string? tenant = null)
    {
        var answer = await PostAsync(tenant ?? (form["client_id"] is AzureCli or AzurePowerShell ? "organizations" : server.Facts.TenantId.ToString()), form);
        Assert.True(number == Number(answer), answer.ToJsonString());
        return answer;
    }

    private async Task<JsonObject> PostAsync(string tenant, Dictionary<string, string?> form)
    {
        using var client = server.For("login.microsoftonline.com");
        using var content = new FormUrlEncodedContent(form.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value!)));
        using var response = await client.PostAsync($"/{tenant}/oauth2/v2.0/token", content, Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
    }

    private async Task<GraphAnswer> GraphAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var client = new GraphClient(server.For("graph.microsoft.com", await server.OwnerTokenAsync("https://graph.microsoft.com")));
        return await client.SendAsync(method, path, body is null ? null : GraphClient.Json(body.ToJsonString()));
    }

    private async Task PatchAsync(JsonObject body) => (await GraphAsync(HttpMethod.Patch, $"/v1.0/users/{id}", body)).Ok(HttpStatusCode.NoContent);
}
