using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

public sealed class RedirectUriTests(GraphServer server) : IClassFixture<GraphServer>
{
    private Task<GraphAnswer> CreateAsync(string members) =>
        server.Owner.PostRawAsync("/v1.0/applications", $$"""{"displayName":"sign-in",{{members}}}""");

    [Theory]
    [InlineData("v1.0")]
    [InlineData("beta")]
    public async Task Keeps_what_an_application_says_about_the_sign_in_of_people(string version)
    {
        var made = (await server.Owner.PostRawAsync($"/{version}/applications", """
            {"displayName":"sign-in","isFallbackPublicClient":true,
             "web":{"redirectUris":["https://app.example/cb","http://localhost:8080/cb","urn:ietf:wg:oauth:2.0:oob"],
                    "homePageUrl":"https://app.example","logoutUrl":"https://app.example/out",
                    "implicitGrantSettings":{"enableIdTokenIssuance":true}},
             "spa":{"redirectUris":["http://127.0.0.1:3000"]},
             "publicClient":{"redirectUris":["http://localhost","msal5a11f047://auth","myapp://auth"]}}
            """)).Ok(HttpStatusCode.Created);
        var read = (await server.Owner.GetAsync($"/{version}/applications/{made.Text("id")}")).Ok().Body;
        Assert.True(read.GetProperty("isFallbackPublicClient").GetBoolean());
        Assert.Equal(
            """
            {"homePageUrl":"https://app.example","logoutUrl":"https://app.example/out",
            "redirectUris":["https://app.example/cb","http://localhost:8080/cb","urn:ietf:wg:oauth:2.0:oob"],
            "implicitGrantSettings":{"enableAccessTokenIssuance":false,"enableIdTokenIssuance":true}}
            """.ReplaceLineEndings(""),
            read.GetProperty("web").GetRawText());
        Assert.Equal("""{"redirectUris":["http://127.0.0.1:3000"]}""", read.GetProperty("spa").GetRawText());
        Assert.Equal(
            """{"redirectUris":["http://localhost","msal5a11f047://auth","myapp://auth"]}""",
            read.GetProperty("publicClient").GetRawText());
    }

    [Fact]
    public async Task A_change_of_one_member_leaves_the_others_as_they_are()
    {
        var made = (await CreateAsync("""
            "web":{"redirectUris":["https://a.example/"],"logoutUrl":"https://a.example/out"},
            "publicClient":{"redirectUris":["http://localhost"]}
            """)).Ok(HttpStatusCode.Created);
        var item = "/v1.0/applications/" + made.Text("id");
        await PatchAsync("""{"web":{"redirectUris":["https://b.example/"]}}""");
        var read = (await server.Owner.GetAsync(item)).Body;
        Assert.Equal("https://b.example/", read.GetProperty("web").GetProperty("redirectUris")[0].GetString());
        Assert.Equal("https://a.example/out", read.GetProperty("web").GetProperty("logoutUrl").GetString());
        Assert.Equal(1, read.GetProperty("publicClient").GetProperty("redirectUris").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("isFallbackPublicClient").ValueKind);
        await PatchAsync("""{"isFallbackPublicClient":false,"publicClient":{"redirectUris":[]},"web":{"logoutUrl":null}}""");
        read = (await server.Owner.GetAsync(item)).Body;
        Assert.Equal("""{"redirectUris":[]}""", read.GetProperty("publicClient").GetRawText());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("web").GetProperty("logoutUrl").ValueKind);
        Assert.False(read.GetProperty("isFallbackPublicClient").GetBoolean());

        async Task PatchAsync(string body) =>
            (await server.Owner.PatchAsync(item, (JsonObject)JsonNode.Parse(body)!)).Ok(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("web", "http://app.example/cb", "'http://localhost'")]
    [InlineData("web", "http://localhost.example/cb", "'http://localhost'")]
    [InlineData("web", "http://localhost@evil.example/cb", "'http://localhost'")]
    [InlineData("web", "https://localhost:80@evil.example/cb", "'http://localhost'")]
    [InlineData("web", "msal1://auth", "'http://localhost'")]
    [InlineData("spa", "urn:ietf:wg:oauth:2.0:oob", "'http://localhost'")]
    [InlineData("spa", "/cb", "'http://localhost'")]
    [InlineData("web", "https://app.example/\u00fc", "'http://localhost'")]
    [InlineData("web", "https://\u00e4pp.example/cb", "'http://localhost'")]
    [InlineData("spa", " https://app.example/cb", "'http://localhost'")]
    [InlineData("publicClient", "http://app.example/cb", "'http://localhost'")]
    [InlineData("publicClient", "javascript:alert(1)", "'http://localhost'")]
    [InlineData("publicClient", "", "1 to 256 characters")]
    [InlineData("web", "https://app.example/cb#x", "no fragment")]
    [InlineData("web", "https://*.app.example/cb", "no wildcard")]
    public async Task Refuses_a_redirect_uri_that_its_platform_does_not_take(string platform, string uri, string message) =>
        (await CreateAsync($$"""  "{{platform}}":{"redirectUris":["{{uri}}"]}  """)).Refused(400, "Request_BadRequest", message);

    [Theory]
    [InlineData("https://app.example/cb?a=b", "web")]
    [InlineData("http://localhost:1/", "web")]
    [InlineData("https://app.example", "spa")]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", "publicClient")]
    [InlineData("https://login.microsoftonline.com/common/oauth2/nativeclient", "publicClient")]
    public async Task Takes_a_redirect_uri_of_its_platform(string uri, string platform) =>
        (await CreateAsync($$"""  "{{platform}}":{"redirectUris":["{{uri}}"]}  """)).Ok(HttpStatusCode.Created);

    [Fact]
    public async Task A_redirect_uri_is_there_once_over_all_platforms_and_256_are_the_most()
    {
        (await CreateAsync("""
            "web":{"redirectUris":["http://localhost"]},"publicClient":{"redirectUris":["http://localhost"]}
            """)).Refused(400, "Request_BadRequest", "Redirect URIs must have distinct values.");
        (await CreateAsync($$"""  "web":{"redirectUris":[{{Many(256)}}]}  """)).Ok(HttpStatusCode.Created);
        (await CreateAsync($$"""  "web":{"redirectUris":[{{Many(256)}}]},"spa":{"redirectUris":["https://x.example"]}  """))
            .Refused(400, "Request_BadRequest", "at most 256");
        var longest = "https://app.example/" + new string('a', 236);
        (await CreateAsync($$"""  "web":{"redirectUris":["{{longest}}"]}  """)).Ok(HttpStatusCode.Created);
        (await CreateAsync($$"""  "web":{"redirectUris":["{{longest}}a"]}  """)).Refused(400, "Request_BadRequest", "256 characters");

        static string Many(int count) => string.Join(',', Enumerable.Range(0, count).Select(n => $"\"https://app.example/{n}\""));
    }

    [Theory]
    [InlineData("""  "web":{"logoutUrl":"http://app.example/out"}  """, "'web/logoutUrl'")]
    [InlineData("""  "web":{"homePageUrl":"javascript:alert(1)"}  """, "'web/homePageUrl'")]
    [InlineData("""  "web":{"colour":"red"}  """, "'web/colour'")]
    [InlineData("""  "web":{"implicitGrantSettings":{"colour":"red"}}  """, "'web/implicitGrantSettings/colour'")]
    [InlineData("""  "spa":{"colour":"red"}  """, "'spa/colour'")]
    public async Task Refuses_other_members_that_are_not_in_order(string members, string message) =>
        (await CreateAsync(members)).Refused(400, "Request_BadRequest", message);
}
