using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Portal.Tests;

/// <summary>What a reader of the tutorial does, wholly in the browser.</summary>
public sealed class TutorialTests(Browser browser)
{
    [Fact]
    public async Task The_set_up_is_done_the_job_fails_the_failure_is_clicked_the_fix_is_applied_and_the_job_passes()
    {
        await using var instance = await Instance.StartAsync();
        await using var person = await browser.NewAsync(instance);
        var page = person.Page;
        await person.SignInAsync("/applications");

        await person.FollowAsync("New registration");
        await person.FillAsync("Name", "gitlab-oidc");
        await person.ClickAsync("Register");
        await person.SeesAsync("Managed application in local directory");
        var client = await page.Locator("dt", new() { HasTextString = "Application (client) ID" }).Locator("xpath=following-sibling::dd").Locator("code").First.InnerTextAsync();

        await person.FollowAsync("Certificates & secrets");
        await page.GetByRole(AriaRole.Link, new() { Name = "Federated credentials" }).First.ClickAsync();
        await person.FollowAsync("Add credential");
        await person.FillAsync("Group", "mygroup");
        await person.FillAsync("Project", "myproject");
        await person.FillAsync("Branch or tag", "main");
        await person.FillAsync("Name", "main");
        await page.GetByLabel("Audience", new() { Exact = true }).FillAsync("https://gitlab.com"); // the planted fault
        await Expect(page.Locator("[data-preview-part]")).ToContainTextAsync("project_path:mygroup/myproject:ref_type:branch:ref:main");
        await person.ClickAsync("Add");
        await Expect(page.Locator("table")).ToContainTextAsync("project_path:mygroup/myproject:ref_type:branch:ref:main");

        await person.FollowAsync("Subscriptions");
        await page.Locator("table a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Access control (IAM)" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add role assignment" }).First.ClickAsync();
        await page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Reader" });
        await person.FillAsync("Member", "gitlab");
        await person.ClickAsync("Search");
        await Expect(page.GetByRole(AriaRole.Radio)).ToBeCheckedAsync();
        await person.ClickAsync("Assign");
        await Expect(page.Locator("table")).ToContainTextAsync("gitlab-oidc");

        (await RunAsync(instance, client)).Fails("AADSTS700212");
        await person.FollowAsync("Sign-in logs");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasTextString = "700212" }).First.GetByRole(AriaRole.Link).First.ClickAsync();
        await person.SeesAsync("Why it failed");
        await page.SetViewportSizeAsync(1100, 620);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Look.Pictures, "tutorial-failure.png") }); // README shows it
        await person.SeesAsync("https://gitlab.com");
        await person.FollowAsync("Try it again");
        await page.GetByRole(AriaRole.Button, new() { NameString = "Apply this fix" }).First.ClickAsync();
        await person.SeesAsync("The federated credential is changed.");
        (await RunAsync(instance, client)).Passes();
        Assert.Empty(person.Errors);
    }

    private static async Task<Outcome> RunAsync(Instance instance, string client)
    {
        var az = await Az.NewAsync(instance);
        var config = $$"""
            auth:
              id_tokens:
                GITLAB_OIDC_TOKEN: { aud: "https://gitlab.example.com" }
              script:
                - az login --service-principal -u $AZURE_CLIENT_ID -t $AZURE_TENANT_ID --federated-token $GITLAB_OIDC_TOKEN
                - az group list
              variables: { AZURE_CLIENT_ID: {{client}}, AZURE_TENANT_ID: {{instance.TenantId}} }

            """;
        var project = await GitProject.NewAsync(instance.Folder, config);
        return await instance.RunAsync(["run"], project.Folder, new Dictionary<string, string> { ["PATH"] = az.Environment["PATH"] });
    }
}
