using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>The pages of projects: what they show, to whom, and what their forms do.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Mine = "/team/sub/mine";
    private const string Rest = "projects/team%2Fsub%2Fmine";
    private const string Settings = Mine + "/-/settings/ci_cd";

    private RunningServer server = null!;
    private GitLabClient root = null!;
    private PageBrowser browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
        browser = new PageBrowser(server);
        await root.TakeAsync(HttpMethod.Put, $"{Rest}/sallyport", """{"project_id":4711}""");
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        root.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_visitor_of_a_private_project_is_sent_to_sign_in_and_comes_back_afterwards()
    {
        await browser.OpenAsync(Mine + "?branch=x");
        Assert.Equal(HttpStatusCode.Found, browser.Answer.StatusCode);
        Assert.Equal("/users/sign_in?return_to=%2Fteam%2Fsub%2Fmine%3Fbranch%3Dx", browser.Location);
        await browser.OpenAsync(browser.Location!);
        await browser.SubmitAsync("form.stack", ("token", server.Facts.GitLabToken));
        Assert.Equal("team/sub/mine", browser.Page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_project_that_is_not_there_looks_to_a_visitor_as_a_private_one_does()
    {
        await browser.OpenAsync("/team/sub/none");
        Assert.StartsWith("/users/sign_in?", browser.Location, StringComparison.Ordinal);
        await browser.SignInAsync(server.Facts.GitLabToken, "/team/sub/none");
        Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
        Assert.Contains("404 Project Not Found", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_project_is_there_for_everybody_without_its_settings()
    {
        await root.TakeAsync(HttpMethod.Put, Rest, """{"visibility":"public"}""");
        await browser.OpenAsync("/");
        Assert.Contains("team/sub/mine", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync(Mine);
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.DoesNotContain("CI/CD variables", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync(Settings);
        Assert.StartsWith("/users/sign_in?", browser.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_project_shows_path_id_branch_code_and_ready_subjects()
    {
        await browser.SignInAsync(server.Facts.GitLabToken, Mine);
        foreach (var shown in (string[])[
            "4711", "sallyport exec -- git clone https://gitlab.example.com/team/sub/mine.git", "https://gitlab.example.com",
            "project_path:team/sub/mine:ref_type:branch:ref:main", "project_path:team/sub/mine:ref_type:tag:ref:v1.0.0"])
            Assert.Contains(shown, browser.Page.QuerySelectorAll("code").Select(c => c.TextContent));
    }

    [Fact]
    public async Task The_subjects_follow_the_components_of_the_project_and_the_names_that_are_asked_for()
    {
        var components = new[] { "project_id", "ref_type", "ref", "ref_protected", "environment_protected", "deployment_tier" };
        await root.TakeAsync(HttpMethod.Put, Rest, new { ci_id_token_sub_claim_components = components });
        await browser.SignInAsync(server.Facts.GitLabToken, Mine + "?branch=release/1&tag=v2&environment=staging");
        Assert.Equal(
            [
                "project_id:4711:ref_type:branch:ref:release/1:ref_protected:false",
                "project_id:4711:ref_type:tag:ref:v2:ref_protected:false",
                "project_id:4711:ref_type:branch:ref:release/1:ref_protected:false:environment_protected:false:deployment_tier:staging",
                "project_id:4711:ref_type:branch:ref:release/1:ref_protected:false",
            ],
            browser.Page.QuerySelectorAll(".subjects code").Select(c => c.TextContent));
    }

    [Fact]
    public async Task The_subject_of_an_environment_has_the_tier_that_it_is_kept_with_for_those_who_may_see_it()
    {
        await root.TakeAsync(HttpMethod.Put, Rest, """{"ci_id_token_sub_claim_components":["project_id","deployment_tier"]}""");
        await root.TakeAsync(HttpMethod.Post, $"{Rest}/environments", """{"name":"staging","tier":"testing"}""");
        await browser.SignInAsync(server.Facts.GitLabToken, Mine + "?environment=staging");
        Assert.Equal("project_id:4711:deployment_tier:testing", OfEnvironment(browser));
        await browser.OpenAsync(Mine + "?environment=staging/new");
        Assert.Equal("project_id:4711:deployment_tier:staging", OfEnvironment(browser));

        using var guest = new PageBrowser(server);
        var token = await AliceAsync();
        await root.TakeAsync(HttpMethod.Post, $"{Rest}/members?user_id=2&access_level=10");
        await guest.SignInAsync(token, Mine + "?environment=staging");
        Assert.Equal("project_id:4711:deployment_tier:staging", OfEnvironment(guest));
        await root.TakeAsync(HttpMethod.Put, $"{Rest}/members/2?access_level=20");
        await guest.OpenAsync(Mine + "?environment=staging");
        Assert.Equal("project_id:4711:deployment_tier:testing", OfEnvironment(guest));

        static string OfEnvironment(PageBrowser shown) => shown.Page.QuerySelectorAll(".subjects code")[2].TextContent;
    }

    [Fact]
    public async Task The_page_of_a_job_shows_exactly_the_claims_of_the_token_that_the_job_got()
    {
        var created = await root.CreatePipelineAsync("team/sub/mine", """
            job:
              id_tokens: { TOKEN: { aud: https://one.example } }
              script: [x]
            """);
        var claims = await root.ClaimsAsync(created);
        await root.TakeAsync(HttpMethod.Put, Rest, """{"ci_id_token_sub_claim_components":["project_id"]}""");
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Mine}/-/jobs/{claims["job_id"]}");
        var shown = System.Text.Json.Nodes.JsonNode.Parse(browser.Page.QuerySelector("details details pre")!.TextContent);
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(claims, shown), shown!.ToJsonString());
        Assert.Contains((string)claims["sub"]!, browser.Page.QuerySelectorAll(".subjects code").Select(c => c.TextContent));
        Assert.DoesNotContain("eyJ", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_job_leads_to_the_sign_ins_with_each_of_its_tokens()
    {
        var created = await root.CreatePipelineAsync("team/sub/mine", """
            job:
              id_tokens: { TOKEN: { aud: https://one.example } }
              script: [x]
            """);
        var job = (await root.ClaimAsync(created))!;
        var token = (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == "TOKEN")!["value"]!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Mine}/-/jobs/{job["id"]}");
        var link = Assert.Single(browser.Page.QuerySelectorAll("details p a")).GetAttribute("href");
        Assert.Equal($"https://portal.azure.com/signins?assertion={digest}", link);
    }

    [Fact]
    public async Task The_list_of_pipelines_leads_to_a_pipeline_with_its_stages_and_from_there_to_a_job()
    {
        var created = await root.CreatePipelineAsync("team/sub/mine", """
            one: { stage: build, id_tokens: { TOKEN: { aud: x } }, script: [x] }
            two: { stage: deploy, script: [x] }
            """);
        await root.ClaimAsync(created);
        IEnumerable<string> Cells(int count) => browser.Page.QuerySelectorAll("main tbody td").Take(count).Select(c => c.TextContent.Trim());

        await browser.SignInAsync(server.Facts.GitLabToken, $"{Mine}/-/pipelines");
        Assert.Equal(["Running", $"#{created["pipeline"]!["id"]}", "main", "push"], Cells(4));
        await browser.OpenAsync(browser.Page.QuerySelector("main tbody a")!.GetAttribute("href")!);
        Assert.Equal(["build", "deploy"], browser.Page.QuerySelectorAll("main section h2").Select(h => h.TextContent));
        Assert.Equal(["Running", "one", "TOKEN"], Cells(3));
        await browser.OpenAsync(browser.Page.QuerySelector("main tbody a")!.GetAttribute("href")!);
        Assert.StartsWith("one", browser.Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_a_log_and_of_a_file_is_shown_as_text()
    {
        const string hostile = "<script>alert(1)</script>";
        var created = await root.CreatePipelineAsync("team/sub/mine", $"'{hostile}': {{ script: [x] }}");
        var job = await root.ClaimAsync(created);
        using var runner = server.For("gitlab.example.com");
        runner.DefaultRequestHeaders.Add("JOB-TOKEN", (string)job!["token"]!);
        using var content = new StringContent($"\u001b[32;1m{hostile}\u001b[0m\n");
        content.Headers.TryAddWithoutValidation("Content-Range", $"0-{content.Headers.ContentLength - 1}");
        using var sent = await runner.PatchAsync($"/api/v4/jobs/{job["id"]}/trace", content, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Mine}/-/jobs/{job["id"]}");
        Assert.StartsWith(hostile, browser.Page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(hostile, browser.Page.QuerySelector(".log .bold.green")!.TextContent);
        Assert.Single(browser.Page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task A_variable_is_added_protected_masked_and_deleted()
    {
        await browser.SignInAsync(server.Facts.GitLabToken, Settings);
        await browser.SubmitAsync("form.stack", ("key", "REGION"), ("value", "west-europe"), ("environment_scope", "production"));
        Assert.Contains("The variable was added.", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("td form[action$=protect]");
        await browser.SubmitAsync("td form[action$=mask]");
        var variable = await root.TakeAsync(HttpMethod.Get, $"{Rest}/variables/REGION");
        Assert.Equal(("west-europe", "production"), ((string)variable["value"]!, (string)variable["environment_scope"]!));
        Assert.True((bool)variable["protected"]! && (bool)variable["masked"]!);
        Assert.DoesNotContain("west-europe", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await browser.SubmitAsync("td form[action$=delete]");
        Assert.Empty((await root.TakeAsync(HttpMethod.Get, $"{Rest}/variables")).AsArray());
    }

    [Fact]
    public async Task A_variable_that_is_refused_is_shown_again_with_the_reason()
    {
        await browser.SignInAsync(server.Facts.GitLabToken, Settings);
        await browser.SubmitAsync("form.stack", ("key", "A-B"), ("value", "x"), ("environment_scope", "*"));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
        Assert.Equal("key can contain only letters, digits and '_'.", browser.Page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal("A-B", browser.Page.QuerySelector("input[name=key]")!.GetAttribute("value"));
        await browser.SubmitAsync("form.stack", ("key", "A_B"), ("value", "x"), ("environment_scope", "*"));
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("forged")]
    public async Task A_form_that_does_not_come_from_our_page_changes_nothing(string? forged)
    {
        await browser.SignInAsync(server.Facts.GitLabToken, Settings);
        var form = browser.Page.QuerySelector("form.stack")!;
        var fields = new Dictionary<string, string> { ["key"] = "A", ["value"] = "b", ["environment_scope"] = "*" };
        if (forged is not null)
            fields["forgery_token"] = forged;
        await browser.PostAsync(form.GetAttribute("action")!, fields);
        Assert.Equal(422, (int)browser.Answer.StatusCode);
        Assert.Empty((await root.TakeAsync(HttpMethod.Get, $"{Rest}/variables")).AsArray());
    }

    [Fact]
    public async Task A_form_with_the_field_of_somebody_elses_page_changes_nothing()
    {
        using var other = new PageBrowser(server);
        await other.SignInAsync(await AliceAsync(), "/");
        await browser.SignInAsync(server.Facts.GitLabToken, Settings);
        var theirs = other.Page.QuerySelector("input[name=forgery_token]")!.GetAttribute("value")!;
        await browser.PostAsync("form.stack", ("forgery_token", theirs), ("key", "A"), ("value", "b"));
        Assert.Equal(422, (int)browser.Answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_lacks_the_right_sees_no_button_and_the_request_is_refused()
    {
        var token = await AliceAsync();
        await root.TakeAsync(HttpMethod.Post, $"{Rest}/members?user_id=2&access_level=20");
        var created = await root.CreatePipelineAsync("team/sub/mine", "job: { script: [x] }");
        var job = await root.ClaimAsync(created);
        await browser.SignInAsync(token, $"{Mine}/-/jobs/{job!["id"]}");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Null(browser.Page.QuerySelector("main form"));
        var field = browser.Page.QuerySelector("input[name=forgery_token]")!.GetAttribute("value")!;
        await browser.PostAsync($"{Mine}/-/jobs/{job["id"]}/cancel", new Dictionary<string, string> { ["forgery_token"] = field });
        Assert.Equal(HttpStatusCode.Forbidden, browser.Answer.StatusCode);
        await browser.OpenAsync(Settings);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Answer.StatusCode);

        await root.TakeAsync(HttpMethod.Put, $"{Rest}/members/2?access_level=40");
        await browser.OpenAsync($"{Mine}/-/jobs/{job["id"]}");
        await browser.SubmitAsync("main form[action$=cancel]");
        Assert.Contains("Canceled", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("glpat-wrong")]
    [InlineData("")]
    public async Task A_token_that_nobody_gave_signs_nobody_in(string token)
    {
        await browser.SignInAsync(token, Mine);
        Assert.Equal(HttpStatusCode.Unauthorized, browser.Answer.StatusCode);
        Assert.NotNull(browser.Page.QuerySelector("[role=alert]"));
        await browser.OpenAsync(Mine);
        Assert.StartsWith("/users/sign_in?", browser.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_with_its_token_and_when_the_user_signs_out()
    {
        var token = await AliceAsync();
        await browser.SignInAsync(token, "/");
        Assert.NotNull(browser.Page.QuerySelector("form.account"));
        using var alice = new GitLabClient(server, token: token);
        await alice.TakeAsync(HttpMethod.Delete, "personal_access_tokens/self");
        await browser.OpenAsync("/");
        Assert.Null(browser.Page.QuerySelector("form.account"));
        await browser.SignInAsync(server.Facts.GitLabToken, "/");
        await browser.SubmitAsync("form.account");
        await browser.OpenAsync(Mine);
        Assert.StartsWith("/users/sign_in?", browser.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/x", "/")]
    [InlineData("/\\evil.example/x", "/")]
    [InlineData("https://evil.example/x", "/")]
    [InlineData("evil.example", "/")]
    [InlineData("/team/sub/mine", "/team/sub/mine")]
    public async Task Signing_in_leads_to_no_other_host(string next, string expected)
    {
        await browser.OpenAsync($"/users/sign_in?return_to={Uri.EscapeDataString(next)}");
        await browser.PostAsync("form.stack", ("token", server.Facts.GitLabToken));
        Assert.Equal(expected, browser.Location);
    }

    [Fact]
    public async Task Pages_forbid_foreign_scripts_and_frames_and_cookies_are_for_this_host_alone()
    {
        await browser.SignInAsync(server.Facts.GitLabToken, Mine);
        var policy = browser.Answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Empty(browser.Page.QuerySelectorAll("[style],style,script:not([src])"));
        await browser.OpenAsync("/users/sign_in");
        await browser.PostAsync("form.stack", ("token", server.Facts.GitLabToken));
        var cookie = browser.Answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-sallyport-gitlab=", StringComparison.Ordinal));
        foreach (var attribute in (string[])["secure", "httponly", "samesite=lax", "path=/"])
            Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Style_and_script_come_compressed_and_are_kept_for_ever()
    {
        await browser.OpenAsync("/");
        using var client = server.For("gitlab.example.com");
        client.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        foreach (var address in (string[])[
            browser.Page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!,
            browser.Page.QuerySelector("script")!.GetAttribute("src")!])
        {
            using var answer = await client.GetAsync(address, Cancel);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
            Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
            Assert.InRange((await answer.Content.ReadAsByteArrayAsync(Cancel)).Length, 100, 10_000);
        }
        using var unknown = await client.GetAsync("/-/assets/other.css", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_group_lists_the_projects_below_it()
    {
        await root.TakeAsync(HttpMethod.Put, "projects/other%2Fone/sallyport", "{}");
        await browser.SignInAsync(server.Facts.GitLabToken, "/team");
        Assert.Equal("Projects of team", browser.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["team/sub/mine"], browser.Page.QuerySelectorAll("tbody a").Select(a => a.TextContent));
        using var visitor = new PageBrowser(server);
        await visitor.OpenAsync("/team");
        Assert.StartsWith("/users/sign_in?", visitor.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_page_too()
    {
        await browser.SignInAsync(server.Facts.GitLabToken, "/");
        foreach (var address in (string[])["/nothing", Mine + "/-/nothing", Mine + "/-/variables"])
        {
            await browser.OpenAsync(address);
            Assert.Contains((int)browser.Answer.StatusCode, (int[])[404, 405]);
            Assert.NotNull(browser.Page.QuerySelector("main h1"));
        }
    }

    [Fact]
    public async Task A_job_without_a_runner_and_the_pipelines_of_a_trigger_say_where_to_go_on()
    {
        var created = await root.CreatePipelineAsync("team/sub/mine", """
            waiting: { script: [x] }
            start: { trigger: { include: child.yml } }
            """, Child());
        var id = (long)created["pipeline"]!["id"]!;
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Mine}/-/pipelines/{id}");
        await browser.OpenAsync(browser.Page.QuerySelectorAll("td a").Single(a => a.TextContent == "waiting").GetAttribute("href")!);
        Assert.Contains("It waits for a runner.", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync($"{Mine}/-/pipelines/{id}");
        await browser.OpenAsync(browser.Page.QuerySelectorAll("td a").Single(a => a.TextContent == "start").GetAttribute("href")!);
        var child = browser.Page.QuerySelectorAll("main a").Single(a => a.TextContent.StartsWith("pipeline #", StringComparison.Ordinal));
        await browser.OpenAsync(child.GetAttribute("href")!);
        Assert.Contains("Started by a trigger job.", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_projects_has_pages()
    {
        for (var i = 0; i < 60; i++)
            await root.TakeAsync(HttpMethod.Put, $"projects/team%2Fp{i}/sallyport", "{}");
        await browser.SignInAsync(server.Facts.GitLabToken, "/");
        Assert.Equal(50, browser.Page.QuerySelectorAll("tbody tr").Length);
        await browser.OpenAsync(browser.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(11, browser.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Null(browser.Page.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task Addresses_of_the_API_and_of_git_are_no_pages()
    {
        using var client = server.For("gitlab.example.com");
        foreach (var address in (string[])["/api/v4/nothing", "/oauth/nothing/here", "/-/nothing"])
        {
            using var answer = await client.GetAsync(address, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.NotNull(await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>(Cancel));
        }
        using var git = await client.GetAsync("/team/sub/mine.git/info/refs?service=git-upload-pack", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, git.StatusCode);
    }

    private static System.Text.Json.Nodes.JsonObject Child() => new()
    {
        ["included"] = new System.Text.Json.Nodes.JsonObject { ["child.yml"] = "below: { script: [x] }" },
    };

    private async Task<string> AliceAsync()
    {
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        var token = await root.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        return (string)token["token"]!;
    }
}
