using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.House.Tests.Docs;

/// <summary>
/// The attack cases and their tests: the table in docs/security.md is made from the names of the tests, which begin with the ids, and from
/// <c>[Trait("Passes", "J1")]</c> on the tests in which something passes that differs from a refusal of the case in nothing but its point.
/// With SALLYPORT_WRITE_DOCS=1 the table is written, otherwise it is compared.
/// </summary>
public sealed partial class SecurityCasesTests
{
    private const string Page = "docs/security.md";
    private const string Begin = "<!-- cases: written by tests/House.Tests/Docs/SecurityCasesTests.cs -->\n";
    private const string End = "<!-- /cases -->\n";

    private static readonly List<string> Sources =
        [.. Repository.Files("tests", "*.cs").Where(f => Path.GetFileNameWithoutExtension(f) != nameof(SecurityCasesTests)).Order(StringComparer.Ordinal)];

    private static readonly Case[] Cases =
    [
        new("J1", "three segments of strict base64url"),
        new("J2", "header and payload are UTF-8 JSON objects"),
        new("J3", "duplicate names are refused"),
        new("J4", "`alg` is on the allow-list, with its case"),
        new("J5", "`alg` agrees with the key"),
        new("J6", "`crit` and `b64` are refused"),
        new("J7", "no key ever comes out of a token"),
        new("J8", "JWE, JSON serialisation, nested and compressed tokens are refused", "how long a refusal takes"),
        new("J9", "`aud`, `exp`, `nbf` with one clock tolerance"),
        new("J10", "times are whole seconds inside the calendar"),
        new("J11", "texts are compared code point for code point"),
        new("J12", "unusable keys of a set are skipped"),
        new("J13", "two keys of one `kid` are both skipped"),
        new("J14", "our key sets hold no private member", "rotation: our keys do not rotate yet"),
        new("B1", "one algorithm for one key, checked first", "a list of algorithms for each issuer: the list is the server's"),
        new("B2", "a key belongs to its issuer"),
        new("B3", "a subject counts together with its issuer"),
        new("B4", "the kinds of tokens exclude each other"),
        new("B5", "only the token alphabet"),
        new("B6", "no encrypted tokens", "limits of JWE: there is none"),
        new("B7", "claims are hostile in look-ups"),
        new("B8", "the dialled address is checked"),
        new("B9", "no check ignores case"),
        new("A1", "the assertion type is exact"),
        new("A2", "one assertion"),
        new("A3", "`iss`, `sub`, `aud`, `exp` are required", "`invalid_client`: as in Microsoft Entra, a claim that is missing or malformed is an `invalid_request`"),
        new("A4", "the assertion stands for the client that asks"),
        new("A5", "whatever is invalid is refused", "`invalid_client` for claims, see A3"),
        new("A6", "lifetimes are bounded"),
        new("A7", "audience injection", "a switch: the token endpoint that was called is always an audience of self-issued assertions, since every MSAL names it"),
        new("A8", "discovery documents give no audience"),
        new("A9", "`typ` of assertions"),
        new("O1", "POST only"),
        new("O2", "no parameter twice"),
        new("O3", "one way of authentication"),
        new("O4", "answers are not stored"),
        new("O5", "the error's description is printable"),
        new("O6", "401 names Basic when it was used"),
        new("O7", "unsupported grants"),
        new("O8", "access tokens have one audience"),
        new("O9", "forwarded headers change nothing", "configured proxies: none can be configured"),
        new("D1", "issuers are https without query or fragment"),
        new("D2", "the document's issuer is identical"),
        new("D3", "`jwks_uri` is https and public"),
        new("D4", "our discovery tells the truth", "that each endpoint exists: those of services that are not offered are listed too, since clients read them, and the test names them"),
        new("D5", "our ID tokens' subject and `kid`", "255 characters: GitLab bounds path and ref alone; retired keys: our keys do not rotate yet"),
        new("D6", "ID tokens live as long as their job"),
        new("E1", "limits of a federated credential"),
        new("E2", "flexible credentials"),
        new("E3", "RS256"),
        new("E4", "the tutorial's three codes"),
        new("E5", "immutable subjects", "recycled paths: a path that was given up is burned, see `BurnedPathTests`"),
        new("F1", "a token's issuer is never fetched before it matches"),
        new("F2", "answers are bounded"),
        new("F3", "issuers match whole"),
        new("F4", "no redirect, no credentials sent"),
        new("F5", "hostile issuer texts reach no fetch"),
        new("F6", "rebinding and mixed answers"),
        new("F7", "an exception names host and port"),
        new("F8", "bounded memory for hostile tokens", "64 KiB for each refusal: a token of 64 KiB may take eight times its length"),
        new("K1", "`none` and shared keys"),
        new("K2", "keys inside the token"),
        new("K3", "critical headers"),
        new("K4", "keys of two issuers never mix", "Redis: there is none"),
        new("K5", "keys of one kind sign no other"),
        new("K6", "degenerate ECDSA signatures"),
        new("K7", "every JWE form", "how long a refusal takes"),
        new("K8", "`kid` as path or SQL"),
        new("K9", "refetch storms"),
        new("K10", "a broken key set wipes nothing"),
        new("K11", "caches know every input of the decision"),
        new("K12", "request smuggling"),
        new("T1", "no credential without audience"),
        new("T2", "`exp` on every path"),
        new("T3", "trailing slash of `aud`"),
        new("T4", "expressions without a subject", "a refusal of patterns without fixed text: as in Microsoft Entra they are taken, with a warning"),
        new("T5", "subjects are injective", "recycled paths, see E5"),
        new("T6", "fork merge requests", "merge requests are made with a pipeline only, not as objects"),
        new("T7", "wildcards are no regular expressions"),
        new("T8", "linear matching", "a time: the work is bounded by pattern × text"),
        new("T9", "empty and mistyped claims"),
        new("T10", "each restriction on each path"),
        new("T11", "same subject, other issuer"),
        new("R1", "a token of one tenant, an object of another", "ARM's answer for a subscription: as in Azure it names the right tenant"),
        new("R2", "no alias of a route is forgotten", "namespaces, leases and renewal: there are none"),
        new("R3", "adding a credential takes an application over", "Application.ReadWrite.OwnedBy: there is none; an audit row for each change: there is no directory audit log"),
        new("R4", "role assignments do not escalate", "custom roles: there are none"),
        new("R5", "queries", "a body of 1 GB: bodies are bounded, see R7"),
        new("R6", "forwarded headers", "configured proxies, see O9"),
        new("R7", "bombs of JSON", "a limit for each caller: on loopback all callers have one address, so requests that prove nothing are paced for each connection; a caller without a token is refused with its body unread"),
        new("R8", "truncated and changed tokens"),
        new("R9", "tokens in the URL"),
        new("R10", "CI files that grow when they are put together"),
        new("R11", "logs of any length", "how much memory a page takes: what it shows is bounded, and all else is sent piece by piece"),
        new("R12", "archives with broken files", "a file that is broken in its middle: the answer has begun then, and its connection ends"),
        new("L1", "tokens that cannot be read are not logged"),
        new("L2", "no secret in any output", "traces, metrics and dumps: there are none; an audit log of the directory, see R3"),
        new("L3", "one event stays one line"),
        new("L4", "timing and enumeration", "a statistical test of times: the suite asserts no times, so the comparison is equal by structure, `FixedTimeEquals` over SHA-256; that a client id is unknown is no secret, as in Microsoft Entra it has a code of its own"),
        new("L5", "one client, whatever its spelling", "lockouts of clients: there are none; the pace of requests that prove nothing is the connection's, whatever client they name"),
        new("G1", "a push changes the refs that its rights were asked for, and no other"),
        new("G2", "a name of a ref that is no text stops nothing"),
        new("G3", "no CI file reads the code of a project that its user may not read"),
        new("G4", "a merge request gives no token of a project where its user may not run the pipeline", "a fork's relation to its parent: projects have none here, so the right to run the pipeline is asked for in both"),
        new("G5", "a job is played, retried, canceled and tried again by those who may run its pipeline, in their name"),
        new("G6", "a token or a schedule that somebody left behind starts nothing once they may not run pipelines", "blocked and deleted users: users can be neither"),
        new("C1", "a job in a container leads the runner to no file of this machine"),
        new("C2", "a job in a container starts no program of this machine"),
        new("C3", "the name of an image is no path of this machine"),
    ];

