using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Sallyport.Server.Tests.Graph;

/// <summary>What people may do at Graph: by role, as members, as owners, and by what their client may do.</summary>
public sealed class PersonRightTests(GraphServer server) : IClassFixture<GraphServer>
{
    private static JsonObject App(string name = "mine") => new() { ["displayName"] = name };

    [Theory]
    [InlineData(null, "read")]
    [InlineData(GraphPeople.GlobalAdministrator, "read signIns apps users roles")]
    [InlineData(GraphPeople.ApplicationAdministrator, "read signIns apps")]
    [InlineData(GraphPeople.CloudApplicationAdministrator, "read signIns apps")]
    [InlineData(GraphPeople.ApplicationDeveloper, "read")]
    [InlineData(GraphPeople.UserAdministrator, "read users")]
    [InlineData(GraphPeople.GlobalReader, "read signIns")]
    [InlineData(GraphPeople.SecurityReader, "read signIns")]
    [InlineData(GraphPeople.ReportsReader, "read signIns")]
    [InlineData(GraphPeople.DirectoryReaders, "read")]
    public async Task A_directory_role_allows_what_it_says_and_every_member_reads(string? role, string rights)
    {
        using var person = await server.PersonAsync(role is null ? [] : [role]);
        using var other = await server.PersonAsync();
        var (foreign, _) = await server.AddApplicationAsync();
        var allowed = rights.Split(' ');
        foreach (var path in (string[])["applications", "servicePrincipals", "users", "organization", "directoryRoles"])
            Check("read", await person.Client.GetAsync($"/v1.0/{path}"), HttpStatusCode.OK);
        Check("signIns", await person.Client.GetAsync("/v1.0/auditLogs/signIns"), HttpStatusCode.OK);
        Check("apps", await person.Client.PatchAsync($"/v1.0/applications/{foreign}", App()), HttpStatusCode.NoContent);
        Check("apps", await person.Client.PostAsync($"/v1.0/applications/{foreign}/addPassword", []), HttpStatusCode.OK);
        Check("users", await person.Client.PatchAsync(
            $"/v1.0/users/{other.Id}", new JsonObject { ["surname"] = "King" }), HttpStatusCode.NoContent);
        Check("roles", await person.Client.PostAsync(
            $"/v1.0/directoryRoles(roleTemplateId='{GraphPeople.ReportsReader}')/members/$ref",
            GraphPeople.Reference(other.Id)), HttpStatusCode.NoContent);

        void Check(string right, GraphAnswer answer, HttpStatusCode taken)
        {
            if (allowed.Contains(right))
                answer.Ok(taken);
            else
                answer.Forbidden();
        }
    }

    [Fact]
    public async Task A_role_that_was_taken_away_is_gone_at_once_whatever_the_token_says()
    {
        using var person = await server.PersonAsync(GraphPeople.ApplicationAdministrator);
        var (app, _) = await server.AddApplicationAsync();
        (await person.Client.PatchAsync($"/v1.0/applications/{app}", App())).Ok(HttpStatusCode.NoContent);
        (await server.Owner.DeleteAsync(
            $"/v1.0/directoryRoles(roleTemplateId='{GraphPeople.ApplicationAdministrator}')/members/{person.Id}/$ref"))
            .Ok(HttpStatusCode.NoContent);
        (await person.Client.PatchAsync($"/v1.0/applications/{app}", App())).Forbidden();
        (await person.Client.GetAsync($"/v1.0/applications/{app}")).Ok();
    }

    [Theory]
    [InlineData("User.Read", "/me", true)]
    [InlineData("User.Read", "/applications", false)]
    [InlineData("openid profile", "/me", false)]
    [InlineData("Application.Read.All", "/applications", true)]
    [InlineData("Application.ReadWrite.All", "/applications", true)]
    [InlineData("Application.Read.All", "/users", false)]
    [InlineData("Directory.AccessAsUser.All", "/users", true)]
    [InlineData("Directory.AccessAsUser.All", "/me", true)]
    public async Task A_client_does_on_behalf_of_an_administrator_only_what_its_scopes_say(string scopes, string path, bool isAllowed)
    {
        using var person = await server.PersonAsync(GraphPeople.GlobalAdministrator);
        using var client = await server.WithScopesAsync(person.Id, scopes);
        var answer = await client.GetAsync("/v1.0" + path);
        if (isAllowed)
            answer.Ok();
        else
            answer.Forbidden();
    }

