using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// Resource groups. Source: Azure REST, resource groups. Actions are spelled as the service's refusals spell them.
/// </summary>
internal static class ResourceGroupEndpoints
{
    private const string Read = "Microsoft.Resources/subscriptions/resourcegroups/read";
    private const string Write = "Microsoft.Resources/subscriptions/resourceGroups/write";
    private const string Delete = "Microsoft.Resources/subscriptions/resourceGroups/delete";
    private const string One = "/subscriptions/{subscriptionId}/resourceGroups/{name}";

    public static void Map(RouteGroupBuilder routes)
    {
        var type = ArmResourceType.ResourceGroups;
        routes.MapGet("/subscriptions/{subscriptionId}/resourceGroups", ListAsync)
            .Of(type)
            .Requires(new ArmAction(Read, OrBelow: true));
        routes.MapGet(One, GetAsync).Of(type).Requires(new ArmAction(Read));
        routes.MapMethods(One, ["HEAD"], HeadAsync)
            .Of(type)
            .Requires(new ArmAction(Read))
            .WithMetadata(new AnswersItself());
        routes.MapPut(One, PutAsync).Of(type).Requires(new ArmAction(Write));
        routes.MapPatch(One, PatchAsync).Of(type).Requires(new ArmAction(Write));
        routes.MapDelete(One, DeleteAsync).Of(type).Requires(new ArmAction(Delete));
    }

    private static async Task<IResult> ListAsync(HttpContext context, IArmStore store, CancellationToken cancel)
    {
        var call = context.Call();
        var query = ResourceGroupQuery.Read(context.Request.Query);
        var readable = (await store.ListResourceGroupsAsync(call.SubscriptionId, cancel)).Where(
            g => call.Decide(Read, Scope.OfResourceGroup(g.SubscriptionId, g.Name)).IsAllowed);
        var (page, next) = query.Page(readable);
        var value = page.Select(ResourceGroupBody.Of);
        if (next is null)
            return ArmAnswers.List(value);
        var options = $"api-version={Uri.EscapeDataString(call.ApiVersion)}&{next}";
        var path = $"/subscriptions/{call.SubscriptionId}/resourcegroups";
        return ArmAnswers.Ok(new { value, nextLink = $"{ArmSurface.Authority}{path}?{options}" });
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string name, ResourceGroups groups, CancellationToken cancel) =>
        ArmAnswers.Ok(ResourceGroupBody.Of(await groups.GetAsync(context.Call().SubscriptionId, name, cancel)));

    private static async Task<IResult> HeadAsync(
        HttpContext context, string name, IArmStore store, CancellationToken cancel) =>
        await store.FindResourceGroupAsync(context.Call().SubscriptionId, name, cancel) is null
            ? Results.NotFound()
            : Results.NoContent();

    private static async Task<IResult> PutAsync(
        HttpContext context, string name, ResourceGroups groups, CancellationToken cancel)
    {
        var body = await ArmAnswers.ReadObjectAsync(context);
        var content = new ResourceGroupContent(
            body.OptionalString("location"), Tags(body), body.OptionalString("managedBy"));
        var (group, isNew) = await groups.PutAsync(context.Call().SubscriptionId, name, content, cancel);
        return ArmAnswers.Ok(
            ResourceGroupBody.Of(group), isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> PatchAsync(
        HttpContext context, string name, ResourceGroups groups, CancellationToken cancel)
    {
        var body = await ArmAnswers.ReadObjectAsync(context);
        var tags = Tags(body);
        var managedBy = body.OptionalString("managedBy");
        var group = await groups.UpdateAsync(context.Call().SubscriptionId, name, g =>
        {
            g.Tags = tags ?? g.Tags;
            g.ManagedBy = managedBy ?? g.ManagedBy;
        }, cancel);
        return ArmAnswers.Ok(ResourceGroupBody.Of(group));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context,
        string name,
        ResourceGroups groups,
        ResourceGroupDeletions deletions,
        CancellationToken cancel)
    {
        var call = context.Call();
        var operation = await groups.BeginDeleteAsync(call.Principal, call.SubscriptionId, name, cancel);
        deletions.Wake();
        return OperationResultEndpoints.Accepted(context, call, operation);
    }

    private static Dictionary<string, string>? Tags(JsonElement body)
    {
        if (!body.TryGetProperty("tags", out var tags) || tags.ValueKind == JsonValueKind.Null)
            return null;
        if (tags.ValueKind != JsonValueKind.Object)
            throw ArmErrors.InvalidRequestContent("The member 'tags' is no object.").ToException();
        // A search by name for each of 100,000 members would take minutes.
        return tags.EnumerateObject().ToDictionary(t => t.Name, TagValue, StringComparer.Ordinal);
    }

    private static string TagValue(JsonProperty tag) => tag.Value.ValueKind == JsonValueKind.Null
        ? throw ArmErrors.InvalidRequestContent($"The tag '{tag.Name}' has no value.").ToException()
        : tag.Value.Text()
            ?? throw ArmErrors.InvalidRequestContent($"The member '{tag.Name}' is no string.").ToException();

    private sealed record ResourceGroupBody(
        string Id, string Name, string Type, string Location,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, string>? Tags,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ManagedBy,
        object Properties)
    {
        public static ResourceGroupBody Of(ResourceGroup group) => new(
            $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}", group.Name,
            "Microsoft.Resources/resourceGroups",
            group.Location, group.Tags, group.ManagedBy, new { provisioningState = group.ProvisioningState });
    }
}
