using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Federated credentials in the portal: the list, and the form by scenario.</summary>
public sealed class FederatedPagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string GitLab = "https://gitlab.example.com";
    private const string Branch = "project_path:mygroup/myproject:ref_type:branch:ref:main";

    private readonly RunningServer server = shared.Running;

    private static readonly (string Name, string Value)[] Project = [("group", "mygroup"), ("project", "myproject"), ("ref", "main"), ("name", "from-portal")];

    [Fact]
    public async Task The_GitLab_scenario_makes_the_tutorials_credential_after_a_preview()
    {
        var application = await server.NewApplicationAsync("gitlab scenario");
        using var browser = await OpenAsync(application, "new?scenario=gitlab");
        Assert.Equal(GitLab, Field(browser, "issuer"));
        await browser.PostAsync("#credential", [.. WithDefaults(browser), .. Project, ("act", "preview")]);
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        var preview = browser.Page.QuerySelector("#preview")!.TextContent;
        Assert.Contains(Branch, preview);
        Assert.Contains("aud: api://AzureADTokenExchange", preview);
        Assert.Contains("names the project by its path", preview);
        Assert.Empty((await server.StoredAsync(application)).FederatedIdentityCredentials);

        await browser.SubmitAsync("#credential", [.. WithDefaults(browser), ("act", "save")]);
        Assert.Contains("is added", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Contains("1 of 20", browser.Text);
        var made = Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials);
        Assert.Equal((GitLab, Branch, FederatedJudge.ExchangeAudience, "from-portal"), (made.Issuer, made.Subject, made.Audience, made.Name));
    }

    [Theory]
    [InlineData("gitlab", "ref_type=tag&ref=v1", "project_path:g/p:ref_type:tag:ref:v1")]
    [InlineData("gitlab", "ref_type=environment&ref=main&tier=production", "project_path:g/p:ref_type:branch:ref:main:deployment_tier:production")]
    [InlineData("gitlab", "ref_type=any-branch&project_id=7", "claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*' and claims['project_id'] eq '7'")]
    [InlineData("gitlab", "ref=it's&project_id=7", "claims['sub'] eq 'project_path:g/p:ref_type:branch:ref:it''s' and claims['project_id'] eq '7'")]
    [InlineData("github", "organization=o&repository=r&entity=environment&entity_name=Production", "repo:o/r:environment:Production")]
    [InlineData("github", "organization=o&repository=r&entity=branch&entity_name=main", "repo:o/r:ref:refs/heads/main")]
    [InlineData("github", "organization=o&repository=r&entity=tag&entity_name=v1", "repo:o/r:ref:refs/tags/v1")]
    [InlineData("github", "organization=o&repository=r&organization_id=1&repository_id=2&entity=pull_request", "repo:o@1/r@2:pull_request")]
    [InlineData("kubernetes", "issuer=https://oidc.example.com/&namespace=ns&service_account=sa", "system:serviceaccount:ns:sa")]
    [InlineData("other", "issuer=https://idp.example.com&value=who", "who")]
    public async Task Each_scenario_composes_and_is_found_again_when_the_credential_is_edited(string scenario, string fields, string expected)
    {
        var application = await server.NewApplicationAsync(scenario);
        using var browser = await OpenAsync(application, $"new?scenario={scenario}&group=g&project=p&name=one&{fields}");
        Assert.Contains(expected, browser.Page.QuerySelector("#preview")!.TextContent);
        await browser.SubmitAsync("#credential", [.. WithDefaults(browser), ("act", "save")]);
        Assert.True(browser.Page.QuerySelector(".notice") is not null, browser.Text);
        var made = Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials);
        Assert.Equal(expected, made.Subject ?? made.Expression);

        await browser.OpenAsync($"/applications/{application.Id}/federated/{made.Id}");
        Assert.Equal(scenario, browser.Page.QuerySelector<IHtmlInputElement>("input[name=scenario]")!.Value);
        Assert.True(browser.Page.QuerySelector<IHtmlInputElement>("#field-name")!.IsReadOnly);
        Assert.Contains(expected, browser.Page.QuerySelector("#preview")!.TextContent);
        await browser.SubmitAsync("#credential", [.. WithDefaults(browser), ("description", "new note"), ("name", "renamed"), ("act", "save")]);
        var changed = Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials);
        Assert.Equal((made.Name, "new note", expected), (changed.Name, changed.Description, changed.Subject ?? changed.Expression));
    }

    [Theory]
    [InlineData("https://gitlab.com/a/b/c", "https://gitlab.com", "a/b", "c", "")]
    [InlineData("https://gitlab.com/a/c/-/tree/feature/x?ref_type=heads", "https://gitlab.com", "a", "c", "feature/x")]
    [InlineData("https://gitlab.com/a/c/-/tags/v1.0", "https://gitlab.com", "a", "c", "v1.0")]
    [InlineData("https://gitlab.example.com/a/c/-/jobs/4711", "https://gitlab.example.com", "a", "c", "")]
    public async Task A_pasted_link_fills_the_fields(string link, string instance, string group, string project, string reference)
    {
        var application = await server.NewApplicationAsync("link");
        using var browser = await OpenAsync(application, "new");
        await browser.PostAsync("#credential", [.. WithDefaults(browser), ("link", link), ("act", "preview")]);
        Assert.Equal((instance, group, project, reference), (Field(browser, "issuer"), Field(browser, "group"), Field(browser, "project"), Field(browser, "ref")));
        Assert.Equal("", Field(browser, "link"));
        await browser.PostAsync("#credential", [.. WithDefaults(browser), ("link", "javascript:alert(1)"), ("act", "save")]);
        Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
        Assert.Contains("https address", browser.Page.QuerySelector("#field-link-error")!.TextContent);
    }

    [Fact]
    public async Task What_the_directory_refuses_stands_beside_the_field_with_what_was_typed()
    {
        var application = await server.NewApplicationAsync("refusals");
        await server.NewCredentialAsync(application, "taken", GitLab, Branch);
        (string Fields, string Field, string Problem)[] refused =
        [
            ("name=x&value=v", "name", "3 to 120"),
            ("name=taken&value=v", "name", "already has this name"),
            ("name=long&value=v&audience=" + new string('a', 601), "audience", "It must not be longer than 600 characters."),
            ("name=expr&kind=expression&value=claims['sub'] is 'x'", "value", "The expression is not taken"),
            ("name=http&issuer=http://gitlab.example.com&value=v", "issuer", "It must be an absolute https URL"),
            ("value=v", "name", "Enter a name."),
            ("name=empty", "value", "Enter the subject."),
        ];
        foreach (var (fields, field, problem) in refused)
        {
            var issuer = fields.Contains("issuer=", StringComparison.Ordinal) ? "" : "&issuer=" + GitLab;
            using var browser = await OpenAsync(application, $"new?scenario=other&description=<i>kept</i>&{fields}{issuer}");
            await browser.PostAsync("#credential", [.. WithDefaults(browser), ("act", "save")]);
            Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
            Assert.Contains(problem, browser.Page.QuerySelector($"#field-{field}-error")!.TextContent);
            Assert.DoesNotMatch("property|resource '|paramName", browser.Page.QuerySelector("[role=alert]")!.TextContent);
            Assert.Contains($"field-{field}-error", browser.Page.QuerySelector($"#field-{field}")!.GetAttribute("aria-describedby"));
            Assert.Equal("<i>kept</i>", Field(browser, "description"));
        }
        using var twice = await OpenAsync(application, $"new?scenario=other&name=twice&issuer={GitLab}&value={Branch}");
        await twice.PostAsync("#credential", [.. WithDefaults(twice), ("act", "save")]);
        Assert.Contains("already has this issuer and subject", twice.Page.QuerySelector("#field-value-error")!.TextContent);
        Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials);
    }

    [Fact]
    public async Task The_list_says_which_credential_can_never_match_and_what_todays_rules_demand()
    {
        var application = await server.NewApplicationAsync("dead");
        await server.NewCredentialAsync(application, "wild", GitLab, Branch + "*");
        await server.NewCredentialAsync(application, "good", GitLab, Branch);
        await server.NewCredentialAsync(application, "pathonly", GitLab, null, $"claims['sub'] matches '{Branch}*'");
        using var browser = await OpenAsync(application, "");
        string RowOf(string name) => browser.Page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains(name, StringComparison.Ordinal)).TextContent;
        Assert.Contains("Can never match. A plain subject takes *", RowOf("wild"));
        Assert.DoesNotContain("never match", RowOf("good"));
        Assert.Contains("Add an immutable id", RowOf("pathonly"));
        Assert.Contains("3 of 20", browser.Text);
    }

    [Fact]
    public async Task A_full_application_offers_no_further_credential_and_deleting_asks_once()
    {
        var application = await server.NewApplicationAsync("full");
        for (var i = 0; i < FederatedIdentityCredential.MaximumPerApplication; i++)
            await server.NewCredentialAsync(application, $"number{i}", GitLab, Branch + i);
        using var browser = await OpenAsync(application, "");
        Assert.Null(browser.Page.QuerySelector("a[href$='/new']"));
        await browser.OpenAsync(browser.Page.QuerySelector("tbody a[href$='/delete']")!.GetAttribute("href")!);
        Assert.Equal(20, (await server.StoredAsync(application)).FederatedIdentityCredentials.Count);
        await browser.SubmitAsync("#confirm");
        Assert.Equal(19, (await server.StoredAsync(application)).FederatedIdentityCredentials.Count);
        Assert.NotNull(browser.Page.QuerySelector("a[href$='/new']"));
    }

    [Fact]
    public async Task A_member_reads_and_a_forged_form_for_a_credential_is_refused()
    {
        var application = await server.NewApplicationAsync("not theirs");
        var credential = await server.NewCredentialAsync(application, "theirs", GitLab, "<script>alert(1)</script>");
        var (browser, _) = await server.NewPersonAsync();
        using var reader = browser;
        var list = $"/applications/{application.Id}/federated";
        await reader.OpenAsync(list);
        Assert.Contains("<script>alert(1)</script>", reader.Text);
        Assert.Empty(reader.Page.QuerySelectorAll("main script, tbody a, a[href$='/new']"));
        var fields = reader.ForgeryFields();
        foreach (var path in new[] { $"{list}/new", $"{list}/{credential.Id}", $"{list}/{credential.Id}/delete" })
        {
            await reader.PostAsync(path, fields);
            Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
            await reader.OpenAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
        }
        Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials);
    }

    private async Task<PageBrowser> OpenAsync(Application application, string page)
    {
        var (browser, _) = await server.NewPersonAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync($"/applications/{application.Id}/federated/{page}".TrimEnd('/'));
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        return browser;
    }

    private static string Field(PageBrowser browser, string name) => WithDefaults(browser).Single(f => f.Name == name).Value;

    // What a browser sends of the form as it is shown.
    private static List<(string Name, string Value)> WithDefaults(PageBrowser browser) =>
    [
        .. browser.Page.QuerySelectorAll<IHtmlInputElement>("#credential input").Where(i => i.Type != "radio" || i.IsChecked).Select(i => (i.Name!, i.Value)),
        .. browser.Page.QuerySelectorAll<IHtmlTextAreaElement>("#credential textarea").Select(t => (t.Name!, t.Value)),
        .. browser.Page.QuerySelectorAll<IHtmlSelectElement>("#credential select").Select(s => (s.Name!, s.Value ?? "")),
    ];
}
