using static Microsoft.Playwright.Assertions;

namespace Sallyport.Portal.Tests;

/// <summary>GitLab's pages, for a project whose job got an ID token.</summary>
public sealed class GitLabPagesTests(Browser browser, GitLabPagesTests.RunOnce ran) : IClassFixture<GitLabPagesTests.RunOnce>
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "gitlab-project", "/mygroup/myproject", "mygroup/myproject" },
        { "gitlab-pipelines", "/mygroup/myproject/-/pipelines", "mygroup/myproject" },
        { "gitlab-pipeline", "/mygroup/myproject/-/pipelines/1", "#1" },
        { "gitlab-job", "/mygroup/myproject/-/jobs/1", "hello" },
        { "gitlab-variables", "/mygroup/myproject/-/settings/ci_cd", "mygroup/myproject" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_a_project_is_accessible(string name, string path, string heading)
    {
        await using var person = await OpenAsync(path);
        await Look.AtAsync(person, name, heading);
    }

    [Fact]
    public async Task The_page_of_a_job_shows_its_claims_and_its_coloured_log_and_never_its_token()
    {
        await using var person = await OpenAsync("/mygroup/myproject/-/jobs/1");
        await person.SeesAsync("project_path:mygroup/myproject:ref_type:branch:ref:main");
        await Expect(person.Page.Locator("pre.log")).ToContainTextAsync("[MASKED]");
        await Expect(person.Page.Locator("pre.log span[class]:text-is('green')")).ToHaveCountAsync(1);
        Assert.DoesNotContain("eyJ", await person.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(person.Errors);
    }

    // A private project asks for a token first.
    private async Task<Visitor> OpenAsync(string path)
    {
        var person = await browser.NewAsync(ran.Instance);
        await person.Page.GotoAsync($"https://gitlab.localhost:{ran.Instance.Port}{path}");
        var token = await File.ReadAllTextAsync(Path.Combine(ran.Instance.DataDirectory, "gitlab-token"), TestContext.Current.CancellationToken);
        await person.FillAsync("Personal access token", token.Trim());
        await person.ClickAsync("Sign in");
        return person;
    }

    /// <summary>An instance on which one job has run.</summary>
    public sealed class RunOnce : IAsyncLifetime
    {
        public Instance Instance { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Instance = await Instance.StartAsync();
            const string Config = """
                hello:
                  id_tokens:
                    TOKEN: { aud: "api://AzureADTokenExchange" }
                  script:
                    - printf '\033[32mgreen\033[0m %s\n' "$TOKEN"

                """;
            var project = await GitProject.NewAsync(Instance.Folder, Config);
            (await Instance.RunAsync(["run"], project.Folder)).Passes();
        }

        public ValueTask DisposeAsync() => Instance.DisposeAsync();
    }
}
