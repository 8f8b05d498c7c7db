using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.House.Tests;
using Sallyport.Core.Tests.GitLab;
using Sallyport.Core.Tests.Signing;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Lint;
using Sallyport.Explain.Tests.Mistakes;
using Sallyport.Explain.Tests.Platforms;

namespace Sallyport.Explain.Tests.Docs;

/// <summary>
/// docs/causes.md: what is said of each mistake that the tests plant, word for word. With SALLYPORT_WRITE_DOCS=1 the page is written,
/// otherwise it is compared, so that no text changes unseen.
/// </summary>
public sealed partial class CausesTests
{
    private const string Page = "docs/causes.md";
    private const string GitLab = PlantedMistake.Host;
    private static readonly TestKey Key = new();
    private static readonly string[] NoKinds = ["glcbt-", "entra-2024", "entra-2026", "pull-request"];

    private static readonly string AnyToken = Token("""{"alg":"RS256","kid":"k"}""", """{"iss":"https://gitlab.com","sub":"s"}""");

    private static readonly string[] Texts =
    [
        "", "$GITLAB_OIDC_TOKEN", "${A_VARIABLE_WHOSE_NAME_IS_LONGER_THAN_FORTY_CHARACTERS}", "<token>", "[MASKED]", "***", "\"eyJ0.eyJ0.c2ln\"", "eyJ0.eyJ0.c2ln`",
        "Bearer eyJ0.eyJ0.c2ln", "eyJ0.\neyJ0.c2ln", "eyJ0.eyJ0.c2ln\r", "\uFEFFeyJ0.eyJ0.c2ln", "glcbt-64_abc", "{\"iss\":\"https://gitlab.com\"}", "eyJhbGciOiJSUzI1NiJ9.eyJpc3M", "a.b.c.d.e", "abc",
        "{{ token }}", "undefined", "/var/run/secrets/azure/tokens/azure-identity-token", $"TOKEN={AnyToken}", $"{{\"value\":\"{AnyToken}\"}}", AnyToken.Replace(".", "%2E", StringComparison.Ordinal),
        AnyToken.Insert(20, "\u200B"), AnyToken + "==", AnyToken.Split('.')[1], $"The token is {AnyToken} here", Token("""{"alg":"RS256","kid":"k","crit":["b64"]}""", "{}"),
        Token("""{"alg":"RS256"}""", """{"exp":1786107600000}"""), Token("""{"alg":"RS256"}""", """{"exp":"tomorrow"}"""), Token("""{"alg":"RS256"}""", """{"exp":-1}"""), Token("""{"alg":"RS256"}""", """{"exp":1786107600,"iss":7}"""),
        Token("""{"alg":"RS256"}""", "[]"), Token("""{"alg":"RS256"}""", "{}"), Token("""{"alg":"HS256"}""", "{}"), Token("""{"alg":"RS256","typ":"at+jwt"}""", "{}"),
    ];

    private static readonly string[] Claims = ["""{"sub":"s","aud":"a"}""", """{"iss":7,"sub":"s","aud":"a"}""", """{"header":{},"payload":{"iss":"https://gitlab.com"}}"""];

    private static readonly string[] Lists = ["", "{}", "[7]", "[{\"issuer\":\"https://gitlab.com\",\"subject\":\"s\"}]"];

    private static readonly string[] Unreadable =
    [
        "sub eq 'a'", "claims[sub] eq 'a'", "claims[''] eq 'a'", "claims['sub' eq 'a'", "claims['sub']eq 'a'", "claims['sub'] startswith 'a'", "claims['sub'] eq a",
        "claims['sub'] eq ''", "claims['sub'] eq 'a", "claims['sub'] eq 'a' or claims['sub'] eq 'b'", "claims['sub'] eq 'a')",
        string.Join(" and ", Enumerable.Repeat("claims['sub'] eq 'a'", 11)), $"claims['sub'] eq '{new string('a', 600)}'",
    ];

