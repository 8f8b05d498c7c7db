using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Graph;

/// <summary>People's sign-ins as Graph's <c>auditLogs/signIns</c> shows them.</summary>
public sealed class PeopleSignInTests : IAsyncLifetime
{
    private const string Loopback = "http://localhost:8400";
    private const string NotInteractive = "signInEventTypes/any(t: t eq 'nonInteractiveUser')";
    private SignInWorld world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("v1.0")]
    [InlineData("beta")]
    public async Task Lists_hold_the_sign_ins_in_which_a_person_typed_a_password(string version)
    {
        await SignInAsync();
        var row = Assert.Single(await ListAsync(version));
        Assert.Equal(
            (world.Id, SignInWorld.Name, "Ada Lovelace", "Browser", "127.0.0.1", true, 0),
            ((string)row!["userId"]!, (string)row["userPrincipalName"]!, (string)row["userDisplayName"]!, (string)row["clientAppUsed"]!, (string)row["ipAddress"]!,
                (bool)row["isInteractive"]!, (int)row["status"]!["errorCode"]!));
        Assert.Equal((SignInWorld.AzureCli, "Microsoft Azure CLI"), ((string)row["appId"]!, (string)row["appDisplayName"]!));
        Assert.Equal(version == "beta" ? "interactiveUser" : null, (string?)row["signInEventTypes"]?[0]);
        using var graph = await ClientAsync();
        Assert.Equal((string)row["id"]!, (await graph.GetAsync($"/{version}/auditLogs/signIns/{row["id"]}")).Ok(HttpStatusCode.OK).Text("id"));
    }

    [Fact]
    public async Task Beta_lists_what_clients_redeem_for_a_person_when_it_is_asked_for()
    {
        await SignInAsync();
        var row = Assert.Single(await ListAsync("beta", NotInteractive));
        Assert.Equal(("nonInteractiveUser", false, "Mobile Apps and Desktop clients", world.Id),
            ((string)row!["signInEventTypes"]![0]!, (bool)row["isInteractive"]!, (string)row["clientAppUsed"]!, (string)row["userId"]!));
        Assert.All(await ListAsync("beta", "signInEventTypes/any(t: t eq 'servicePrincipal')"), r => Assert.Null(r!["userId"]));
        Assert.Single(await ListAsync("beta", "signInEventTypes/any(t: t eq 'interactiveUser')"));
    }

    [Fact]
    public async Task A_wrong_password_is_listed_by_the_name_that_was_typed()
    {
        await world.Browser.OpenAsync(world.Authorize(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope));
        await world.TypeAsync(password: "x");
        var row = Assert.Single(await ListAsync("v1.0", $"userPrincipalName eq '{SignInWorld.Name}'"));
        Assert.Equal((50126, null), ((int)row!["status"]!["errorCode"]!, (string?)row["userId"]));
    }

    [Fact]
    public async Task Each_member_that_is_searched_finds_its_sign_in_and_no_other()
    {
        await SignInAsync();
        var row = (await ListAsync("v1.0"))[0]!;
        foreach (var member in (string[])["userId", "userPrincipalName", "userDisplayName", "ipAddress", "appId", "resourceDisplayName"])
        {
            Assert.Single(await ListAsync("v1.0", $"{member} eq '{row[member]}'"));
            Assert.Empty(await ListAsync("v1.0", $"{member} ne '{row[member]}'"));
        }
    }

    [Theory]
    [InlineData("createdDateTime ge {0}", -1, 1)]
    [InlineData("createdDateTime gt {0}", 1, 0)]
    [InlineData("createdDateTime le {0}", 1, 1)]
    [InlineData("createdDateTime lt {0}", -1, 0)]
    public async Task Sign_ins_are_found_by_their_time(string filter, int minutes, int found)
    {
        await SignInAsync();
        var time = world.Clock.GetUtcNow().AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:ssZ", null);
        Assert.Equal(found, (await ListAsync("v1.0", filter.Replace("{0}", time, StringComparison.Ordinal))).Count);
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("beta")]
    public async Task Sign_ins_are_found_by_the_code_of_their_status(string version)
    {
        await SignInAsync();
        await FailAsync();
        Assert.Equal([50126], CodesOf(await ListAsync(version, "status/errorCode eq 50126")));
        Assert.Equal([0], CodesOf(await ListAsync(version, "status/errorCode eq 0")));
        Assert.Equal([50126], CodesOf(await ListAsync(version, "status/errorCode ne 0")));
        Assert.Equal([50126], CodesOf(await ListAsync(version, $"status/errorCode eq 50126 and userPrincipalName eq '{SignInWorld.Name}'")));
        Assert.Empty(await ListAsync(version, "status/errorCode eq 50057"));
        using var graph = await ClientAsync();
        (await graph.GetAsync($"/{version}/auditLogs/signIns?$filter=status/errorCode gt 0")).Refused(
            400, "Request_UnsupportedQuery", "Unsupported filter on resource 'signIn': only times can be compared by order.");
        (await graph.GetAsync($"/{version}/auditLogs/signIns?$filter=status/errorCode eq '0'")).Refused(400, "BadRequest", "");
        (await graph.GetAsync($"/{version}/auditLogs/signIns?$filter=status/unknown eq 0")).Refused(400, "BadRequest", "");
        (await graph.GetAsync($"/{version}/auditLogs/signIns?$filter=status eq null")).Refused(400, "Request_UnsupportedQuery", "");
    }

    [Theory]
    [InlineData("createdDateTime", new[] { 0, 50126 })]
    [InlineData("createdDateTime asc", new[] { 0, 50126 })]
    [InlineData("createdDateTime desc", new[] { 50126, 0 })]
    public async Task Sign_ins_are_ordered_by_their_time_over_all_pages(string order, int[] codes)
    {
        await SignInAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await FailAsync();
        using var graph = await ClientAsync();
        var first = (await graph.GetAsync($"/v1.0/auditLogs/signIns?$top=1&$orderby={order}")).Ok(HttpStatusCode.OK).Body;
        var second = (await graph.GetAsync(new Uri(first.GetProperty("@odata.nextLink").GetString()!).PathAndQuery)).Ok(HttpStatusCode.OK).Body;
        Assert.Equal(codes, new[] { first, second }.Select(p => p.GetProperty("value")[0].GetProperty("status").GetProperty("errorCode").GetInt32()));
        Assert.False(second.TryGetProperty("@odata.nextLink", out _));
        (await graph.GetAsync("/v1.0/auditLogs/signIns?$orderby=appId")).Refused(
            400, "Request_UnsupportedQuery", "Unsupported sort property 'appId' for 'signIn'.");
        (await graph.GetAsync("/v1.0/auditLogs/signIns?$orderby=createdDateTime,appId")).Refused(400, "Request_UnsupportedQuery", "");
        (await graph.GetAsync("/v1.0/auditLogs/signIns?$orderby=unknown")).Refused(400, "BadRequest", "");
        (await graph.GetAsync("/v1.0/users?$orderby=id")).Refused(400, "BadRequest", "");
    }

    [Fact]
    public async Task Only_a_filter_that_names_the_event_types_asks_for_other_kinds_not_a_text_that_says_so()
    {
        await SignInAsync();
        Assert.Single(await ListAsync("beta", "userDisplayName ne 'signInEventTypes'"));
        Assert.Single(await ListAsync("v1.0", "userDisplayName ne 'signInEventTypes'"));
        Assert.Single(await ListAsync("beta", $"userId eq '{world.Id}' and not ({NotInteractive})"));
        Assert.Single(await ListAsync("beta", $"userId eq '{world.Id}' and SIGNINEVENTTYPES/any(t: t eq 'nonInteractiveUser')"));
        using var graph = await ClientAsync();
        (await graph.GetAsync("/v1.0/auditLogs/signIns?$filter=" + NotInteractive)).Refused(400, "BadRequest", "");
    }

    [Fact]
    public async Task Texts_are_not_compared_by_order()
    {
        await SignInAsync();
        using var graph = await ClientAsync();
        (await graph.GetAsync("/v1.0/auditLogs/signIns?$filter=appId gt 'a'")).Refused(400, "Request_UnsupportedQuery",
            "Unsupported filter on resource 'signIn': only times can be compared by order.");
        Assert.Single(await ListAsync("v1.0", $"appId eq '{SignInWorld.AzureCli}'"));
    }

    [Fact]
    [Trait("Passes", "O9")]
    public async Task O9_a_forwarded_header_changes_no_recorded_address()
    {
        using var login = world.Server.For("login.microsoftonline.com");
        login.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        login.DefaultRequestHeaders.Add("Forwarded", "for=203.0.113.7");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = SignInWorld.AzureCli, ["username"] = SignInWorld.Name, ["password"] = SignInWorld.Password,
            ["scope"] = SignInWorld.ArmScope,
        });
        using var answer = await login.PostAsync("/organizations/oauth2/v2.0/token", form, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var row = Assert.Single(await ListAsync("v1.0"));
        Assert.Equal(("127.0.0.1", "Mobile Apps and Desktop clients"), ((string)row!["ipAddress"]!, (string)row["clientAppUsed"]!));
    }

    private async Task SignInAsync()
    {
        await world.Browser.OpenAsync(world.Authorize(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope));
        await world.TypeAsync();
        var tokens = await world.PostAsync("/organizations/oauth2/v2.0/token", new()
        {
            ["grant_type"] = "authorization_code", ["client_id"] = SignInWorld.AzureCli, ["code"] = world.Answer()["code"]!, ["redirect_uri"] = Loopback,
            ["code_verifier"] = SignInWorld.Verifier,
        });
        Assert.NotNull(tokens["access_token"]);
    }

    private async Task FailAsync()
    {
        using var login = world.Server.For("login.microsoftonline.com");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["client_id"] = SignInWorld.AzureCli, ["username"] = SignInWorld.Name, ["password"] = "Wrong-horse-7",
            ["scope"] = SignInWorld.ArmScope,
        });
        using var answer = await login.PostAsync("/organizations/oauth2/v2.0/token", form, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static IEnumerable<int> CodesOf(JsonArray rows) => rows.Select(r => (int)r!["status"]!["errorCode"]!);

    private async Task<GraphClient> ClientAsync() =>
        new(world.Server.For("graph.microsoft.com", await world.Server.OwnerTokenAsync("https://graph.microsoft.com")));

    private async Task<JsonArray> ListAsync(string version, string? filter = null)
    {
        using var graph = await ClientAsync();
        var query = filter is null ? "" : "?$filter=" + Uri.EscapeDataString(filter);
        var answer = (await graph.GetAsync($"/{version}/auditLogs/signIns{query}")).Ok(HttpStatusCode.OK);
        return JsonNode.Parse(answer.Body.GetProperty("value").GetRawText())!.AsArray();
    }
}
