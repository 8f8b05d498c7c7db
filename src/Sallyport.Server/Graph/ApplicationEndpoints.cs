using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes of applications and their client secrets.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class ApplicationEndpoints(GraphVersion version)
{
    private const string Set = "applications";

    private const string ByUniqueName = "/applications(uniqueName='{uniqueName}')";

    /// <summary>The three ways to address an application.</summary>
    public static readonly IReadOnlyList<string> Keys =
        ["/applications/{id}", "/applications(appId='{appId}')", ByUniqueName];

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/applications", ListAsync).Requires(GraphPermission.ReadApplications);
        routes.MapPost("/applications", CreateAsync).Requires(GraphPermission.Register);
        foreach (var key in Keys)
        {
            routes.MapGet(key, GetAsync).Requires(GraphPermission.ReadApplications);
            routes.MapPatch(key, UpdateAsync).Requires(
                key == ByUniqueName ? GraphPermission.UpsertApplication : GraphPermission.WriteApplication);
            routes.MapDelete(key, DeleteAsync).Requires(GraphPermission.WriteApplication);
            routes.MapPost(key + "/addPassword", AddPasswordAsync).Requires(GraphPermission.WriteApplication);
            routes.MapPost(key + "/removePassword", RemovePasswordAsync).Requires(GraphPermission.WriteApplication);
        }
    }

    private async Task<IResult> ListAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, ApplicationResource.Model, version);
        var page = await query.RunAsync(store.Applications(context.TenantId()), cancel);
        return version.Page(context.Request, query, Set, page);
    }

    private async Task<IResult> GetAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfEntity(context.Request, ApplicationResource.Model, version);
        return version.Entity(context.Request, query, Set, await context.FindApplicationAsync(store, cancel));
    }

    private async Task<IResult> CreateAsync(HttpContext context, Applications applications, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = Read(body);
        body.End(ApplicationResource.Model, version, null);
        return Created(context, await applications.CreateAsync(context.TenantId(), input, context.Person(), cancel));
    }

    private async Task<IResult> UpdateAsync(
        HttpContext context, IDirectoryStore store, Applications applications, CancellationToken cancel)
    {
        if (GraphKeys.UniqueName(context) is { } uniqueName && GraphKeys.CreatesIfMissing(context.Request))
            return await UpsertAsync(context, uniqueName, store, applications, cancel);
        var current = await context.FindApplicationAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = Read(body);
        body.End(ApplicationResource.Model, version, current);
        await applications.UpdateAsync(current.TenantId, current.Id, input, cancel);
        return Results.NoContent();
    }

    private async Task<IResult> UpsertAsync(
        HttpContext context,
        string uniqueName,
        IDirectoryStore store,
        Applications applications,
        CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = Read(body);
        var current = await store.FindApplicationByUniqueNameAsync(context.TenantId(), uniqueName, cancel);
        body.End(ApplicationResource.Model, version, current);
        var (application, created) =
            await applications.UpsertAsync(context.TenantId(), uniqueName, input, context.Person(), cancel);
        return created ? Created(context, application) : Results.NoContent();
    }

    private async Task<IResult> DeleteAsync(
        HttpContext context, IDirectoryStore store, Applications applications, CancellationToken cancel)
    {
        var current = await context.FindApplicationAsync(store, cancel);
        await applications.DeleteAsync(current.TenantId, current.Id, cancel);
        return Results.NoContent();
    }

    private async Task<IResult> AddPasswordAsync(
        HttpContext context, IDirectoryStore store, Applications applications, CancellationToken cancel)
    {
        var current = await context.FindApplicationAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var password = body.Object("passwordCredential").Or(null);
        body.End();
        var input = new PasswordInput
        {
            DisplayName = password?.Text("displayName").Or(null),
            StartDateTime = password?.Instant("startDateTime").Or(null),
            EndDateTime = password?.Instant("endDateTime").Or(null),
        };
        password?.End();
        var (credential, secret) = await applications.AddPasswordAsync(current.TenantId, current.Id, input, cancel);
        var shown = GraphJson.Element(PasswordResource.Of(credential, secret));
        return version.Object(context.Request, "microsoft.graph.passwordCredential", writer =>
        {
            foreach (var member in shown.EnumerateObject())
                member.WriteTo(writer);
        });
    }

    private async Task<IResult> RemovePasswordAsync(
        HttpContext context, IDirectoryStore store, Applications applications, CancellationToken cancel)
    {
        var current = await context.FindApplicationAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var text = body.Text("keyId").Or(null) ?? "";
        body.End();
        if (!StrictGuid.TryRead(text, out var keyId))
            throw GraphErrors.InvalidValue("keyId", "PasswordCredential", "it must be a GUID.").ToException();
        await applications.RemovePasswordAsync(current.TenantId, current.Id, keyId, cancel);
        return Results.NoContent();
    }

    private IResult Created(HttpContext context, Application application) =>
        version.Created(context.Request, ApplicationResource.Model, Set, application,
        $"/v2/{application.TenantId}/directoryObjects/{application.Id}/Microsoft.DirectoryServices.Application");

    private static ApplicationInput Read(GraphBody body) => new()
    {
        DisplayName = body.Text("displayName"),
        Description = body.Text("description"),
        SignInAudience = body.Text("signInAudience"),
        IdentifierUris = body.Texts("identifierUris"),
        RequestedAccessTokenVersion = ApplicationParts.ReadTokenVersion(body.Object("api")),
        IsFallbackPublicClient = body.NullableFlag("isFallbackPublicClient"),
        Web = ApplicationSignIn.ReadWeb(body.Object("web")),
        SinglePageRedirectUris = ApplicationSignIn.ReadPlatform(body.Object("spa")),
        PublicClientRedirectUris = ApplicationSignIn.ReadPlatform(body.Object("publicClient")),
        AppRoles = ApplicationParts.ReadRoles(body.Objects("appRoles")),
        KeyCredentials = ApplicationParts.ReadKeys(body.Objects("keyCredentials")),
        OptionalClaims = ApplicationParts.ReadOptionalClaims(body.Object("optionalClaims")),
    };
}