    private static readonly (string Issuer, string Expression)[] Readable =
    [
        (GitLab, "claims['sub'] matches '*'"),
        (GitLab, "claims['sub'] matches 'project_path:*'"),
        (GitLab, "claims['sub'] matches 'project_path*'"),
        (GitLab, "claims['sub'] matches 'repo:octo/cat*:pull_request'"),
        (GitLab, "claims['sub'] matches 'repo:octo/cat:*'"),
        (GitLab, "claims['sub'] matches 'project_path:my*'"),
        (GitLab, "claims['sub'] matches 'project_path:mygroup/*'"),
        (GitLab, "claims['sub'] matches 'project_path:mygroup/my*:ref_type:branch:ref:main'"),
        (GitLab, "claims['sub'] matches 'project_path:mygroup/myproject:*'"),
        (GitLab, "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:*:ref:main'"),
        (GitLab, "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:v?'"),
        (GitLab, "claims['sub'] matches '*' and claims['project_id'] eq '1'"),
        (GitLab, "claims['sub'] matches 'project_id:1:*'"),
        (GitLab, "claims['sub'] matches 'project_id:1*'"),
        (GitLab, "claims['sub'] eq 'project_path:mygroup/*'"),
        (GitLab, "claims['sub'] eq 'project_id:1:ref_type:branch:ref:main'"),
        (GitLab, "claims['sub'] eq 'a' and claims['ref'] eq 'main'"),
        (GitLab, "claims['project_id'] eq '1'"),
        (GitLab, "claims['sub'] eq 'a' and claims['project_id'] matches '1*'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/*'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/*' and claims['repository_owner_id'] eq '7'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/x:*' and claims['repository_id'] eq '1'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo*'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] eq 'repo:octo/x:pull_request' and claims['job_workflow_ref'] matches 'octo/*' and claims['repository_id'] eq '1'"),
        ("https://app.terraform.io", "claims['sub'] matches 'organization:acme*'"),
        ("https://app.terraform.io", "claims['sub'] matches 'organization:o:project:p:workspace:w:run_phase:*'"),
        ("https://git.example.org", "claims['sub'] eq 'a'"),
    ];

