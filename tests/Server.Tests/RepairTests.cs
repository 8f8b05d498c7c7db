using System.Net;
using System.Net.Http.Json;
using Sallyport.Core.Wire;
using Sallyport.Server.Portal;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests;

/// <summary>A start repairs what an instance needs to live, and leaves the rest as it is.</summary>
public sealed class RepairTests : IDisposable
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";
    private const string Arm = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
    private const string GraphUri = "https://graph.microsoft.com";
    private const string ArmUri = "https://management.azure.com";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-repair-").FullName;

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("PRAGMA foreign_keys=ON; DELETE FROM service_principals WHERE upper(AppId) = upper('{0}')")]
    [InlineData("PRAGMA foreign_keys=OFF; DELETE FROM service_principals WHERE upper(AppId) = upper('{0}')")]
    [InlineData("UPDATE service_principals SET AccountEnabled = 0 WHERE upper(AppId) = upper('{0}')")]
    [InlineData("""
        DELETE FROM service_principal_names WHERE ServicePrincipalId IN (
            SELECT Id FROM service_principals WHERE upper(AppId) = upper('{0}'))
        """)]
    public async Task The_service_principals_of_Graph_and_ARM_are_repaired_at_start(string statement)
    {
        await StartedOnce.CopyToAsync(folder);
        Execute(statement.Replace("{0}", Graph, StringComparison.Ordinal));
        Execute(statement.Replace("{0}", Arm, StringComparison.Ordinal));
        await using var next = await RunningServer.StartAsync(folder: folder);
        using var graph = new GraphClient(next.For("graph.microsoft.com", await next.OwnerTokenAsync(GraphUri)));
        (await graph.GetAsync("/v1.0/applications")).Ok();
        var principal = (await graph.GetAsync($"/v1.0/servicePrincipals(appId='{Arm}')")).Ok().Body;
        Assert.True(principal.GetProperty("accountEnabled").GetBoolean());
        Assert.Equal(Arm, principal.GetProperty("servicePrincipalNames")[0].GetString());
        Assert.Equal(5, principal.GetProperty("servicePrincipalNames").GetArrayLength());
        await next.OwnerTokenAsync(ArmUri);
    }

    [Fact]
    public async Task A_repair_leaves_what_users_have_made_and_what_the_owner_gave_up_on_purpose()
    {
        string kept;
        await StartedOnce.CopyToAsync(folder);
        await using (var first = await RunningServer.StartAsync(folder: folder))
        {
            using var graph = new GraphClient(first.For("graph.microsoft.com", await first.OwnerTokenAsync(GraphUri)));
            kept = (await graph.PostAsync("/v1.0/applications", new() { ["displayName"] = "kept" })).Text("id");
            var owner = await graph.GetAsync($"/v1.0/servicePrincipals(appId='{first.Facts.OwnerClientId}')");
            var grants = await graph.GetAsync($"/v1.0/servicePrincipals/{owner.Text("id")}/appRoleAssignments");
            var granting = grants.Values.Single(
                g => g.GetProperty("appRoleId").GetString() == "06b708a9-e830-4db3-a914-8e69da51d44f");
            var path = $"/v1.0/servicePrincipals/{owner.Text("id")}/appRoleAssignments/";
            (await graph.SendAsync(HttpMethod.Delete, path + granting.GetProperty("id").GetString(), null,
                ("x-sallyport-confirm", "last-way-in"))).Ok(HttpStatusCode.NoContent);
        }
        Execute("UPDATE service_principals SET AccountEnabled = 0 WHERE DisplayName LIKE 'Microsoft%'");
        await using var next = await RunningServer.StartAsync(folder: folder);
        var token = await next.OwnerTokenAsync(GraphUri);
        Assert.DoesNotContain("AppRoleAssignment", TokenText.Payload(token), StringComparison.Ordinal);
        using var again = new GraphClient(next.For("graph.microsoft.com", token));
        Assert.Equal("kept", (await again.GetAsync($"/v1.0/applications/{kept}")).Ok().Text("displayName"));
    }

    [Theory]
    [InlineData("DELETE FROM service_principals WHERE DisplayName = 'sallyport-owner'", "service principal is missing")]
    [InlineData("DELETE FROM applications WHERE DisplayName = 'sallyport-owner'", "application is missing")]
    [InlineData("UPDATE service_principals SET AccountEnabled = 0", "The owner's service principal is disabled.")]
    [InlineData("DELETE FROM password_credentials", "The owner's secret")]
    [InlineData("DELETE FROM app_role_assignments", "The owner lacks the role Application.ReadWrite.All")]
    [InlineData("DELETE FROM RoleAssignments", "Nobody is Owner of the subscription.")]
    [InlineData(
        "DELETE FROM RoleAssignments WHERE PrincipalType = 'ServicePrincipal'",
        "The owner does not have the role Owner on the subscription.")]
    public async Task What_the_owner_has_lost_is_told_and_given_back_by_a_start_that_is_asked_to(
        string statement, string problem)
    {
        await StartedOnce.CopyToAsync(folder);
        Execute("PRAGMA foreign_keys=ON; " + statement);
        await using (var broken = await RunningServer.StartAsync(folder: folder))
            Assert.Contains(problem, string.Join(' ', await ProblemsAsync(broken)), StringComparison.Ordinal);
        await using var next = await RunningServer.StartAsync(o => o with { RestoreOwner = true }, folder);
        Assert.Empty(await ProblemsAsync(next));
        using var graph = new GraphClient(next.For("graph.microsoft.com", await next.OwnerTokenAsync(GraphUri)));
        (await graph.PostAsync("/v1.0/applications", new() { ["displayName"] = "a" })).Ok(HttpStatusCode.Created);
        using var arm = next.For("management.azure.com", await next.OwnerTokenAsync(ArmUri));
        using var group = await arm.PutAsJsonAsync(
            $"/subscriptions/{next.Facts.SubscriptionId}/resourcegroups/g?api-version=2021-04-01",
            new { location = "westeurope" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, group.StatusCode);
    }

    [Fact]
    public async Task A_running_instance_tells_what_it_lacks_and_how_that_is_repaired()
    {
        await StartedOnce.CopyToAsync(folder);
        await using var running = await RunningServer.StartAsync(folder: folder);
        Assert.Empty(await ProblemsAsync(running));
        DataFile.Execute(folder, "sallyport.db", $"""
            UPDATE service_principals SET AccountEnabled = 0 WHERE upper(AppId) = upper('{Graph}');
            DELETE FROM service_principal_names WHERE Name = 'https://management.azure.com';
            """);
        Assert.Equal(
            [
                "Restart: The service principal of Microsoft Graph is disabled.",
                "Restart: The service principal of Windows Azure Service Management API has lost its name "
                    + "https://management.azure.com.",
            ],
            await ProblemsAsync(running));
    }

    private static async Task<string[]> ProblemsAsync(RunningServer running)
    {
        using var portal = running.For("portal.azure.com", running.Facts.AdministratorToken);
        var health = await portal.GetFromJsonAsync<InstanceHealth>(
            "/sallyport/health", StrictJson.Options, TestContext.Current.CancellationToken);
        return [.. health!.Problems.Select(p => $"{p.Fix}: {p.What}")];
    }

    private void Execute(string statement)
    {
        DataFile.Execute(folder, "sallyport.db", statement);
    }
}
