using System.Text.RegularExpressions;
using CsCheck;

namespace Sallyport.Server.Tests.Fuzz;

/// <summary>Changes of a good request, of which each leaves the rest as good as it was.</summary>
internal static partial class Mutations
{
    private static readonly string[] Pieces =
    [
        "%00", "%2F", "%252F", "%25", "%ff", "%", "%zz", "..", "%2e%2e/", "//", "'", "''", "(", ")", "()", ";", "\\",
        "%20", "+", "%C3%A9", "\u00e9", "%E2%84%AA", "*", "{id}", "$count", "$ref", "null", "-1", "0", "1e9",
        "99999999999999999999", "9223372036854775807", "%0d%0a", "%F0%9F%98%80", "%ED%A0%80", "#", "?", "&", "=",
        new string('a', 300), new string('/', 40), "%22%3C%3E", "@", ":", "~", "\u007f", "%EF%BC%91",
    ];

    private static readonly string[] Options =
    [
        "page", "per_page", "$top", "$skip", "$filter", "$select", "$orderby", "$search", "$count", "$expand",
        "$skiptoken", "$format", "$apply", "top", "client", "refused", "api-version", "name", "ref", "state", "a[]",
        "a[b]", "token", "client-request-id", "$levels", "[]",
    ];

    private static readonly string[] Values =
    [
        "", "x", "0", "-1", "1", "2147483648", "-2147483649", "9223372036854775808", "99999999999999999999999999",
        "1.5", "1e400", "NaN", "null", "true", "%00", "a%00b", "%", "%ff", "%ED%A0%80", "((((((((", "))))", "'", "''",
        "displayName%20eq%20'%00'", "displayName%20eq%20'a", "displayName%20eq%20null", "displayName%20eq%201",
        "startswith(displayName,'%')", "startswith(displayName,null)", "id%20eq%20'x'", "id%20in%20('a','b')",
        "id%20in%20()", "not%20(not%20(displayName%20eq%20'a'))", "appId%20eq%20'00000000-0000-0000-0000-000000000000'",
        "createdDateTime%20gt%209999-12-31T23:59:59-14:00", "createdDateTime%20gt%200001-01-01T00:00:00%2B14:00",
        "status/errorCode%20eq%202147483648", "status/errorCode%20ne%200L", "status/errorCode%20eq%201e400",
        "status/errorCode%20eq%20NaN", "status/errorCode%20ne%2050126.5", "status/errorCode%20eq%20null",
        "ipAddress%20eq%20'x'", "addIns/any(x:x%20in%20%5B%5D)", "createdDateTime%20gt%202026-01-01",
        "createdDateTime%20gt%20now()", "tags/any(t:t%20eq%20'a')", "length(displayName)%20div%200%20eq%201",
        "displayName%20asc,displayName%20desc", "*", "id,id", "atScope()", "principalId%20eq%20'x'",
        "assignedTo('x')", "tagName%20eq%20'a'%20and%20tagValue%20eq%20'b'", "AAAA", "e30", "2021-04-01", "9999-99-99",
        new string('9', 400), new string('(', 300), "\u00e9", "%F0%9F%98%80",
    ];

    private static readonly string[] Json =
    [
        "null", "true", "false", "0", "-1", "1", "1.5", "1e400", "-0", "99999999999999999999999", "2147483648",
        "9223372036854775808", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\r\\n\"",
        "\"\u00ff\"", "\"\u00c3\u00a9\"", "\"'\"", "\"%\"", "\"..\"", "\"https://x/%00\"", "\"https://[\"",
        "\"http://\\u00e9\"", "\"https://xn--\"", "[]", "{}", "[null]", "[[]]", "[{}]", "[1,\"a\"]", "{\"a\":null}",
        "{\"\":\"\"}", "[\"a\",\"a\"]", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"9999-12-31T23:59:60Z\"", "\"2026-01-01\"", "\"00000000-0000-0000-0000-000000000000\"", "\"AAAA\"",
        "\"=\"", "\"claims['sub'] matches '*'\"", "\"((((\"", "\"a: &a [*a]\"", "\"a: !!int x\"", "\"{\"",
        $"\"{new string('x', 3000)}\"", $"{new string('[', 70)}{new string(']', 70)}", "\"a:\\n  script: [x]\\n\"",
    ];

    private static readonly string[] HeaderLines =
    [
        "Authorization: Bearer x", "Authorization:", "Authorization: Basic Og==", "Authorization: Basic %",
        "PRIVATE-TOKEN: x", "JOB-TOKEN: x", "RUNNER-TOKEN: x", "RUNNER-TOKEN: \u00e9", "Accept: */*",
        "Accept: application/json;odata.metadata=full", "Accept: \u00ff", "Accept-Encoding: gzip, br",
        "Content-Type: text/plain", "Content-Type: ", "Content-Type: application/json; charset=x",
        "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=x",
        "Content-Type: application/x-www-form-urlencoded", "Content-Type: ;;;=", "Content-Encoding: gzip",
        "Expect: 100-continue", "Expect: x", "If-Match: *", "If-None-Match: \"", "Range: bytes=9-1",
        "Content-Range: 0-9", "Content-Range: -", "Content-Range: 9-0", "Content-Range: 0-999999999999999999999",
        "Prefer: create-if-missing", "Prefer: \u00e9", "Upgrade: h2c", "Connection: x", "TE: trailers",
        "client-request-id: x", "return-client-request-id: true", "x-ms-correlation-request-id: \u00e9",
        "x-ms-client-request-id: x", "x-ms-return-client-request-id: true", "Cookie: \u00e9=;;", "Origin: null",
        "X-HTTP-Method-Override: DELETE", "Transfer-Encoding: gzip", "Date: x", "If-Modified-Since: x",
        "ConsistencyLevel: eventual", $"X: {new string('x', 9000)}", "X-Forwarded-Host: a", "X-Original-URL: /a",
    ];