    [Fact]
    public async Task A_scope_gives_nobody_a_right_that_the_person_lacks()
    {
        using var person = await server.PersonAsync();
        using var client = await server.WithScopesAsync(
            person.Id, "Application.ReadWrite.All User.ReadWrite.All RoleManagement.ReadWrite.Directory AuditLog.Read.All");
        var (app, _) = await server.AddApplicationAsync();
        (await client.PatchAsync($"/v1.0/applications/{app}", App())).Forbidden();
        (await client.PostAsync("/v1.0/users", GraphPeople.Body("x@sallyport.onmicrosoft.com"))).Forbidden();
        (await client.GetAsync("/v1.0/auditLogs/signIns")).Forbidden();
        (await client.PostAsync(
            $"/v1.0/directoryRoles(roleTemplateId='{GraphPeople.GlobalAdministrator}')/members/$ref",
            GraphPeople.Reference(person.Id))).Forbidden();
    }

    [Theory]
    [InlineData("disabled", "disabled or does not exist")]
    [InlineData("deleted", "disabled or does not exist")]
    [InlineData("revoked", "TokenIssuedBeforeRevocationTimestamp")]
    [InlineData("password", "TokenIssuedBeforeRevocationTimestamp")]
    public async Task A_token_ends_with_the_account_and_with_the_sessions(string how, string message)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 8, 7, 12, 0, 0, 100, TimeSpan.Zero));
        await using var running = await RunningServer.StartAsync(o => o with { Time = clock });
        var own = await GraphServer.OfAsync(running);
        using var person = await own.PersonAsync();
        (await person.Client.GetAsync("/v1.0/me")).Ok();
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var path = $"/v1.0/users/{person.Id}";
        var answer = how switch
        {
            "disabled" => await own.Owner.PatchAsync(path, new JsonObject { ["accountEnabled"] = false }),
            "deleted" => await own.Owner.DeleteAsync(path),
            "revoked" => await own.Owner.PostAsync(path + "/revokeSignInSessions", []),
            _ => await own.Owner.PatchAsync(path, new JsonObject
            {
                ["passwordProfile"] = new JsonObject { ["password"] = "Another-horse-8", ["forceChangePasswordNextSignIn"] = false },
            }),
        };
        Assert.True(answer.Status is HttpStatusCode.NoContent or HttpStatusCode.OK, answer.Body.ToString());
        (await person.Client.GetAsync("/v1.0/me")).Refused(401, "InvalidAuthenticationToken", message);
        (await person.Client.GetAsync("/v1.0/applications")).Refused(401, "InvalidAuthenticationToken", message);
        if (how is "revoked" or "password")
        {
            using var again = own.As((await own.SignInAsync(person.Name, how == "password" ? "Another-horse-8" : GraphPeople.Password))!);
            (await again.GetAsync("/v1.0/me")).Ok();
            clock.Advance(TimeSpan.FromSeconds(1));
            (await again.GetAsync("/v1.0/me")).Ok();
        }
        own.Owner.Dispose();
    }

    [Fact]
    public async Task Who_may_write_users_has_power_over_small_roles_alone()
    {
        using var admin = await server.PersonAsync(GraphPeople.UserAdministrator);
        foreach (var (role, hasPower) in ((string, bool)[])[
            (GraphPeople.UserAdministrator, true), (GraphPeople.ReportsReader, true), (GraphPeople.DirectoryReaders, true),
            (GraphPeople.GlobalAdministrator, false), (GraphPeople.ApplicationAdministrator, false),
            (GraphPeople.GlobalReader, false), (GraphPeople.SecurityReader, false)])
        {
            using var other = await server.PersonAsync(role);
            var path = $"/v1.0/users/{other.Id}";
            Check(await admin.Client.PatchAsync(path, Password()), HttpStatusCode.NoContent);
            Check(await admin.Client.PostAsync(path + "/revokeSignInSessions", []), HttpStatusCode.OK);
            Check(await admin.Client.PatchAsync(path, new JsonObject { ["accountEnabled"] = false }), HttpStatusCode.NoContent);
            Check(await admin.Client.DeleteAsync(path), HttpStatusCode.NoContent);

            void Check(GraphAnswer answer, HttpStatusCode taken)
            {
                if (hasPower)
                    answer.Ok(taken);
                else
                    answer.Forbidden();
            }
        }

        static JsonObject Password() =>
            new() { ["passwordProfile"] = new JsonObject { ["password"] = "Another-horse-8" } };
    }

    [Theory]
    [InlineData("Directory.ReadWrite.All", false)]
    [InlineData("User.ReadWrite.All", true)]
    public async Task Who_writes_the_directory_alone_deletes_nobody_and_sets_no_password(string role, bool mayAll)
    {
        using var other = await server.PersonAsync();
        using var global = await server.PersonAsync(GraphPeople.GlobalAdministrator);
        using var application = await server.WithRolesAsync(role);
        using var delegated = await server.WithScopesAsync(global.Id, role);
        var path = $"/v1.0/users/{other.Id}";
        foreach (var client in (GraphClient[])[application, delegated])
        {
            (await client.PatchAsync(path, new JsonObject { ["surname"] = "King" })).Ok(HttpStatusCode.NoContent);
            (await client.PostAsync("/v1.0/users", GraphPeople.Body($"{GraphServer.Unique("new")}@sallyport.onmicrosoft.com")))
                .Ok(HttpStatusCode.Created);
            Check(await client.PatchAsync(path, Profile("password", "Another-horse-8")), HttpStatusCode.NoContent);
            Check(await client.PatchAsync(path, Profile("forceChangePasswordNextSignIn", true)), HttpStatusCode.NoContent);
        }
        Check(await delegated.PatchAsync("/v1.0/me", Profile("password", "Another-horse-8")), HttpStatusCode.NoContent);
        using var fresh = await server.WithScopesAsync(global.Id, role);
        Check(await fresh.DeleteAsync(path), HttpStatusCode.NoContent);
        using var last = await server.PersonAsync();
        Check(await application.DeleteAsync($"/v1.0/users/{last.Id}"), HttpStatusCode.NoContent);

        static JsonObject Profile(string member, JsonNode value) =>
            new() { ["passwordProfile"] = new JsonObject { [member] = value } };

        void Check(GraphAnswer answer, HttpStatusCode taken)
        {
            if (mayAll)
                answer.Ok(taken);
            else
                answer.Forbidden();
        }
    }

    [Fact]
    [Trait("Passes", "R3")]
    public async Task R3_the_owner_of_the_instance_is_for_global_administrators_alone()
    {
        var appId = server.Running.Facts.OwnerClientId;
        var application = $"/v1.0/applications(appId='{appId}')";
        var principal = $"/v1.0/servicePrincipals(appId='{appId}')";
        using var member = await server.PersonAsync();
        using var admin = await server.PersonAsync(GraphPeople.ApplicationAdministrator);
        using var global = await server.PersonAsync(GraphPeople.GlobalAdministrator);
        (await server.Owner.PostAsync(application + "/owners/$ref", GraphPeople.Reference(member.Id))).Ok(HttpStatusCode.NoContent);
        var name = GraphServer.Unique("c");
        foreach (var weak in (GraphClient[])[member.Client, admin.Client])
        {
            (await weak.PostAsync(application + "/addPassword", [])).Forbidden();
            (await weak.PostAsync(application + "/federatedIdentityCredentials", GraphServer.Credential(name))).Forbidden();
            (await weak.PatchAsync(application, new JsonObject { ["keyCredentials"] = new JsonArray() })).Forbidden();
            (await weak.PatchAsync(application, new JsonObject { ["displayName"] = "x" })).Forbidden();
            (await weak.PostAsync(application + "/owners/$ref", GraphPeople.Reference(admin.Id))).Forbidden();
            (await weak.DeleteAsync(application)).Forbidden();
            (await weak.PatchAsync(principal, new JsonObject { ["accountEnabled"] = true })).Forbidden();
            (await weak.DeleteAsync(principal)).Forbidden();
        }
        (await global.Client.PostAsync(application + "/addPassword", [])).Ok();
        (await global.Client.PostAsync(application + "/federatedIdentityCredentials", GraphServer.Credential(name, subject: name)))
            .Ok(HttpStatusCode.Created);
        (await global.Client.PatchAsync(principal, new JsonObject { ["accountEnabled"] = true })).Ok(HttpStatusCode.NoContent);
    }
}
