using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// JSON that two readers could read differently, in each place where JSON comes from outside. What is not changed is taken as it stands.
/// Ids are those of docs/security.md.
/// </summary>
public sealed class HostileJsonTests(StrictServer strict) : IClassFixture<StrictServer>
{
    private readonly LoginServer server = strict.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static byte[] Header => Encoding.UTF8.GetBytes($$"""{"alg":"RS256","kid":"{{TestIssuer.KeyId}}","free":"@"}""");

    private byte[] Payload => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(server.Claims()) { ["free"] = "@" });

    [Fact]
    [Trait("Passes", "J2 J3")]
    public Task J2_J3_the_header_of_an_assertion() => EachAsync("free", () => Header, header => PresentAsync(header, Payload));

    [Fact]
    [Trait("Passes", "J2 J3")]
    public Task J2_J3_the_payload_of_an_assertion() => EachAsync("free", () => Payload, payload => PresentAsync(Header, payload));

    [Fact]
    [Trait("Passes", "J2 J3")]
    public async Task J2_J3_the_discovery_document_of_an_issuer()
    {
        await EachAsync("free", () => Encoding.UTF8.GetBytes($$"""{"issuer":"{{server.Issuer.Url}}","jwks_uri":"{{server.Issuer.Url}}/keys","free":"@"}"""), async document =>
        {
            server.Issuer.DiscoveryFault = _ => Results.Bytes(document, "application/json");
            return await FetchAsync();
        });
        server.Issuer.DiscoveryFault = null;
        Assert.True(await FetchAsync());
    }

    [Fact]
    [Trait("Passes", "J2 J3")]
    public async Task J2_J3_the_key_set_of_an_issuer()
    {
        await EachAsync("free", () => Encoding.UTF8.GetBytes(server.Issuer.KeySet().Replace("{\"keys\":", "{\"free\":\"@\",\"keys\":", StringComparison.Ordinal)), async document =>
        {
            server.Issuer.KeysFault = _ => Results.Bytes(document, "application/json");
            return await FetchAsync();
        });
        server.Issuer.KeysFault = null;
        Assert.True(await FetchAsync());
    }

    [Fact]
    [Trait("Passes", "J2 J3")]
    public async Task J2_J3_the_body_of_a_Graph_request()
    {
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        await EachAsync("displayName", () => "{\"displayName\":\"@\"}"u8.ToArray(), body => SendAsync(graph, HttpMethod.Post, "/v1.0/applications", body));
    }

    [Fact]
    [Trait("Passes", "J2 J3")]
    public async Task J2_J3_the_body_of_an_ARM_request()
    {
        using var arm = server.Running.For("management.azure.com", await server.Running.OwnerTokenAsync(LoginServer.Arm));
        var path = $"/subscriptions/{server.Running.Facts.SubscriptionId}/resourcegroups/hostile?api-version=2021-04-01";
        await EachAsync("tags", () => "{\"location\":\"westeurope\",\"tags\":{\"a\":\"@\"}}"u8.ToArray(), body => SendAsync(arm, HttpMethod.Put, path, body));
    }

    [Fact]
    [Trait("Passes", "J2 J3")]
    public async Task J2_J3_the_body_of_a_GitLab_request()
    {
        var project = 0;
        using var gitlab = server.Running.For("gitlab.example.com", server.Running.Facts.GitLabToken);
        await EachAsync("description", () => Encoding.UTF8.GetBytes($$"""{"name":"hostile-{{project++}}","description":"@"}"""), body => SendAsync(gitlab, HttpMethod.Post, "/api/v4/projects", body));
    }

    /// <summary>Sends the document as it stands, and then with each fault that one place can have.</summary>
    /// <param name="member">A member of the document.</param>
    /// <param name="document">Makes the document, in which an at sign stands for any text.</param>
    /// <param name="takenAsync">Sends it, and says whether it was taken.</param>
    private static async Task EachAsync(string member, Func<byte[]> document, Func<byte[], Task<bool>> takenAsync)
    {
        foreach (var text in (string[])["a", "\u00e9\u20ac\U0001F600", "\\u00e9"])
            Assert.True(await takenAsync(With(document(), Encoding.UTF8.GetBytes(text))), text);
        foreach (var bytes in (byte[][])[[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0x80], [0], [(byte)'\n']])
            Assert.False(await takenAsync(With(document(), bytes)), Convert.ToHexString(bytes));
        foreach (var change in (Func<string, string>[])
        [
            d => "\uFEFF" + d, d => $"[{d}]", d => JsonSerializer.Serialize(d), _ => "7", _ => "null", _ => "", d => d + "{}", d => d[..^1], d => d[..^1] + ",}", d => d + "//",
            d => $"{d[..^1]},\"{member}\":\"b\"}}", d => $"{d[..^1]},\"\\u{(int)member[0]:x4}{member[1..]}\":\"b\"}}",
            d => $"{d[..^1]},\"more\":{{\"a\":1,\"a\":2}}}}", d => $"{d[..^1]},\"more\":[{{\"a\":{{\"b\":1,\"b\":1}}}}]}}",
            d => $"{d[..^1]},\"more\":{new string('[', 64)}{new string(']', 64)}}}",
        ])
        {
            var changed = change(Encoding.UTF8.GetString(document()));
            Assert.False(await takenAsync(Encoding.UTF8.GetBytes(changed)), changed);
        }
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
            foreach (var mark in (byte[][])[[], encoding.GetPreamble()])
                Assert.False(await takenAsync([.. mark, .. encoding.GetBytes(Encoding.UTF8.GetString(document()))]), encoding.WebName);
    }

    private static byte[] With(byte[] document, byte[] text)
    {
        var at = Array.IndexOf(document, (byte)'@');
        return [.. document[..at], .. text, .. document[(at + 1)..]];
    }

    private async Task<bool> PresentAsync(byte[] header, byte[] payload)
    {
        var code = await server.ExchangeAsync(server.Issuer.SignBytes(header, payload));
        Assert.Contains(code, (int[])[0, 50027]);
        return code == 0;
    }

    // A day and an hour later no key of the issuer serves any more, and it is asked anew.
    private async Task<bool> FetchAsync()
    {
        server.Clock.Advance(TimeSpan.FromHours(25));
        var code = await server.ExchangeAsync(server.Sign());
        Assert.Contains(code, (int[])[0, 501661]);
        return code == 0;
    }

    private static async Task<bool> SendAsync(HttpClient client, HttpMethod method, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await client.SendAsync(request, Cancel);
        if (answer.IsSuccessStatusCode)
            return true;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
        return false;
    }
}
