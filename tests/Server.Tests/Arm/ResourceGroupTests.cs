using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Storage;

namespace Sallyport.Server.Tests.Arm;

/// <summary>The life of resource groups.</summary>
public sealed class ResourceGroupTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string Version = "api-version=2024-11-01";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{}""", 400, "LocationRequired", "The location property is required for this definition.")]
    [InlineData("""{"location":null}""", 400, "LocationRequired", "")]
    [InlineData("""{"location":"mars"}""", 400, "LocationNotAvailableForResourceGroup", "The provided location 'mars' is not available for resource group. List of available regions is 'australiaeast,")]
    [InlineData("""{"location":"westeurope","tags":{"a":1}}""", 400, "InvalidRequestContent", "'a'")]
    [InlineData("""{"location":"westeurope","tags":[]}""", 400, "InvalidRequestContent", "'tags'")]
    [InlineData("""{"location":"westeurope","managedBy":{}}""", 400, "InvalidRequestContent", "'managedBy'")]
    public async Task Refuses_a_group_that_is_not_in_order(string body, int status, string code, string text)
    {
        var path = $"{server.Subscription}/resourceGroups/wrong";
        (await server.Owner.PutAsync($"{path}?{Version}", System.Text.Json.Nodes.JsonNode.Parse(body))).Refused(status, code, text);
        (await server.Owner.GetAsync($"{path}?{Version}")).Refused(404, "ResourceGroupNotFound");
    }

    [Fact]
    public async Task Tags_are_replaced_by_PUT_and_by_PATCH_and_kept_by_a_PATCH_without_them()
    {
        var path = $"{server.Subscription}/resourceGroups/tagged?{Version}";
        var made = (await server.Owner.PutAsync(path, new { location = "West Europe", tags = new { a = "1", b = "Ü'" } })).Ok(HttpStatusCode.Created);
        Assert.Equal("westeurope", (string?)made.Body!["location"]);
        Assert.Equal("Microsoft.Resources/resourceGroups", (string?)made.Body["type"]);
        Assert.Equal("Ü'", (string?)(await server.Owner.GetAsync(path)).Body!["tags"]!["b"]);
        var kept = (await server.Owner.SendAsync(HttpMethod.Patch, path, new { managedBy = "/x" })).Ok();
        Assert.Equal(("1", "/x"), ((string?)kept.Body!["tags"]!["a"], (string?)kept.Body["managedBy"]));
        var patched = (await server.Owner.SendAsync(HttpMethod.Patch, path, new { tags = new { c = "3" } })).Ok();
        Assert.Equal("""{"c":"3"}""", patched.Body!["tags"]!.ToJsonString());
        var put = (await server.Owner.PutAsync(path, new { location = "westeurope" })).Ok();
        Assert.Null(put.Body!["tags"]);
        Assert.Null(put.Body["managedBy"]);
    }

    [Fact]
    public async Task A_group_cannot_move()
    {
        var path = await server.AddGroupAsync();
        (await server.Owner.PutAsync($"{path}?{Version}", new { location = "northeurope" })).Refused(
            409, "InvalidResourceGroupLocation",
            "Invalid resource group location 'northeurope'. The Resource group already exists in location 'westeurope'.");
    }

    [Fact]
    public async Task Of_many_that_make_one_group_at_once_one_makes_it()
    {
        var path = $"{server.Subscription}/resourceGroups/race-{Guid.CreateVersion7():N}?{Version}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Owner.PutAsync(path, new { location = "westeurope" })));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task While_it_is_being_deleted_nothing_in_it_changes_and_no_role_in_it_outlives_it()
    {
        var path = await server.AddGroupAsync();
        var (contributor, objectId, _) = await server.AddCallerAsync(ArmServer.Contributor, path);
        (await contributor.GetAsync($"{path}?{Version}")).Ok();

        await MarkDeletingAsync(path);
        Assert.Equal("Deleting", (string?)(await server.Owner.GetAsync($"{path}?{Version}")).Ok().Body!["properties"]!["provisioningState"]);
        (await server.Owner.PutAsync($"{path}?{Version}", new { location = "westeurope" })).Refused(409, "ResourceGroupBeingDeleted");
        (await server.Owner.SendAsync(HttpMethod.Patch, $"{path}?{Version}", new { tags = new { } })).Refused(409, "ResourceGroupBeingDeleted");
        (await server.AssignAsync(server.Owner, path, ArmServer.Reader, objectId)).Refused(409, "ResourceGroupBeingDeleted");

        // Asked again, the server takes up the deletion that was left undone.
        var accepted = (await server.Owner.DeleteAsync($"{path}?{Version}")).Ok(HttpStatusCode.Accepted);
        Assert.Null(accepted.Body);
        await PollAsync(server.Owner, accepted);
        (await server.Owner.GetAsync($"{path}?{Version}")).Refused(404, "ResourceGroupNotFound");
        (await server.Owner.DeleteAsync($"{path}?{Version}")).Refused(404, "ResourceGroupNotFound");

        await server.AddGroupAsync(path[(path.LastIndexOf('/') + 1)..]);
        (await contributor.GetAsync($"{path}?{Version}")).Refused(403, "AuthorizationFailed");
    }

    [Fact]
    public async Task Who_deletes_a_group_may_poll_although_his_role_went_with_it_and_nobody_else_may()
    {
        var path = await server.AddGroupAsync();
        var (contributor, _, _) = await server.AddCallerAsync(ArmServer.Contributor, path);
        var (nobody, _, _) = await server.AddCallerAsync(null);
        var accepted = (await contributor.DeleteAsync($"{path}?{Version}")).Ok(HttpStatusCode.Accepted);
        Assert.Equal("1", Assert.Single(accepted.Message.Headers.GetValues("Retry-After")));
        var location = accepted.Message.Headers.Location!;
        Assert.StartsWith($"https://management.azure.com{server.Subscription}/operationresults/", location.ToString(), StringComparison.Ordinal);
        await PollAsync(contributor, accepted);
        (await contributor.GetAsync($"{path}?{Version}")).Refused(403, "AuthorizationFailed");
        (await nobody.GetAsync(location.PathAndQuery)).Refused(403, "AuthorizationFailed", "Microsoft.Resources/subscriptions/operationresults/read");
        (await nobody.GetAsync($"{server.Subscription}/operationresults/nonsense?{Version}")).Refused(403, "AuthorizationFailed");
        (await server.Owner.GetAsync($"{server.Subscription}/operationresults/nonsense?{Version}")).Refused(404, "OperationNotFound");
    }

    [Fact]
    public async Task A_deletion_that_a_stop_interrupted_is_finished_by_the_next_start()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-test-").FullName;
        try
        {
            string path;
            await using (var first = await RunningServer.StartAsync(folder: folder))
            {
                using var owner = new ArmClient(first.For("management.azure.com", await first.OwnerTokenAsync(ArmServer.Audience)));
                path = $"/subscriptions/{first.Facts.SubscriptionId}/resourceGroups/left";
                (await owner.PutAsync($"{path}?{Version}", new { location = "westeurope" })).Ok(HttpStatusCode.Created);
            }
            await MarkDeletingAsync(folder, "left");
            await using var second = await RunningServer.StartAsync(folder: folder);
            using var again = new ArmClient(second.For("management.azure.com", await second.OwnerTokenAsync(ArmServer.Audience)));
            while ((await again.GetAsync($"{path}?{Version}")).Status == HttpStatusCode.OK)
                await Task.Delay(20, Cancel);
            (await again.GetAsync($"{path}?{Version}")).Refused(404, "ResourceGroupNotFound");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Lists_the_groups_that_the_caller_may_read_and_pages_through_them()
    {
        string[] names = [.. Enumerable.Range(0, 3).Select(i => $"page{i}-{Guid.CreateVersion7():N}")];
        var (reader, objectId, _) = await server.AddCallerAsync(null);
        (await reader.GetAsync($"{server.Subscription}/resourcegroups?{Version}")).Refused(
            403, "AuthorizationFailed", $"'Microsoft.Resources/subscriptions/resourcegroups/read' over scope '{server.Subscription}' or");
        foreach (var name in names)
        {
            var tags = new { team = name[..5], Own = "it's" };
            (await server.Owner.PutAsync($"{server.Subscription}/resourceGroups/{name}?{Version}", new { location = "westeurope", tags })).Ok(HttpStatusCode.Created);
            (await server.AssignAsync(server.Owner, $"{server.Subscription}/resourceGroups/{name}", ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        }
        await server.AddGroupAsync();
        Assert.Equal(names, await NamesAsync(reader, ""));
        Assert.Equal([names[1]], await NamesAsync(reader, "&$filter=tagName eq 'TEAM' and tagValue eq 'page1'"));
        Assert.Equal(names, await NamesAsync(reader, "&$filter=tagName eq 'own' and tagValue eq 'it''s'&$top=2"));
        Assert.Equal([], await NamesAsync(reader, "&$filter=tagName eq 'none'"));
        (await reader.GetAsync($"{server.Subscription}/resourcegroups?{Version}&$filter=name eq 'x'")).Refused(400, "InvalidQueryParameterValue");
        (await reader.GetAsync($"{server.Subscription}/resourcegroups?{Version}&$top=0")).Refused(400, "InvalidQueryParameterValue");
    }

    private async Task<List<string?>> NamesAsync(ArmClient caller, string options)
    {
        var names = new List<string?>();
        for (var next = $"{server.Subscription}/resourcegroups?{Version}{options}"; next is not null;)
        {
            var page = (await caller.GetAsync(next)).Ok();
            names.AddRange(page.Values.Select(g => (string?)g!["name"]));
            next = (string?)page.Body!["nextLink"] is { } link ? new Uri(link).PathAndQuery : null;
        }
        return names;
    }

    private static async Task PollAsync(ArmClient caller, ArmAnswer accepted)
    {
        var location = accepted.Message.Headers.Location!.PathAndQuery;
        ArmAnswer answer;
        while ((answer = await caller.GetAsync(location)).Status == HttpStatusCode.Accepted)
        {
            Assert.Equal(location, answer.Message.Headers.Location!.PathAndQuery);
            await Task.Delay(20, Cancel);
        }
        answer.Ok();
    }

    private Task MarkDeletingAsync(string path) => MarkDeletingAsync(server.Running.Folder, path[(path.LastIndexOf('/') + 1)..]);

    // What the server writes when it accepts a deletion, and then is stopped.
    private static async Task MarkDeletingAsync(string folder, string name)
    {
        await using var stores = DataFile.OpenStores(folder);
        await using var scope = stores.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DirectoryContext>();
        var group = await context.Set<Core.Arm.ResourceGroup>().AsNoTracking().SingleAsync(g => g.Name == name, Cancel);
        var deletion = new Core.Arm.Operation
        {
            Id = Guid.CreateVersion7(), SubscriptionId = group.SubscriptionId, StartedBy = Guid.CreateVersion7(), StartedOn = DateTimeOffset.UnixEpoch,
        };
        group.DeletionId = deletion.Id;
        var store = scope.ServiceProvider.GetRequiredService<IArmStore>();
        Assert.Equal(Core.StoreOutcome.Done, await store.UpdateAsync(group, deletion, Cancel));
    }
}
