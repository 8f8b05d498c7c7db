using System.Globalization;
using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Tests.Federation;

namespace Sallyport.Core.Tests.Docs;

/// <summary>
/// docs/causes.md: what is said of each mistake that the tests plant, word for word. With SALLYPORT_WRITE_DOCS=1 the page is written,
/// otherwise it is compared, so that no text changes unseen.
/// </summary>
public sealed class CausesTests
{
    private const string Page = "docs/causes.md";
    private const string GitLab = PlantedMistake.Host;

    private static readonly string[] Texts =
    [
        "", "$GITLAB_OIDC_TOKEN", "${A_VARIABLE_WHOSE_NAME_IS_LONGER_THAN_FORTY_CHARACTERS}", "<token>", "[MASKED]", "***", "\"eyJ0.eyJ0.c2ln\"", "eyJ0.eyJ0.c2ln`",
        "Bearer eyJ0.eyJ0.c2ln", "eyJ0.eyJ0.c2ln\n", "glcbt-64_abc", "{\"iss\":\"https://gitlab.com\"}", "eyJhbGciOiJSUzI1NiJ9.eyJpc3M", "a.b.c.d.e", "abc",
        Token("""{"alg":"RS256"}""", "[]"), Token("""{"alg":"RS256"}""", "{}"), Token("""{"alg":"HS256"}""", "{}"), Token("""{"alg":"RS256","typ":"at+jwt"}""", "{}"),
    ];

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
        (GitLab, "claims['sub'] matches 'project_id:1:*'"),
        (GitLab, "claims['sub'] matches 'project_id:1*'"),
        (GitLab, "claims['sub'] eq 'project_path:mygroup/*'"),
        (GitLab, "claims['sub'] eq 'project_id:1:ref_type:branch:ref:main'"),
        (GitLab, "claims['sub'] eq 'a' and claims['ref'] eq 'main'"),
        (GitLab, "claims['project_id'] eq '1'"),
        (GitLab, "claims['sub'] eq 'a' and claims['project_id'] matches '1*'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/*'"),
        ("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/*' and claims['repository_owner_id'] eq '7'"),
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

    private static string Write()
    {
        var page = new StringBuilder("""
            # What `sallyport explain` says

            Made by `tests/Core.Tests/Docs/CausesTests.cs` from the mistakes that the tests plant. Where nothing else is said, the job presents

                iss  https://gitlab.example.com
                sub  project_path:mygroup/myproject:ref_type:branch:ref:main
                aud  https://gitlab.example.com

            and the one credential, `trusted`, names the same. The two codes are those of the rules `entra-2024` and `entra-2026`.

            ## Credentials that do not match


            """);
        foreach (var mistake in PlantedMistake.All)
            Mistake(page, mistake);
        page.Append("## Texts that are no token\n\n");
        foreach (var text in Texts)
            Verdict(page, $"### {Code(text)}\n\n", Preflight.OfToken(text, new(Guid.Empty, []), TimeProvider.System));
        page.Append("## Files that are no list of credentials\n\n");
        foreach (var text in Lists)
            page.Append(CultureInfo.InvariantCulture, $"- {Code(text)}: {CredentialDocument.Read(Encoding.UTF8.GetBytes(text)).Error}\n");
        page.Append("\n## Expressions that cannot be read\n\n");
        foreach (var text in Unreadable)
            page.Append(CultureInfo.InvariantCulture, $"- {Code(text)}: {ClaimsMatchingExpression.Read(text).Error}\n");
        page.Append("\n## What is said of expressions that can be read\n\n");
        foreach (var (issuer, text) in Readable)
            Lint(page, issuer, text);
        return page.ToString().TrimEnd() + "\n";
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
        page.Append(CultureInfo.InvariantCulture, $"### {m.Name}\n\n");
        Verdict(page, lines.Length == 0 ? "" : lines + "\n", Preflight.OfClaims(m.Claims, new CredentialDocument(Guid.Empty, m.Credentials)));
    }

    private static void Verdict(StringBuilder page, string given, Preflight verdict)
    {
        var (cause, code) = (verdict.Cause!, $"AADSTS{verdict.In2024!.Number} · AADSTS{verdict.In2026!.Number}");
        page.Append(given).Append(CultureInfo.InvariantCulture, $"**{cause.Kind}** ({cause.Side.ToString().ToLowerInvariant()}) · {code}\n{cause.Cause}\n\n");
        foreach (var mend in new[] { cause.Mend, cause.Other })
            if (mend is not null)
                page.Append(mend.Text).Append(mend.Command is { } command ? $"\n\n    {command}\n\n" : "\n\n");
    }

    private static void Lint(StringBuilder page, string issuer, string text)
    {
        var expression = ClaimsMatchingExpression.Read(text).Expression!;
        var said = ExpressionLint.Of(issuer, expression).Select(w => $"- {w}\n")
            .Concat(new[] { RuleSet.Entra2024, RuleSet.Entra2026 }
                .Select(r => (Rules: r, Refusal: IssuerProfiles.Refuse(issuer, expression, Rules.Of(r))))
                .Where(r => r.Refusal is not null)
                .Select(r => $"- refused by {r.Rules.ToString().ToLowerInvariant().Insert(5, "-")}: {r.Refusal}\n"));
        page.Append(CultureInfo.InvariantCulture, $"### {Code(text)}\n\n{(issuer == GitLab ? "" : $"    issuer  {issuer}\n\n")}{string.Concat(said)}\n");
    }

    private static void Line(StringBuilder lines, string what, string text, string usual)
    {
        if (text != usual)
            lines.Append(CultureInfo.InvariantCulture, $"    {what}  {Shown(text)}\n");
    }

    private static string Shown(string text) => (text.Length == 0 ? "(empty)" : text.Length > 100 ? text[..100] + "…" : text).Replace("\n", "⏎", StringComparison.Ordinal);

    private static string Code(string text) => text.Contains('`', StringComparison.Ordinal) ? $"`` {Shown(text)} ``" : $"`{Shown(text)}`";

    private static string Token(string header, string payload) => string.Join('.', new[] { header, payload, "sig" }.Select(p => Core.Signing.StrictBase64Url.Encode(Encoding.UTF8.GetBytes(p))));
}