    [Fact]
    public void The_page_names_the_tests_of_each_case()
    {
        var page = Repository.Read(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var written = page[..begin] + Table() + page[end..];
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), written);
        Assert.Equal(written, Repository.Read(Page));
    }

    [Fact]
    public void Each_case_has_a_test_of_its_name_and_one_that_passes()
    {
        Assert.Empty(Cases.Where(c => !Named().Any(t => t.Ids.Contains(c.Id))).Select(c => c.Id));
        Assert.Empty(Cases.Where(c => !Passing().Any(t => t.Ids.Contains(c.Id))).Select(c => c.Id));
    }

    [Fact]
    public void Each_id_at_a_test_is_a_known_case() =>
        Assert.All(Named().Concat(Passing()).SelectMany(t => t.Ids), id => Assert.Contains(Cases, c => c.Id == id));

    private static IEnumerable<Test> Named() => Sources.SelectMany(f => TestName().Matches(File.ReadAllText(f)).Select(m => new Test(f, m.Groups[1].Value.Split('_'), m.Groups[0].Value)));

    private static IEnumerable<Test> Passing() => Sources.SelectMany(f => PassingTest().Matches(File.ReadAllText(f)).Select(m => new Test(f, m.Groups[1].Value.Split(' '), m.Groups[2].Value)));

    private static string Table()
    {
        var table = new StringBuilder("| case | what | tests; ✓ where the right thing passes | of its text not tested |\n|---|---|---|---|\n");
        var (named, passing) = (Named().ToList(), Passing().ToList());
        foreach (var (id, what, without) in Cases)
        {
            var passes = Names(passing, id);
            var tests = Names(named, id).Union(passes).Order(StringComparer.Ordinal).Select(t => passes.Contains(t) ? $"`{t}` ✓" : $"`{t}`");
            table.Append(CultureInfo.InvariantCulture, $"| {id} | {what} | {string.Join("<br>", tests)} | {without} |\n");
        }
        return table.ToString();
    }

    private static List<string> Names(List<Test> tests, string id) =>
        [.. tests.Where(t => t.Ids.Contains(id)).Select(t => $"{Path.GetFileNameWithoutExtension(t.File)}.{t.Name}")];

    [GeneratedRegex(@"(?<=(?:void|Task) )((?:[JBAODEFKTRLGC][0-9]{1,2})(?:_[JBAODEFKTRLGC][0-9]{1,2})*)_\w+(?=\()")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\[Trait\(""Passes"", ""([A-Z0-9 ]+)""\)\][\s\S]*?(?:void|Task) (\w+)\(")]
    private static partial Regex PassingTest();

    /// <param name="Id">The id.</param>
    /// <param name="What">The case in a few words.</param>
    /// <param name="Without">What of its text has no test, and why.</param>
    private sealed record Case(string Id, string What, string Without = "");

    private sealed record Test(string File, string[] Ids, string Name);
}
