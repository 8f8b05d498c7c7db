using System.Net;

namespace Sallyport.Server.Tests.Arm;

/// <summary>A subscription keeps an Owner.</summary>
public sealed class LastOwnerTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string OwnerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string Type = "/providers/Microsoft.Authorization/roleAssignments";
    private const string Text = "Cannot delete the last RBAC admin assignment";

    [Fact]
    public async Task The_last_Owner_is_neither_removed_nor_bound_to_a_condition_until_there_is_another()
    {
        var (mine, principal) = await AssignmentAsync("ServicePrincipal");
        (await server.Owner.DeleteAsync((await AssignmentAsync("User")).Path)).Ok();
        (await server.Owner.DeleteAsync(mine)).Refused(400, "LastRbacAdminAssignment", Text);
        (await server.Owner.PutAsync(mine, Conditioned(principal))).Refused(400, "LastRbacAdminAssignment", Text);

        // neither a lesser role, nor one below, nor one of nobody counts
        var (other, _, _) = await server.AddPrincipalAsync();
        await AddAsync(server.Subscription, "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", other);
        await AddAsync(await server.AddGroupAsync(), OwnerRole, other);
        await AddAsync(server.Subscription, OwnerRole, Guid.CreateVersion7().ToString());
        (await server.Owner.DeleteAsync(mine)).Refused(400, "LastRbacAdminAssignment", Text);

        var second = await AddAsync(server.Subscription, OwnerRole, other);
        (await server.Owner.DeleteAsync(second)).Ok();
        second = await AddAsync(server.Subscription, OwnerRole, other);
        (await server.Owner.DeleteAsync(mine)).Ok();
    }

    [Fact]
    public async Task A_person_may_be_the_last_Owner_and_is_kept_then()
    {
        await using var own = new ArmServer();
        await own.InitializeAsync();
        var (id, name) = await own.AddPersonAsync();
        var list = await own.Owner.GetAsync($"{own.Subscription}{Type}?{ArmServer.RoleVersion}");
        string[] first = [.. list.Ok().Values.Select(a => $"{(string)a!["id"]!}?{ArmServer.RoleVersion}")];
        var made = (await own.AssignAsync(own.Owner, own.Subscription, OwnerRole, id, type: "User")).Ok(HttpStatusCode.Created);
        var last = $"{(string)made.Body!["id"]!}?{ArmServer.RoleVersion}";
        using var person = await own.SignInAsync(name);
        foreach (var other in first)
            (await person.DeleteAsync(other)).Ok();
        (await person.DeleteAsync(last)).Refused(400, "LastRbacAdminAssignment", Text);

        var (second, _) = await own.AddPersonAsync();
        (await own.AssignAsync(person, own.Subscription, OwnerRole, second, type: "User")).Ok(HttpStatusCode.Created);
        (await person.DeleteAsync(last)).Ok();
    }

    private async Task<(string Path, string Principal)> AssignmentAsync(string type)
    {
        var list = await server.Owner.GetAsync($"{server.Subscription}{Type}?{ArmServer.RoleVersion}");
        var mine = Assert.Single(list.Ok().Values, a => (string)a!["properties"]!["principalType"]! == type)!;
        return ($"{(string)mine["id"]!}?{ArmServer.RoleVersion}", (string)mine["properties"]!["principalId"]!);
    }

    private async Task<string> AddAsync(string scope, string role, string principal)
    {
        var made = (await server.AssignAsync(server.Owner, scope, role, principal)).Ok(HttpStatusCode.Created);
        return $"{(string)made.Body!["id"]!}?{ArmServer.RoleVersion}";
    }

    private object Conditioned(string principal) => new
    {
        properties = new
        {
            roleDefinitionId = $"{server.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{OwnerRole}",
            principalId = principal,
            condition = "@Resource[a] StringEquals 'b'",
            conditionVersion = "2.0",
        },
    };
}
