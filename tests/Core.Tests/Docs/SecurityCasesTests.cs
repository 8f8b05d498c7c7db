using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Core.Tests.Docs;

/// <summary>
/// The attack cases and the tests that bear their ids: docs/security-cases.md is made from the names of the tests. With
/// SALLYPORT_WRITE_DOCS=1 the page is written, otherwise it is compared.
/// </summary>
public sealed partial class SecurityCasesTests
{
    private const string Page = "docs/security-cases.md";

    private static readonly Dictionary<string, string> Cases = new(StringComparer.Ordinal)
    {
        ["J1"] = "three segments of strict base64url",
        ["J2"] = "header and payload are UTF-8 JSON objects",
        ["J3"] = "duplicate names are refused",
        ["J4"] = "`alg` is on the allow-list, with its case",
        ["J5"] = "`alg` agrees with the key",
        ["J6"] = "`crit` and `b64` are refused",
        ["J7"] = "no key ever comes out of a token",
        ["J8"] = "JWE, JSON serialisation, nested and compressed tokens are refused",
        ["J9"] = "`aud`, `exp`, `nbf` with one clock tolerance",
        ["J10"] = "times are whole seconds inside the calendar",
        ["J11"] = "texts are compared code point for code point",
        ["J12"] = "unusable keys of a set are skipped",
        ["J13"] = "two keys of one `kid` are both skipped",
        ["J14"] = "our key sets hold no private member",
        ["B1"] = "one algorithm for one key, checked first",
        ["B2"] = "a key belongs to its issuer",
        ["B3"] = "a subject counts together with its issuer",
        ["B4"] = "the kinds of tokens exclude each other",
        ["B5"] = "only the token alphabet",
        ["B6"] = "no encrypted tokens",
        ["B7"] = "claims are hostile in look-ups",
        ["B8"] = "the dialled address is checked",
        ["B9"] = "no check ignores case",
        ["A1"] = "the assertion type is exact",
        ["A2"] = "one assertion",
        ["A3"] = "`iss`, `sub`, `aud`, `exp` are required",
        ["A4"] = "the assertion stands for the client that asks",
        ["A5"] = "whatever is invalid is refused",
        ["A6"] = "lifetimes are bounded",
        ["A7"] = "audience injection",
        ["A8"] = "discovery documents give no audience",
        ["A9"] = "`typ` of assertions",
        ["O1"] = "POST only",
        ["O2"] = "no parameter twice",
        ["O3"] = "one way of authentication",
        ["O4"] = "answers are not stored",
        ["O5"] = "the error's description is printable",
        ["O6"] = "401 names Basic when it was used",
        ["O7"] = "unsupported grants",
        ["O8"] = "access tokens have one audience",
        ["O9"] = "forwarded headers change nothing",
        ["D1"] = "issuers are https without query or fragment",
        ["D2"] = "the document's issuer is identical",
        ["D3"] = "`jwks_uri` is https and public",
        ["D4"] = "our discovery tells the truth",
        ["D5"] = "our ID tokens' subject and `kid`",
        ["D6"] = "ID tokens live as long as their job",
        ["E1"] = "limits of a federated credential",
        ["E2"] = "flexible credentials",
        ["E3"] = "RS256",
        ["E4"] = "the tutorial's three codes",
        ["E5"] = "immutable subjects",
        ["F1"] = "a token's issuer is never fetched before it matches",
        ["F2"] = "answers are bounded",
        ["F3"] = "issuers match whole",
        ["F4"] = "no redirect, no credentials sent",
        ["F5"] = "hostile issuer texts reach no fetch",
        ["F6"] = "rebinding and mixed answers",
        ["F7"] = "an exception names host and port",
        ["F8"] = "bounded memory for hostile tokens",
        ["K1"] = "`none` and shared keys",
        ["K2"] = "keys inside the token",
        ["K3"] = "critical headers",
        ["K4"] = "keys of two issuers never mix",
        ["K5"] = "keys of one kind sign no other",
        ["K6"] = "degenerate ECDSA signatures",
        ["K7"] = "every JWE form",
        ["K8"] = "`kid` as path or SQL",
        ["K9"] = "refetch storms",
        ["K10"] = "a broken key set wipes nothing",
        ["K11"] = "caches know every input of the decision",
        ["K12"] = "request smuggling",
        ["T1"] = "no credential without audience",
        ["T2"] = "`exp` on every path",
        ["T3"] = "trailing slash of `aud`",
        ["T4"] = "expressions without a subject",
        ["T5"] = "subjects are injective",
        ["T6"] = "fork merge requests",
        ["T7"] = "wildcards are no regular expressions",
        ["T8"] = "linear matching",
        ["T9"] = "empty and mistyped claims",
        ["T10"] = "each restriction on each path",
        ["T11"] = "same subject, other issuer",
    };

    [Fact]
    public void The_page_names_the_tests_of_each_case()
    {
        var page = Write(Tests());
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), page);
        Assert.Equal(page, Repository.Read(Page));
    }

    [Fact]
    public void Each_id_in_a_tests_name_is_a_known_case() =>
        Assert.All(Tests().SelectMany(t => t.Ids).Where(id => id[0] is not ('R' or 'L')), id => Assert.Contains(id, Cases.Keys));

    private static List<(string[] Ids, string Name)> Tests() => Repository.Files("tests", "*.cs")
        .SelectMany(f => TestName().Matches(File.ReadAllText(f)).Select(m => (m.Groups[1].Value.Split('_'), $"{Path.GetFileNameWithoutExtension(f)}.{m.Groups[1].Value}_{m.Groups[2].Value}")))
        .OrderBy(t => t.Item2, StringComparer.Ordinal)
        .ToList();

    private static string Write(List<(string[] Ids, string Name)> tests)
    {
        var witnessed = Cases.Keys.Count(id => tests.Exists(t => t.Ids.Contains(id)));
        var page = new StringBuilder("# Attack cases\n\n")
            .Append("Made from the names of the tests by `tests/Core.Tests/Docs/SecurityCasesTests.cs`; a case without a test of its name is not witnessed yet.\n")
            .Append(System.Globalization.CultureInfo.InvariantCulture, $"{witnessed} of {Cases.Count} cases have one.\n\n| case | what | tests |\n|---|---|---|\n");
        foreach (var (id, what) in Cases)
        {
            var names = tests.Where(t => t.Ids.Contains(id)).Select(t => $"`{t.Name}`").Distinct().ToList();
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {id} | {what} | {(names.Count == 0 ? "–" : string.Join("<br>", names))} |\n");
        }
        return page.ToString();
    }

    [GeneratedRegex(@"(?:void|Task) ((?:[JBAODEFKTRL][0-9]{1,2})(?:_[JBAODEFKTRL][0-9]{1,2})*)_(\w+)\(")]
    private static partial Regex TestName();
}
