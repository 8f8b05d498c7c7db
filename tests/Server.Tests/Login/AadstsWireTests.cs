using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using AngleSharp.Html.Parser;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Tests.Login;

/// <summary>Every refusal of the catalogue on the wire, under the rules of either year: status, members, text and headers.</summary>
public sealed partial class AadstsWireTests
{
    private static readonly string[] NoEntries = ["InvalidClient", "InvalidGrant", "InvalidRequest", "Refuse"]; // they lead to entries

    // The codes of federated exchange, and of client, tenant, scope and request, that Microsoft's pages and people's reports know.
    private static readonly int[] Listed =
    [
        70025, 70023, 70021, 700211, 700212, 700213, 7002138, 7002131, 7002381, 700223, 700238, 7002137, 7002241, 700233, 700234, 700235, 700237, 7000226, 700222, 501661, 7000274, 700027, 700024, 700021, 700023,
        50027, 5002727, 5002738, 5002723, 90014, 700030, 50013,
        700038, 700016, 7000229, 7000112, 7000215, 7000222, 7000216, 7000218, 7000214, 90002, 900021, 900023, 50029, 5000224, 500011, 500014, 1002012, 70011, 700022, 900144, 70003,
        50126, 50053, 50055, 50057, 50034, 50173, 70000, 700082, 700084, 65001, 700025, 9001023,
        50011, 900971, 50194, 700054, 70005, 70007, 501491, 9002325, 50058, 65004, 90094, 650053, 501481, 54005, 70008, 9002326, 9002327,
        70016, 70018, 70019, 70020, 90119, 90120, 90133, 500341, 50020, 50059, 50076, 50079, 50105, 50140, 16000, 65002, 90095,
        9002313, 90023, 900561, 50049, 90033, 90055, 90100,
    ];

    // The codes whose answers were seen with error_uri, and their families; 70003, 70025 and 700038 were seen without.
    private static readonly int[] WithPage =
    [
        50034, 50126, 700082, 70011, 70016, 70021, 70023, 90002, 90014, 500011, 700016, 700021, 700024, 700027, 700211, 700212, 700213,
        5002723, 5002738, 7000215, 7000216, 7000222, 7000229, 7000274, 7002131, 7002138,
    ];