    private static readonly Gen<string> Piece = Gen.OneOf(Pieces);

    private static readonly Gen<string> PieceOrText =
        Gen.OneOf(Piece, Gen.String[Gen.Char['\0', '\u00ff'], 0, 4]);

    private static Gen<Func<FuzzRequest, FuzzRequest>> Change => Gen.Frequency(
        (3, Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 30], Piece, InTarget)),
        (4, Gen.Select(Gen.OneOf(Options), Gen.OneOf(Values), InQuery)),
        (2, Gen.Select(Gen.OneOf(HeaderLines), Gen.Bool, InHeaders)),
        (1, Gen.Int[0, 20].Select(at => (Func<FuzzRequest, FuzzRequest>)(r => WithoutHeader(r, at)))),
        (1, Gen.OneOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO").Select(
            method => (Func<FuzzRequest, FuzzRequest>)(r => r with { Method = method }))),
        (8, Gen.Select(Gen.Int[0, 1000], Gen.OneOf(Json), InJson)),
        (2, Gen.Select(Gen.Int[0, 1000], Gen.OneOf(Options), Gen.OneOf(Json), WithMember)),
        (2, Gen.Select(Gen.Int[0, 1000], Gen.OneOf(Values), InForm)),
        (2, Gen.Select(Gen.Int[0, 5000], Gen.Int[0, 5], PieceOrText, InBody)));

    /// <summary>Up to three changes, each at a place of its own; none for one request in five.</summary>
    public static Gen<IReadOnlyList<Func<FuzzRequest, FuzzRequest>>> Some => Gen.Frequency(
        (1, Change.List[0, 0]), (4, Change.List[1, 3]))
        .Select(l => (IReadOnlyList<Func<FuzzRequest, FuzzRequest>>)l);

    private static Func<FuzzRequest, FuzzRequest> InTarget(int at, int length, string piece) =>
        r => r with { Target = "/" + Spliced(r.Target[1..], at, length, piece) };

    private static Func<FuzzRequest, FuzzRequest> InQuery(string name, string value) => r =>
    {
        var mark = r.Target.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return r with { Target = $"{r.Target}{mark}{name}={value}" };
    };

    // Before: the first of two counts in some readers. In place: what was there is gone.
    private static Func<FuzzRequest, FuzzRequest> InHeaders(string line, bool inPlace) => r =>
    {
        var name = line.Split(':')[0] + ":";
        var rest = r.Headers.Where(h => !inPlace || !h.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return r with { Headers = [line, .. rest] };
    };

    private static FuzzRequest WithoutHeader(FuzzRequest r, int at) =>
        r with { Headers = [.. r.Headers.Where((_, i) => i != at % (r.Headers.Count + 1))] };

    private static Func<FuzzRequest, FuzzRequest> InJson(int at, string value) => r =>
    {
        var places = JsonValue().Matches(r.Body);
        if (places.Count == 0)
            return r;
        var place = places[at % places.Count];
        return r with { Body = r.Body[..place.Index] + value + r.Body[(place.Index + place.Length)..] };
    };

    private static Func<FuzzRequest, FuzzRequest> WithMember(int at, string name, string value) => r =>
    {
        var open = r.Body.IndexOf('{', at % (r.Body.Length + 1));
        var comma = open >= 0 && r.Body.AsSpan(open + 1).TrimStart().StartsWith("}") ? "" : ",";
        var member = $"\"{name}\":{value}{comma}";
        return open < 0 ? r : r with { Body = r.Body.Insert(open + 1, member) };
    };

    private static Func<FuzzRequest, FuzzRequest> InForm(int at, string value) => r =>
    {
        var pairs = r.Body.Split('&');
        pairs[at % pairs.Length] = pairs[at % pairs.Length].Split('=')[0] + "=" + value;
        return r.Body.Contains('=', StringComparison.Ordinal) ? r with { Body = string.Join('&', pairs) } : r;
    };

    private static Func<FuzzRequest, FuzzRequest> InBody(int at, int length, string piece) =>
        r => r with { Body = Spliced(r.Body, at, length, piece) };

    private static string Spliced(string text, int at, int length, string piece)
    {
        var start = at % (text.Length + 1);
        return text[..start] + piece + text[Math.Min(text.Length, start + length)..];
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"(?!\\s*:)|-?[0-9][0-9.eE+-]*|true|false|null|\\[\\]|\\{\\}")]
    private static partial Regex JsonValue();
}
