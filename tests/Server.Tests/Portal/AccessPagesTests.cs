using System.Net;
using Sallyport.Server.Tests.Arm;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Subscriptions, resource groups and who has which role on them, as people see and change them.</summary>
public sealed class AccessPagesTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string Form = "form.assign";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Access => $"{server.Subscription}/access";

    [Fact]
    public async Task The_list_has_the_subscriptions_on_which_a_person_has_a_role()
    {
        var (stranger, _) = await server.Running.NewPersonAsync();
        await stranger.OpenAsync("/subscriptions");
        Assert.Contains("You have no role on a subscription", stranger.Text);
        Assert.Null(stranger.Page.QuerySelector("table"));
        await stranger.OpenAsync(server.Subscription);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.Answer.StatusCode);
        stranger.Dispose();

        using var reader = await PersonAsync(ArmServer.Reader);
        await reader.OpenAsync("/subscriptions");
        Assert.Equal("Reader", reader.Page.QuerySelector("tbody tr td:nth-child(3)")!.TextContent);
        await reader.OpenAsync(reader.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, reader.Answer.StatusCode);
        Assert.Contains(server.Running.Facts.SubscriptionId.ToString(), reader.Text);
    }

    [Fact]
    public async Task A_subscription_of_another_tenant_is_not_found()
    {
        var foreign = await server.AddForeignSubscriptionAsync();
        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync($"/subscriptions/{foreign.Id}");
        Assert.Equal(HttpStatusCode.NotFound, owner.Answer.StatusCode);
    }

    [Fact]
    public async Task A_role_on_one_group_shows_that_group_alone()
    {
        var (seen, hidden) = (await server.AddGroupAsync("seen"), await server.AddGroupAsync("hidden"));
        using var browser = await PersonAsync(ArmServer.Reader, seen);
        await browser.OpenAsync(server.Subscription);
        Assert.Contains("seen", browser.Text);
        Assert.DoesNotContain("hidden", browser.Text);
        await browser.OpenAsync(Access);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Answer.StatusCode);
        await browser.OpenAsync(Access + "?group=hidden");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Answer.StatusCode);
        await browser.OpenAsync(Access + "?group=SEEN");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Contains("(Inherited)", browser.Text);
        Assert.NotEqual(seen, hidden);
    }

    [Fact]
    public async Task An_owner_gives_a_role_to_whom_the_search_finds()
    {
        var (objectId, appId, _) = await server.AddPrincipalAsync();
        var (other, person) = await server.Running.NewPersonAsync();
        other.Dispose();
        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync(Access);
        await owner.OpenAsync(owner.Page.QuerySelector("a.button")!.GetAttribute("href")!);
        Assert.Equal("", owner.Page.QuerySelector("select[name=group] option")!.GetAttribute("value"));
        foreach (var (text, found) in ((string, string)[])
            [(objectId, objectId), (appId.ToUpperInvariant(), objectId), (person.UserPrincipalName, person.Id.ToString()), (person.Id.ToString(), person.Id.ToString())])
        {
            await owner.SubmitAsync(Form, ("act", "search"), ("search", text), ("role", ArmServer.Reader));
            Assert.Equal([found], owner.Page.QuerySelectorAll("input[name=member]").Select(i => i.GetAttribute("value")));
        }
        await owner.SubmitAsync(Form, ("act", "search"), ("search", "ADA LOVE"), ("role", ArmServer.Reader));
        Assert.Contains(owner.Page.QuerySelectorAll("input[name=member]"), i => i.GetAttribute("value") == person.Id.ToString());
        Assert.Equal(ArmServer.Reader, owner.Page.QuerySelector("select[name=role] option[selected]")!.GetAttribute("value"));
        foreach (var member in (string[])[objectId, person.Id.ToString()])
        {
            await owner.OpenAsync($"{Access}/add");
            await owner.SubmitAsync(Form, ("act", "assign"), ("member", member), ("role", ArmServer.Reader));
            Assert.Contains("The role assignment is added.", owner.Text);
        }
        Assert.Equal(["ServicePrincipal"], await TypesOfAsync(objectId));
        Assert.Equal(["User"], await TypesOfAsync(person.Id.ToString()));
    }

    [Fact]
    public async Task A_reader_sees_no_button_and_a_forged_form_is_refused()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var name = Guid.CreateVersion7();
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId, name.ToString())).Ok(HttpStatusCode.Created);
        using var reader = await PersonAsync(ArmServer.Reader);
        await reader.OpenAsync(Access);
        Assert.Equal(HttpStatusCode.OK, reader.Answer.StatusCode);
        Assert.Null(reader.Page.QuerySelector("a.button"));
        Assert.DoesNotContain("Remove", reader.Text);
        var fields = reader.Page.QuerySelectorAll("header input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        foreach (var (field, value) in ((string, string)[])[("act", "assign"), ("member", objectId), ("role", ArmServer.Contributor)])
            fields[field] = value;
        foreach (var address in (string[])[$"{Access}/add", $"{Access}/{name}/remove"])
        {
            await reader.PostAsync(address, fields);
            Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
            await reader.OpenAsync(address);
            Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
        }
        Assert.Single(await TypesOfAsync(objectId));

        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync($"{Access}/{name}/remove");
        await owner.SubmitAsync("main form");
        Assert.Contains("The role assignment is removed.", owner.Text);
        Assert.Empty(await TypesOfAsync(objectId));
    }

    [Fact]
    public async Task A_form_that_comes_from_no_page_of_ours_changes_nothing()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        using var owner = await PersonAsync(Owner);
        await owner.PostAsync($"{Access}/add", new Dictionary<string, string> { ["act"] = "assign", ["member"] = objectId, ["role"] = ArmServer.Reader });
        Assert.Equal(HttpStatusCode.BadRequest, owner.Answer.StatusCode);
        Assert.Empty(await TypesOfAsync(objectId));
    }

    [Fact]
    public async Task The_same_role_again_is_a_conflict_and_what_was_chosen_stays()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync($"{Access}/add");
        await owner.SubmitAsync(Form, ("act", "assign"), ("member", objectId), ("role", ArmServer.Reader));
        Assert.Equal(HttpStatusCode.Conflict, owner.Answer.StatusCode);
        Assert.Equal("The role assignment already exists.", owner.Page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(objectId, owner.Page.QuerySelector("input[name=member][checked]")!.GetAttribute("value"));
        await owner.SubmitAsync(Form, ("act", "assign"), ("member", objectId), ("role", ArmServer.Contributor));
        Assert.Equal(2, (await TypesOfAsync(objectId)).Length);
    }

    [Fact]
    public async Task Members_are_found_by_the_start_of_a_user_name_and_more_than_twenty_are_told()
    {
        using var owner = await PersonAsync(Owner);
        var (browser, person) = await server.Running.NewPersonAsync();
        browser.Dispose();
        await owner.OpenAsync($"{Access}/add");
        await owner.SubmitAsync(Form, ("act", "search"), ("search", person.UserPrincipalName[..12].ToUpperInvariant()));
        Assert.Contains(person.UserPrincipalName, owner.Text);
        Assert.DoesNotContain("There are more than these", owner.Text);
        for (var i = 0; i < 21; i++)
            await server.Running.NewApplicationAsync($"crowd {i}");
        await owner.SubmitAsync(Form, ("act", "search"), ("search", "crowd"));
        Assert.Equal(20, owner.Page.QuerySelectorAll("input[name=member]").Length);
        Assert.Contains("There are more than these 20", owner.Text);
    }

    [Fact]
    public async Task What_is_missing_is_told_beside_its_field()
    {
        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync($"{Access}/add");
        await owner.SubmitAsync(Form, ("act", "assign"), ("search", "<b>nobody</b>"));
        Assert.Equal(HttpStatusCode.BadRequest, owner.Answer.StatusCode);
        Assert.Equal("Choose a role.", owner.Page.GetElementById("role-error")!.TextContent);
        Assert.Equal("Search for a member, and choose one.", owner.Page.GetElementById("member-error")!.TextContent);
        Assert.Equal("<b>nobody</b>", owner.Page.GetElementById("search")!.GetAttribute("value"));
        Assert.Empty(owner.Page.QuerySelectorAll("main b"));
    }

    [Fact]
    public async Task A_role_on_a_group_stands_on_the_page_of_the_group_and_is_removed_there()
    {
        await server.AddGroupAsync("own-page");
        var (objectId, appId, _) = await server.AddPrincipalAsync();
        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync($"{Access}/add");
        await owner.SubmitAsync(Form, ("act", "assign"), ("group", "own-page"), ("member", objectId), ("role", ArmServer.Reader));
        Assert.Equal("own-page", owner.Page.QuerySelector("h1")!.TextContent);
        var row = owner.Page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains(appId, StringComparison.Ordinal));
        Assert.Contains("This resource", row.TextContent);
        Assert.NotNull(owner.Page.QuerySelector($"tbody a[href='{Access}']"));
        await owner.OpenAsync(row.QuerySelector("a")!.GetAttribute("href")!);
        await owner.SubmitAsync("main form");
        Assert.DoesNotContain(appId, owner.Text);
        await owner.OpenAsync(Access);
        Assert.DoesNotContain(appId, owner.Text);
    }

    [Fact]
    public async Task A_principal_that_was_deleted_is_an_identity_not_found()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        using (var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com")))
        using (var deleted = await graph.DeleteAsync($"/v1.0/servicePrincipals/{objectId}", Cancel))
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var owner = await PersonAsync(Owner);
        await owner.OpenAsync(Access);
        var row = owner.Page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains(objectId, StringComparison.Ordinal));
        Assert.StartsWith("Identity not found", row.QuerySelector("td")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_owner_cannot_be_removed()
    {
        await using var own = new ArmServer();
        await own.InitializeAsync();
        var (browser, person) = await own.Running.NewPersonAsync();
        using var owner = browser;
        var first = (await own.Owner.GetAsync($"{own.Subscription}/providers/Microsoft.Authorization/roleAssignments?{ArmServer.RoleVersion}")).Ok().Values
            .OrderBy(a => (string)a!["properties"]!["principalType"]! == "ServicePrincipal"); // the caller's own comes last
        var last = (await own.AssignAsync(own.Owner, own.Subscription, Owner, person.Id.ToString(), type: "User")).Ok(HttpStatusCode.Created).Body!;
        foreach (var other in first)
            (await own.Owner.DeleteAsync($"{other!["id"]}?{ArmServer.RoleVersion}")).Ok();
        var address = $"{own.Subscription}/access/{last["name"]}/remove";
        await owner.OpenAsync(address);
        await owner.SubmitAsync("main form");
        Assert.Equal(HttpStatusCode.BadRequest, owner.Answer.StatusCode);
        Assert.Contains("Cannot delete the last RBAC admin assignment", owner.Page.QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task Role_assignments_of_a_group_are_listed_fifty_a_page()
    {
        var group = await server.AddGroupAsync("crowded(1)");
        using var owner = await PersonAsync(Owner);
        var address = Access + "?group=" + Uri.EscapeDataString("crowded(1)");
        await owner.OpenAsync(address);
        for (var i = owner.Page.QuerySelectorAll("tbody tr").Length; i < 51; i++)
        {
            var (objectId, _, _) = await server.AddPrincipalAsync();
            (await server.AssignAsync(server.Owner, group, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        }
        await owner.OpenAsync(address);
        Assert.Equal(50, owner.Page.QuerySelectorAll("tbody tr").Length);
        var first = owner.Page.QuerySelectorAll("tbody tr").Select(r => r.TextContent).ToList();
        await owner.OpenAsync(owner.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.DoesNotContain(Assert.Single(owner.Page.QuerySelectorAll("tbody tr")).TextContent, first);
        Assert.Null(owner.Page.QuerySelector("a[rel=next]"));
        Assert.NotNull(owner.Page.QuerySelector("a[rel=prev]"));
        await owner.OpenAsync(address + "&page=9");
        Assert.Contains("no role assignment on this page", owner.Text);
    }

    [Fact]
    public async Task Resource_groups_are_listed_fifty_a_page()
    {
        await using var own = new ArmServer();
        await own.InitializeAsync();
        var (browser, person) = await own.Running.NewPersonAsync();
        using var reader = browser;
        (await own.AssignAsync(own.Owner, own.Subscription, ArmServer.Reader, person.Id.ToString(), type: "User")).Ok(HttpStatusCode.Created);
        for (var i = 0; i < 50; i++)
            await own.AddGroupAsync($"group-{i}");
        await reader.OpenAsync(own.Subscription);
        Assert.Equal(50, reader.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Null(reader.Page.QuerySelector("a[rel=next]"));

        await own.AddGroupAsync("one-more");
        await reader.OpenAsync(own.Subscription);
        Assert.Equal(50, reader.Page.QuerySelectorAll("tbody tr").Length);
        var first = reader.Page.QuerySelectorAll("tbody tr").Select(r => r.TextContent).ToList();
        await reader.OpenAsync(reader.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.DoesNotContain(Assert.Single(reader.Page.QuerySelectorAll("tbody tr")).TextContent, first);
        Assert.Null(reader.Page.QuerySelector("a[rel=next]"));
        Assert.NotNull(reader.Page.QuerySelector("a[rel=prev]"));
        await reader.OpenAsync(own.Subscription + "?page=9");
        Assert.Contains("no resource group on this page", reader.Text);
        await reader.OpenAsync(reader.Page.QuerySelector("p.empty a")!.GetAttribute("href")!);
        Assert.Equal(50, reader.Page.QuerySelectorAll("tbody tr").Length);
    }

    // A person with a role, which the owner of the instance has given.
    private async Task<PageBrowser> PersonAsync(string role, string? scope = null)
    {
        var (browser, person) = await server.Running.NewPersonAsync();
        var body = new
        {
            properties = new
            {
                roleDefinitionId = $"{server.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}", principalId = person.Id, principalType = "User",
            },
        };
        (await server.Owner.PutAsync(
            $"{scope ?? server.Subscription}/providers/Microsoft.Authorization/roleAssignments/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}", body))
            .Ok(HttpStatusCode.Created);
        return browser;
    }

    private async Task<string[]> TypesOfAsync(string principal)
    {
        var filter = Uri.EscapeDataString($"principalId eq '{principal}'");
        var answer = await server.Owner.GetAsync(
            $"{server.Subscription}/providers/Microsoft.Authorization/roleAssignments?$filter={filter}&{ArmServer.RoleVersion}");
        return [.. answer.Ok().Values.Select(a => (string)a!["properties"]!["principalType"]!)];
    }
}