    private static readonly Dictionary<int, string> Unreachable = new()
    {
        [7002137] = "subjects of Microsoft Entra's own tokens: those are refused before, with 700222",
        [7002241] = "an issuer that cannot have expressions: such a credential is refused when it is written",
        [700233] = "an expression that cannot be read: refused when it is written",
        [700234] = "an evaluation that fails: reading leaves no such expression",
        [700235] = "expressions of other kinds of resources: applications alone have credentials",
        [700237] = "expressions that are not allowed: there is no policy that could forbid them",
        [7000226] = "a policy on credentials: there is none",
        [700030] = "certificates by subject name and issuer: each is registered itself",
        [7000214] = "revoked certificates: one that is taken away is not found, 700027",
        [50029] = "illegal characters in a tenant's domain: 900023, as for whatever is neither id nor domain",
        [5000224] = "blocked tenants: there is no such state",
        [700022] = "several resources in one scope: 70011, whose text is known",
        [90023] = "a malformed request whose parameter is named: 9002313, whose text is known",
        [90100] = "an invalid parameter: 9002313 likewise",
        [90133] = "an endpoint without the device flow: each one has it",
        [70019] = "a user code that is too old: the page for codes says so in words",
        [90119] = "no user code: the page asks for one",
        [90120] = "a user code that was used: the page says so in words",
        [500341] = "a deleted account: what is deleted is gone, 50034",
        [50020] = "accounts of other identity providers: there are none",
        [50059] = "no tenant in the request: it stands in every path",
        [50076] = "a second factor: there is none",
        [50079] = "a second factor: there is none",
        [50105] = "applications for assigned people alone: a person is asked for consent, and no assignment is demanded",
        [50140] = "the question whether to stay signed in: it is a check box of the password page",
        [16000] = "several sessions in one browser: there is one",
        [65002] = "a client of Microsoft that is not preauthorized: 65001, whose text is known",
        [90095] = "the request for an administrator's consent: there is none, 90094",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void No_entry_of_the_catalogue_lacks_a_row() => Assert.Equal(
        typeof(Aadsts).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(AadstsRefusal)).Select(m => m.Name).Except(NoEntries).Order(StringComparer.Ordinal),
        AadstsRow.All.Select(r => r.Entry).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Each_code_of_the_services_lists_has_a_row_or_a_reason_why_no_request_brings_it_about()
    {
        var rows = AadstsRow.All.Select(r => r.Number).ToHashSet();
        Assert.Empty(Listed.Except(rows).Except(Unreachable.Keys));
        Assert.Empty(Unreachable.Keys.Intersect(rows));
        Assert.Empty(Unreachable.Keys.Except(Listed));
    }

    [Theory]
    [InlineData("entra-2024")]
    [InlineData("entra-2026")]
    [Trait("Passes", "E4 O5")]
    public async Task E4_each_entry_has_its_status_members_text_and_headers(string named)
    {
        var rules = RuleSet.Find(named)!;
        await using var server = await LoginServer.StartAsync(rules);
        using var certificate = await ClientCertificate.RegisterAsync(server);
        var world = await WorldAsync(server, certificate);
        var wrong = new List<string>();
        foreach (var row in AadstsRow.All.Where(r => r.Only is null || r.Only == rules))
        {
            using var response = await row.Provoke(world);
            wrong.AddRange((await FaultsAsync(row, response)).Select(f => $"{row.Entry} {row.Number}: {f}"));
            Assert.Equal(0, await server.ExchangeAsync(server.Sign())); // the right request is taken as before
        }
        Assert.Empty(wrong);
    }

    private static async Task<AadstsRow.World> WorldAsync(LoginServer server, ClientCertificate certificate)
    {
        var exact = new { name = "exact", issuer = server.Issuer.Url, subject = LoginServer.Subject, audiences = new[] { LoginServer.Audience } };
        await server.AddCredentialAsync(new { name = "unreachable", issuer = "https://localhost:8", subject = LoginServer.Subject, audiences = new[] { LoginServer.Audience } });
        await server.AddCredentialAsync(new Dictionary<string, object>
        {
            ["name"] = "once", ["issuer"] = server.Issuer.Url, ["subject"] = "once", ["audiences"] = new[] { LoginServer.Audience }, ["@sallyport.singleUse"] = true,
        });
        var flexible = await server.AddApplicationAsync();
        await server.GraphAsync(HttpMethod.Post, $"/beta/applications/{flexible.ObjectId}/federatedIdentityCredentials", new
        {
            name = "tags", issuer = GitLabJobs.Issuer, audiences = new[] { GitLabJobs.Issuer },
            claimsMatchingExpression = new { value = "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:tag:ref:*' and claims['project_id'] eq '1234'", languageVersion = 1 },
        });
        var bare = await server.AddApplicationAsync(withPrincipal: false);
        var disabled = await server.AddApplicationAsync();
        foreach (var application in new[] { bare, disabled })
            await server.GraphAsync(HttpMethod.Post, $"/beta/applications/{application.ObjectId}/federatedIdentityCredentials", exact);
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/servicePrincipals(appId='{disabled.AppId}')", new { accountEnabled = false });
        var secret = await server.GraphAsync(HttpMethod.Post, $"/v1.0/applications/{server.ObjectId}/addPassword",
            new { passwordCredential = new { displayName = "short", endDateTime = server.Clock.GetUtcNow().AddDays(1) } });
        return new(server, certificate, flexible.AppId, bare.AppId, disabled.AppId, (string)secret["secretText"]!);
    }

    private static async Task<List<string>> FaultsAsync(AadstsRow row, HttpResponseMessage response)
    {
        var faults = new List<string>();
        void Same<T>(string what, T expected, T found)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, found))
                faults.Add($"{what} is '{found}', not '{expected}'");
        }
        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

        Same("status", row.Status, (int)response.StatusCode);
        Same("Cache-Control", true, response.Headers.CacheControl is { NoStore: true });
        Same("Pragma", "no-cache", Header("Pragma"));
        Same("nosniff", "nosniff", Header("X-Content-Type-Options"));
        Same("HSTS", "max-age=31536000; includeSubDomains", Header("Strict-Transport-Security"));
        Same("challenge", null, Header("WWW-Authenticate"));
        Same("Retry-After", row.Status switch { 400 => "0", 429 or 503 => "1", _ => null }, Header("Retry-After"));
        var text = await response.Content.ReadAsStringAsync(Cancel);
        if (row.Told == Told.Page)
        {
            faults.AddRange(FaultsOfPage(row, response, text));
            return faults;
        }
        if (row.Told == Told.Redirect)
        {
            faults.AddRange(FaultsOfRedirect(row, response));
            return faults;
        }
        Same("Content-Type", "application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Same("Expires", "-1", response.Content.Headers.NonValidated["Expires"].ToString());
        var body = JsonNode.Parse(text)!.AsObject();
        var page = WithPage.Contains(row.Number) ? $"https://login.microsoftonline.com/error?code={row.Number}" : null;
        var members = "error error_description error_codes timestamp trace_id correlation_id"
            + (row.Number is 50034 or 65001 ? " suberror" : "") + (page is null ? "" : " error_uri");
        Same("members", members, string.Join(' ', body.Select(m => m.Key)));
        Same("error", row.Error, (string?)body["error"]);
        Same("error_codes", $"[{row.Number}]", body["error_codes"]!.ToJsonString());
        Same("error_uri", page, (string?)body["error_uri"]);
        Same("x-ms-request-id", (string?)body["trace_id"], Header("x-ms-request-id"));
        Same("x-ms-clitelem", $"1,{row.Number},0,,", Header("x-ms-clitelem"));
        var layout = Description().Match((string)body["error_description"]!);
        Same("layout", true, layout.Success);
        Same("number", $"{row.Number}", layout.Groups["number"].Value);
        if (!Pattern(row.Text).IsMatch(layout.Groups["text"].Value))
            faults.Add($"text is '{layout.Groups["text"].Value}', not '{row.Text}'");
        Same("trace id", (string?)body["trace_id"], layout.Groups["trace"].Value);
        Same("correlation id", (string?)body["correlation_id"], layout.Groups["correlation"].Value);
        Same("timestamp", (string?)body["timestamp"], layout.Groups["time"].Value);
        return faults;
    }

    private static IEnumerable<string> FaultsOfPage(AadstsRow row, HttpResponseMessage response, string html)
    {
        var page = new HtmlParser().ParseDocument(html);
        var isError = row.Number > 0;
        if (response.Content.Headers.ContentType?.ToString() != "text/html; charset=utf-8")
            yield return $"Content-Type is '{response.Content.Headers.ContentType}'";
        if (!response.Headers.GetValues("Content-Security-Policy").Single().Contains("frame-ancestors 'none'", StringComparison.Ordinal))
            yield return "the page may stand in a frame";
        if (isError != (page.QuerySelector("meta[name=PageID]")?.GetAttribute("content") == "ConvergedError"))
            yield return "the page has another PageID";
        var text = page.QuerySelector(isError ? ".problem" : "[role=status]")?.TextContent ?? "";
        if (!Pattern(isError ? $"AADSTS{row.Number}: {row.Text}" : row.Text).IsMatch(text))
            yield return $"text is '{text}', not '{row.Text}'";
        if (isError && page.QuerySelector("dl.details dd")?.TextContent != response.Headers.GetValues("x-ms-request-id").Single())
            yield return "the request id of the page is not that of the headers";
    }

    private static IEnumerable<string> FaultsOfRedirect(AadstsRow row, HttpResponseMessage response)
    {
        var location = response.Headers.Location?.OriginalString ?? "";
        var answer = HttpUtility.ParseQueryString(location[(location.IndexOfAny(['?', '#']) + 1)..]);
        if ((answer["error"], answer["state"]) != (row.Error, "xyz"))
            yield return $"error and state in '{location}'";
        if ((answer["error_subcode"] is null) != (row.Number != 65001))
            yield return $"error_subcode is '{answer["error_subcode"]}'";
        var layout = Description().Match(answer["error_description"] ?? "");
        if (layout.Groups["number"].Value != $"{row.Number}" || !Pattern(row.Text).IsMatch(layout.Groups["text"].Value))
            yield return $"'{answer["error_description"]}', not {row.Number} '{row.Text}'";
        if (layout.Groups["trace"].Value != response.Headers.GetValues("x-ms-request-id").Single())
            yield return "the trace id is not the request id of the headers";
    }

    private static Regex Pattern(string text) => new(
        "^" + Regex.Escape(text).Replace(@"\{id}", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", StringComparison.Ordinal)
            .Replace(@"\{time}", @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z", StringComparison.Ordinal)
            .Replace(@"\{thumbprint}", "[0-9A-F]{40}", StringComparison.Ordinal)
            .Replace(@"\{any}", "[^']+", StringComparison.Ordinal) + "$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    [GeneratedRegex(@"^AADSTS(?<number>\d+): (?<text>.+) Trace ID: (?<trace>[0-9a-f-]{36}) Correlation ID: (?<correlation>[0-9a-f-]{36}) Timestamp: (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)$")]
    private static partial Regex Description();
}
