using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Portal;

/// <summary>A token that is tried in the portal: the verdict of the exchange's judge, drawn.</summary>
public sealed class TryPagesTests(SharedLogin shared) : IClassFixture<SharedLogin>
{
    private const string MyGroup = "project_path:mygroup/";

    private readonly LoginServer server = shared.Server;

    [Fact]
    public async Task What_the_exchange_takes_is_shown_as_accepted_and_the_token_is_not_shown_again()
    {
        using var browser = await AdministratorAsync();
        var token = server.Sign();
        await TryAsync(browser, token);
        Assert.Contains("Would match: exact", browser.Text);
        Assert.Contains("signature was verified", browser.Text);
        foreach (var part in token.Split('.'))
            Assert.DoesNotContain(part, browser.Page.ToHtml());
        Assert.Equal(0, await server.ExchangeAsync(token));

        var claims = JsonSerializer.Serialize(server.Claims());
        await TryAsync(browser, claims);
        Assert.Contains("Would match: exact", browser.Text);
        Assert.Contains("no signature to verify", browser.Text);
        Assert.Equal(claims, browser.Page.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public async Task A_subject_that_differs_is_marked_where_it_differs_with_the_codes_of_both_rule_sets()
    {
        using var browser = await AdministratorAsync();
        var token = server.Sign(c => c["sub"] = "project_path:mygroup/myproject:ref_type:branch:ref:<b>next</b>");
        await TryAsync(browser, token);
        var differing = Assert.Single(browser.Page.QuerySelectorAll(".compared > .bad"));
        Assert.Equal(["<b>next</b>", "main"], differing.QuerySelectorAll("mark").Select(m => m.TextContent));
        Assert.Equal(2, browser.Page.QuerySelectorAll(".compared > .good").Length);
        var codes = browser.Page.QuerySelectorAll("#result .answers strong").Select(c => c.TextContent).ToList();
        Assert.Equal(["AADSTS70021", "AADSTS700213"], codes);
        Assert.Equal(70021, await server.ExchangeAsync(token));
        Assert.Contains("Fault", browser.Text);
        Assert.Null(browser.Page.QuerySelector("form.apply"));
    }

    [Fact]
    public async Task A_pattern_marks_the_subject_from_where_it_departs()
    {
        var application = await server.Running.NewApplicationAsync("pattern");
        const string gitLab = "https://gitlab.example.com";
        await server.Running.NewCredentialAsync(application, "pattern", gitLab, null, "claims['sub'] matches 'project_path:mygroup/*:ref_type:branch:ref:main'");
        using var browser = await AdministratorAsync();
        await browser.OpenAsync($"/applications/{application.Id}/try");
        var claims = new { iss = gitLab, aud = LoginServer.Audience, sub = "project_path:other/p:ref_type:branch:ref:main" };
        await browser.PostAsync("#try", ("presented", JsonSerializer.Serialize(claims)));
        var differing = Assert.Single(browser.Page.QuerySelectorAll(".compared > .bad"));
        Assert.Equal("other/p:ref_type:branch:ref:main", Assert.Single(differing.QuerySelectorAll("mark")).TextContent);
    }

    [Fact]
    public async Task The_fix_of_a_spelling_is_applied_by_who_may_change_the_application_and_by_nobody_else()
    {
        var token = server.Sign(c => c["sub"] = LoginServer.Subject.Replace(MyGroup, "project_path:MyGroup/", StringComparison.Ordinal));
        var (member, _) = await server.Running.NewPersonAsync();
        using var reader = member;
        await TryAsync(reader, token);
        Assert.Contains("az rest --method PATCH", reader.Text);
        Assert.Null(reader.Page.QuerySelector("form.apply"));

        using var browser = await AdministratorAsync();
        await TryAsync(browser, token);
        var form = browser.Page.QuerySelector("form.apply")!;
        var fields = form.QuerySelectorAll("input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        foreach (var (name, value) in reader.ForgeryFields())
            fields[name] = value;
        await reader.PostAsync(form.GetAttribute("action")!, fields);
        Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
        Assert.NotEqual(0, await server.ExchangeAsync(token));

        await browser.SubmitAsync("form.apply");
        Assert.Contains("is changed", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Equal(0, await server.ExchangeAsync(token));

        await TryAsync(browser, server.Sign());
        await browser.PostAsync("form.apply", ("version", "1"));
        Assert.Equal(HttpStatusCode.Conflict, browser.Answer.StatusCode);
        await TryAsync(browser, server.Sign());
        await browser.SubmitAsync("form.apply");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task What_is_no_token_is_explained_and_what_is_nothing_is_refused()
    {
        using var browser = await AdministratorAsync();
        await TryAsync(browser, "abc");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Contains("AADSTS50027 would be the answer (entra-2024)", browser.Text);
        foreach (var (text, problem) in new[] { ("", "Paste a token"), ("{\"iss\":", "and is none") })
        {
            await TryAsync(browser, text);
            Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
            Assert.Contains(problem, browser.Page.QuerySelector("#field-presented-error")!.TextContent);
            Assert.Equal(text, browser.Page.QuerySelector("textarea")!.TextContent);
        }
    }

    [Fact]
    public async Task What_a_refused_sign_in_presented_is_chosen_from_a_list_and_tried_again()
    {
        const string other = "project_path:mygroup/myproject:ref_type:branch:ref:picked";
        Assert.Equal(70021, await server.ExchangeAsync(server.Sign(c => c["sub"] = other)));
        using var browser = await AdministratorAsync();
        await browser.OpenAsync($"/applications/{server.ObjectId}/try");
        var row = browser.Page.QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains(other, StringComparison.Ordinal));
        var address = row.QuerySelector("a")!.GetAttribute("href")!;
        await browser.OpenAsync(address);
        Assert.Contains($"\"sub\": \"{other}\"", browser.Page.QuerySelector("textarea")!.TextContent);
        Assert.Equal(["picked", "main"], browser.Page.QuerySelector("#result .compared")!.QuerySelectorAll("mark").Select(m => m.TextContent));
        Assert.Contains("AADSTS70021 would be the answer", browser.Text);

        var elsewhere = await server.Running.NewApplicationAsync("without sign-ins");
        foreach (var (application, id) in new[] { (elsewhere.Id.ToString(), address[^36..]), (server.ObjectId, Guid.CreateVersion7().ToString()), (server.ObjectId, "x") })
        {
            await browser.OpenAsync($"/applications/{application}/try?signin={id}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
        }
        using var member = (await server.Running.NewPersonAsync()).Browser;
        await member.OpenAsync(address);
        Assert.Equal(HttpStatusCode.Forbidden, member.Answer.StatusCode);
        await member.OpenAsync($"/applications/{server.ObjectId}/try");
        Assert.Equal(HttpStatusCode.OK, member.Answer.StatusCode);
        Assert.DoesNotContain("Refused sign-ins", member.Text);
    }

    [Fact]
    public async Task The_form_of_a_credential_says_whether_the_last_refused_sign_in_would_match_now()
    {
        const string other = "project_path:mygroup/myproject:ref_type:branch:ref:previewed";
        Assert.Equal(70021, await server.ExchangeAsync(server.Sign(c => c["sub"] = other)));
        using var browser = await AdministratorAsync();
        (string, string)[] fields = [("scenario", "other"), ("kind", "subject"), ("issuer", server.Issuer.Url), ("name", "n"), ("act", "preview")];
        await browser.OpenAsync($"/applications/{server.ObjectId}/federated/new?scenario=other");
        await browser.PostAsync("#credential", [.. fields, ("value", other + "x")]);
        Assert.Contains("would not match", browser.Page.QuerySelector("#last-refusal")!.TextContent);
        Assert.Equal(["‸", "x"], browser.Page.QuerySelectorAll("#last-refusal mark").Select(m => m.TextContent));
        await browser.PostAsync("#credential", [.. fields, ("value", other)]);
        Assert.Contains("What was presented then would match", browser.Page.QuerySelector("#last-refusal")!.TextContent);
        Assert.Empty(browser.Page.QuerySelectorAll("#last-refusal mark"));
    }

    [Fact]
    public async Task A_pasted_error_leads_to_its_sign_in_and_another_one_is_compared_as_far_as_it_tells()
    {
        const string other = "project_path:mygroup/myproject:ref_type:branch:ref:pasted";
        using var answer = await server.PostAsync(server.Sign(c => c["sub"] = other));
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var browser = await AdministratorAsync();
        foreach (var text in (string[])[body, (string)JsonNode.Parse(body)!["error_description"]!, (string)JsonNode.Parse(body)!["trace_id"]!])
        {
            await TryAsync(browser, text);
            Assert.Contains("The sign-in of this text", browser.Text);
            Assert.Equal(["pasted", "main"], browser.Page.QuerySelectorAll("#result .compared mark").Select(m => m.TextContent));
        }
        Assert.Contains("AADSTS70021", browser.Text);

        await TryAsync(browser, $"\e[31mERROR: AADSTS700213: {Aadsts.NoMatchingSubject(LoginServer.Subject + "x").Message} Trace ID: {Guid.CreateVersion7()}\e[0m");
        Assert.Contains("The text says AADSTS700213", browser.Text);
        Assert.Contains("Issuer and audience fit a federated credential", browser.Text);
        Assert.Equal(["Not known here", "Not known here"], browser.Page.QuerySelectorAll("#result .idle > dt .status").Select(m => m.TextContent));
        Assert.Contains("does not name issuer and audience", browser.Text);
        Assert.Contains("may be of another tenant", browser.Text);
        Assert.Equal("", browser.Page.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public async Task A_pasted_error_shows_no_sign_in_to_who_may_not_read_the_logs()
    {
        using var answer = await server.PostAsync(server.Sign(c => c["sub"] = "project_path:mygroup/myproject:ref_type:branch:ref:concealed"));
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var member = (await server.Running.NewPersonAsync()).Browser;
        await TryAsync(member, body);
        Assert.DoesNotContain("The sign-in of this text", member.Text);
        Assert.Contains("You may not see the sign-in logs", member.Text);
        Assert.Equal("concealed", member.Page.QuerySelector("#result .compared mark")!.TextContent);
        Assert.DoesNotContain("Recent jobs", member.Text);
    }

    [Fact]
    public async Task A_log_without_an_error_is_refused()
    {
        using var browser = await AdministratorAsync();
        await TryAsync(browser, "$ az login\nall is well\ndone");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
        Assert.Contains("no AADSTS code", browser.Page.QuerySelector("#field-presented-error")!.TextContent);
    }

    [Fact]
    public async Task A_recent_job_is_tried_before_it_signs_in_and_its_credential_is_added_from_a_filled_form()
    {
        var cancel = TestContext.Current.CancellationToken;
        var application = await server.Running.NewApplicationAsync("of a recent job");
        await server.Running.NewCredentialAsync(application, "other", "https://gitlab.example.com", "project_path:shop/other:ref_type:branch:ref:main", null);
        using var gitLab = server.Running.For("gitlab.example.com", server.Running.Facts.GitLabToken);
        (await gitLab.PutAsJsonAsync("/api/v4/projects/shop%2Fweb/sallyport", new { project_id = 71 }, cancel)).EnsureSuccessStatusCode();
        const string config = "deploy:\n  script: [x]\n  id_tokens: { CLOUD_TOKEN: { aud: 'api://AzureADTokenExchange' } }\n";
        var made = await gitLab.PostAsJsonAsync("/api/v4/projects/shop%2Fweb/sallyport/pipeline", new { @ref = "main", sha = new string('a', 40), config }, cancel);
        var runner = (string)(await made.Content.ReadFromJsonAsync<JsonNode>(cancel))!["runner"]!["token"]!;
        using var browser = await AdministratorAsync();
        await browser.OpenAsync($"/applications/{application.Id}/try");
        Assert.DoesNotContain("CLOUD_TOKEN", browser.Text);
        (await gitLab.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner }, cancel)).EnsureSuccessStatusCode();

        await browser.OpenAsync($"/applications/{application.Id}/try");
        var row = browser.Page.QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains("CLOUD_TOKEN", StringComparison.Ordinal));
        Assert.Contains("shop/web", row.TextContent);
        var address = row.QuerySelector("a")!.GetAttribute("href")!;
        await browser.OpenAsync(address);
        Assert.Contains("\"sub\": \"project_path:shop/web:ref_type:branch:ref:main\"", browser.Page.QuerySelector("textarea")!.TextContent);
        Assert.Contains("AADSTS70021 would be the answer", browser.Text);
        await browser.OpenAsync(browser.Page.QuerySelectorAll("#result a").First(a => a.TextContent == "Add a credential for this").GetAttribute("href")!);
        var fields = browser.Page.QuerySelectorAll("#credential input").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value"));
        Assert.Equal(("gitlab", "https://gitlab.example.com", "shop", "web", "main"), (fields["scenario"], fields["issuer"], fields["group"], fields["project"], fields["ref"]));
        await browser.SubmitAsync("#credential", [.. fields.Where(f => f.Key is not "link").Select(f => (f.Key, f.Value ?? "")), ("ref_type", "branch"), ("name", "shop"), ("act", "save")]);
        Assert.Contains("is added", browser.Page.QuerySelector(".notice")!.TextContent);
        await browser.OpenAsync(address);
        Assert.Null(browser.Page.QuerySelectorAll("#result a").FirstOrDefault(a => a.TextContent == "Add a credential for this"));

        foreach (var wrong in new[] { "job=999999&token=CLOUD_TOKEN", "job=x&token=CLOUD_TOKEN", address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..] + "2" })
        {
            await browser.OpenAsync($"/applications/{application.Id}/try?{wrong}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
        }
        using var member = (await server.Running.NewPersonAsync()).Browser;
        await member.OpenAsync(address);
        Assert.Equal(HttpStatusCode.Forbidden, member.Answer.StatusCode);
    }

    [Fact]
    public async Task The_form_for_a_change_compares_with_the_last_refused_sign_in_at_once()
    {
        Assert.Equal(70021, await server.ExchangeAsync(server.Sign(c => c["sub"] = "project_path:mygroup/myproject:ref_type:branch:ref:opened")));
        using var browser = await AdministratorAsync();
        await browser.OpenAsync($"/applications/{server.ObjectId}/federated");
        await browser.OpenAsync(browser.Page.QuerySelectorAll("td a").First(a => a.TextContent == "exact").GetAttribute("href")!);
        Assert.Contains("would not match", browser.Page.QuerySelector("#last-refusal")!.TextContent);
    }

    private async Task TryAsync(PageBrowser browser, string presented)
    {
        await browser.OpenAsync($"/applications/{server.ObjectId}/try");
        await browser.PostAsync("#try", ("presented", presented));
    }

    private async Task<PageBrowser> AdministratorAsync() => (await server.Running.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;
}