    [Fact]
    public void The_page_says_what_is_said()
    {
        var page = Write();
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), page);
        Assert.Equal(page, Repository.Read(Page));
    }

    [Fact]
    public void Each_kind_of_cause_stands_on_the_page_and_each_that_stands_there_is_one()
    {
        var files = Repository.Files("src/Sallyport.Explain", "*.cs");
        var kinds = files.SelectMany(f => Kind().Matches(File.ReadAllText(f)).Select(m => m.Groups["kind"].Value)).Where(k => !NoKinds.Contains(k)).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(kinds.Count >= 90, $"{kinds.Count}");
        Assert.Equal(kinds, KindOnPage().Matches(Repository.Read(Page)).Select(m => m.Groups["kind"].Value).Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^(.*Cause|AssertionText|SubjectSpelling|SubjectForm|Explanation)\\.cs$")]
    private static partial Regex NameOfCauses();

    [GeneratedRegex("\"(?<kind>[a-z]+(-[a-z0-9]+)+)\"")]
    private static partial Regex Kind();

    [GeneratedRegex("^\\*\\*(?<kind>[a-z0-9-]+)\\*\\*", RegexOptions.Multiline)]
    private static partial Regex KindOnPage();

    private static string Write()
    {
        var body = Body();
        var page = new StringBuilder("""
            # What `sallyport explain` says

            Made by `tests/Explain.Tests/Docs/CausesTests.cs` from the mistakes that the tests plant. Where nothing else is said, the job presents

                iss  https://gitlab.example.com
                sub  project_path:mygroup/myproject:ref_type:branch:ref:main
                aud  https://gitlab.example.com

            and the one credential, `trusted`, names the same. The two codes are those of the rules `entra-2024` and `entra-2026`.


            """);
        return Shown(page.Append(CausesIndex.Of(body)).Append(body));
    }

    private static string Body()
    {
        var page = new StringBuilder("## Credentials that do not match\n\n");
        foreach (var mistake in PlantedMistake.All)
            Mistake(page, mistake);
        page.Append("## Several faults at once\n\n");
        foreach (var several in SeveralFaults.All)
            Mistake(page, several.Mistake);
        page.Append("## At other platforms\n\nThe audience is `api://AzureADTokenExchange` where nothing else is said.\n\n");
        foreach (var given in PlatformTests.Cases.Values)
            AtPlatform(page, given);
        page.Append("## Texts that are no token\n\n");
        foreach (var text in Texts)
            Unusable(page, text, Explained.Token(text, new(Guid.Empty, []), TimeProvider.System));
        page.Append("## Claims that are none\n\n");
        foreach (var text in Claims)
            Unusable(page, text, Explained.Claims(JsonElement.Parse(text), new(Guid.Empty, [])));
        page.Append("## Behind a credential that fits\n\n");
        foreach (var (what, verdict) in Behind().Concat(Recorded()))
            Verdict(page, $"### {what}\n\n", verdict);
        page.Append("## Before any credential: the client\n\n");
        foreach (var (what, code, cause) in Clients())
            Cause(page, $"### {what}\n\n", $"AADSTS{code}", cause);
        page.Append("## After a sign-in that succeeds\n\n");
        foreach (var (what, cause) in Afterwards())
            Cause(page, $"### {what}\n\n", "no code", cause);
        page.Append("## Files that are no list of credentials\n\n");
        foreach (var text in Lists)
            page.Append(CultureInfo.InvariantCulture, $"- {Code(text)}: {CredentialDocument.Read(Encoding.UTF8.GetBytes(text)).Error}\n");
        page.Append("\n## Expressions that cannot be read\n\n");
        foreach (var text in Unreadable)
            page.Append(CultureInfo.InvariantCulture, $"- {Code(text)}: {ClaimsMatchingExpression.Read(text).Error}\n");
        page.Append("\n## What is said of expressions that can be read\n\n");
        foreach (var (issuer, text) in Readable)
            Lint(page, issuer, text);
        return page.ToString();
    }

    // A heading of such a text would say nothing.
    private static void Unusable(StringBuilder page, string text, Explanation verdict) =>
        Verdict(page, $"### {verdict.Cause!.Kind.Replace('-', ' ')}\n\n    presented  {Shown(text)}\n\n", verdict);

    private static string Shown(StringBuilder page) =>
        string.Concat(page.ToString().TrimEnd().Select(c => char.GetUnicodeCategory(c) == UnicodeCategory.Format ? $"\\u{(int)c:x4}" : $"{c}")) + "\n";

    private static void AtPlatform(StringBuilder page, PlatformCase given)
    {
        var lines = new StringBuilder();
        Line(lines, "job      iss", given.Issuer, "");
        Line(lines, "job      sub", given.Subject, "");
        Line(lines, "job      aud", given.Audience, PlantedMistake.Exchange);
        Line(lines, "trusted  iss", given.Credential.Issuer, given.Issuer);
        Line(lines, "trusted  sub", given.TrustedSubject, given.Subject);
        Line(lines, "trusted  aud", given.TrustedAudience, PlantedMistake.Exchange);
        page.Append(CultureInfo.InvariantCulture, $"### {given.Platform}: {given.Name}\n\nSource: <{given.Source}>\n\n");
        Verdict(page, lines + "\n", Explained.Claims(given.Claims, new CredentialDocument(Guid.Empty, [given.Credential])));
    }

    // az says it; the token service has refused nothing.
    private static IEnumerable<(string What, LikelyCause Cause)> Afterwards()
    {
        var expression = PlantedMistake.Trust(PlantedMistake.GitHub, null, PlantedMistake.Exchange, "claims['sub'] matches 'repo:octo/cat:ref:refs/heads/*'");
        var matching = new PlantedMistake("", "", 0, 0) { Issuer = PlantedMistake.GitHub, Subject = "repo:octo/cat:ref:refs/heads/main", Audiences = [PlantedMistake.Exchange] };
        yield return (
            "a credential that matches and could not be created today, reported as hashicorp/terraform-provider-azuread#1901",
            Explained.Claims(matching.Claims, new CredentialDocument(Guid.Empty, [expression])).Outdated!);
        yield return ("a principal without a role, in a job's log", JobLogCause.NoSubscription("30000000-0000-4000-8000-000000000003", new Guid("40000000-0000-4000-8000-000000000004")));
    }

    // The same clock for all, so that the page does not change with the day.
    private static IEnumerable<(string What, Explanation Verdict)> Behind()
    {
        var document = new CredentialDocument(Guid.Empty, [PlantedMistake.Trust()]);
        Explanation Told(string header, int? from, int until, Func<string, string>? cut = null)
        {
            var now = GitLabExample.Noon.ToUnixTimeSeconds();
            var issued = from is null ? "" : $"\"iat\":{now + from},";
            var token = Key.Sign($$"""{"iss":"{{GitLab}}","sub":"{{PlantedMistake.Main}}","aud":"{{GitLab}}",{{issued}}"exp":{{now + until}}}""", header);
            return Explained.Token(cut is null ? token : cut(token), document, new StoppedClock());
        }
        const string named = """{"alg":"RS256","kid":"k1"}""";
        yield return ("a token whose time is over, reported as Azure/login#180", Told(named, -7200, -3600));
        yield return ("a token whose time has not begun", Told(named, 3600, 7200));
        yield return ("a token that lives for more than 25 hours", Told(named, 0, 200_000));
        yield return ("a token that does not say when it was issued", Told(named, null, 3600));
        yield return ("a token whose header names no key", Told("""{"alg":"RS256"}""", 0, 3600));
        yield return ("a token whose signature was cut", Told(named, 0, 3600, t => t[..^86]));
    }

    // As sign-in records keep it: of the token's times nothing is known then.
    private static IEnumerable<(string What, Explanation Verdict)> Recorded()
    {
        var assertion = AssertionReader.ReadDecoded(new PlantedMistake("right", "", 0, 0).Claims).Assertion!;
        var unreachable = new IssuerUnreachableException($"{GitLab}/.well-known/openid-configuration", "the host name was not found");
        var unusable = new IssuerUnreachableException(GitLab, "is RSA of 1024 bits, and 2048 to 8192 are accepted");
        string[] values = ["microsoft", "github", "microsoftopensource"];
        var another = new DemandedClaim("enterprise", values, "octo");
        Explanation Told(AssertionOutcome outcome, IssuerUnreachableException? failure = null, DemandedClaim? demanded = null) => Explanation.Of(
            new Judgement
            {
                Outcome = outcome,
                Assertion = assertion,
                Compared = CredentialMatcher.Compare(assertion, [PlantedMistake.Trust()]),
                Failure = failure,
                Demanded = demanded,
                JudgedAt = GitLabExample.Noon,
            },
            new ExplanationContext());
        yield return ("the tenant takes no federated token", Told(AssertionOutcome.FederationDisabled));
        yield return ("the tenant does not allow the issuer", Told(AssertionOutcome.IssuerNotAllowed));
        yield return (
            "a claim that the tenant demands is missing, reported as radius-project/radius#12699",
            Told(AssertionOutcome.RequiredClaimDiffers, demanded: another with { Actual = "" }));
        yield return (
            "a claim that the tenant demands has another value",
            Told(AssertionOutcome.RequiredClaimDiffers, demanded: another));
        yield return (
            "a claim that the tenant demands is not known here",
            Told(AssertionOutcome.RequiredClaimUnknown, demanded: another with { Actual = "" }));
        yield return ("the issuer's documents cannot be had", Told(AssertionOutcome.IssuerUnreachable, unreachable));
        yield return ("the key is not among the issuer's", Told(AssertionOutcome.KeyUnknown));
        yield return ("the issuer's key of this name is too small", Told(AssertionOutcome.KeyUnknown, unusable));
        yield return ("the signature does not verify", Told(AssertionOutcome.SignatureInvalid));
        yield return ("the time was over, in a sign-in record", Told(AssertionOutcome.Expired));
        yield return ("the time had not begun, in a sign-in record", Told(AssertionOutcome.NotYetValid));
        yield return ("more than 25 hours, in a sign-in record", Told(AssertionOutcome.LivesTooLong));
        yield return ("presented once already", Told(AssertionOutcome.Spent));
        yield return ("the credential was deleted meanwhile", Told(AssertionOutcome.CredentialDeleted));
    }

    private static IEnumerable<(string What, int Code, LikelyCause Cause)> Clients()
    {
        var (appId, tenant) = (new Guid("30000000-0000-4000-8000-000000000003"), new Guid("5a11f047-0000-4000-8000-000000000001"));
        yield return ("an id that nobody knows", 700016, ClientCause.Unknown($"{appId}"));
        yield return ("no id at all", 700016, ClientCause.Unknown("shop"));
        yield return ("the empty id", 700038, ClientCause.Empty());
        yield return ("the object id", 700016, ClientCause.OtherObject("10000000-0000-4000-8000-000000000001", "the object id of the application 'shop'", appId, tenant));
        yield return ("another application's id", 700213, ClientCause.OtherApplication("staging", appId, tenant));
        yield return ("no service principal", 7000229, ClientCause.PrincipalMissing(appId));
        yield return ("a service principal that is disabled", 7000112, ClientCause.PrincipalDisabled(appId));
        yield return ("no tenant, in a job's log", 90002, JobLogCause.TenantUnset(tenant));
    }

    private static void Mistake(StringBuilder page, PlantedMistake m)
    {
        var lines = new StringBuilder();
        Line(lines, "job      iss", m.Issuer, GitLab);
        Line(lines, "job      sub", m.Subject, PlantedMistake.Main);
        Line(lines, "job      aud", string.Join(", ", m.Audiences), GitLab);
        Line(lines, "job      project_id", m.ProjectId ?? "", "57382910");
        foreach (var c in m.Credentials)
        {
            Line(lines, "trusted  iss", c.Issuer, GitLab);
            Line(lines, c.Expression is null ? "trusted  sub" : "trusted  claims", c.Expression ?? c.Subject ?? "", PlantedMistake.Main);
            Line(lines, "trusted  aud", c.Audience, GitLab);
        }
        page.Append(CultureInfo.InvariantCulture, $"### {m.Name}\n\n{(m.Reported is null ? "" : $"Reported as {m.Reported}.\n\n")}");
        Verdict(page, lines.Length == 0 ? "" : lines + "\n", Explained.Claims(m.Claims, new CredentialDocument(Guid.Empty, m.Credentials)));
    }

    private static void Verdict(StringBuilder page, string given, Explanation verdict) =>
        Cause(page, given, $"AADSTS{verdict.In2024!.Number} · AADSTS{verdict.In2026!.Number}{(verdict.IsUndecided ? ", if it does not fit" : "")}", verdict.Cause!);

    private static void Cause(StringBuilder page, string given, string code, LikelyCause cause)
    {
        page.Append(given).Append(CultureInfo.InvariantCulture, $"**{cause.Kind}** ({cause.Side.ToString().ToLowerInvariant()}) · {code}\n{cause.Text}\n\n");
        foreach (var further in cause.Further)
            page.Append(CultureInfo.InvariantCulture, $"**{further.Kind}** ({further.Side.ToString().ToLowerInvariant()}) · also\n{further.Text}\n\n");
        foreach (var fix in cause.Fixes)
        {
            page.Append(fix.Text).Append(fix.Command is { } command ? $"\n\n{Block(command)}\n\n" : "\n\n");
            if (fix.Local.Command is { } local && local != fix.Command)
                page.Append(CultureInfo.InvariantCulture, $"At Sallyport:\n\n{Block(local)}\n\n");
        }
    }

    private static string Block(string command) => "    " + command.Replace("\n", "\n    ", StringComparison.Ordinal);

    private static void Lint(StringBuilder page, string issuer, string text)
    {
        var expression = ClaimsMatchingExpression.Read(text).Expression!;
        var said = ExpressionLint.Of(issuer, expression).Select(w => $"- {w}\n")
            .Concat(new[] { RuleSet.Entra2024, RuleSet.Entra2026 }
                .Select(r => (Rules: r, Refusal: IssuerProfiles.Refuse(issuer, expression, r)))
                .Where(r => r.Refusal is not null)
                .Select(r => $"- refused by {r.Rules.Name}: {r.Refusal}\n"));
        var examples = string.Concat(ExpressionExamples.Of(issuer, expression).Select(e => $"- accepts, for example, `{e}`\n"));
        page.Append(CultureInfo.InvariantCulture, $"### {Code(text)}\n\n{(issuer == GitLab ? "" : $"    issuer  {issuer}\n\n")}{string.Concat(said)}{examples}\n");
    }

    private static void Line(StringBuilder lines, string what, string text, string usual)
    {
        if (text != usual)
            lines.Append(CultureInfo.InvariantCulture, $"    {what}  {Shown(text)}\n");
    }

    private static string Shown(string text) => (text.Length == 0 ? "(empty)" : text.Length > 100 ? text[..100] + "…" : text).Replace("\n", "⏎", StringComparison.Ordinal).Replace("\r", "␍", StringComparison.Ordinal);

    private static string Code(string text) => text.Contains('`', StringComparison.Ordinal) ? $"`` {Shown(text)} ``" : $"`{Shown(text)}`";

    private static string Token(string header, string payload) => string.Join('.', new[] { header, payload, "sig" }.Select(p => Core.Wire.StrictBase64Url.Encode(Encoding.UTF8.GetBytes(p))));

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => GitLabExample.Noon;
    }
}
