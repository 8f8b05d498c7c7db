using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The actions by which an application rolls its own certificates.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class KeyEndpoints(GraphVersion version)
{
    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        foreach (var application in ApplicationEndpoints.Keys)
        {
            routes.MapPost(application + "/addKey", AddAsync).Requires(GraphPermission.WriteApplication);
            routes.MapPost(application + "/removeKey", RemoveAsync).Requires(GraphPermission.WriteApplication);
        }
    }

    private async Task<IResult> AddAsync(
        HttpContext context, IDirectoryStore store, Applications applications, CancellationToken cancel)
    {
        var current = await context.FindApplicationAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var credential = body.Object("keyCredential").Or(null)
            ?? throw GraphErrors.ValueRequired("keyCredential", "Application").ToException();
        var proof = body.Text("proof").Or(null);
        if (body.HasContent("passwordCredential"))
            throw GraphErrors.Invalid(
                "Property 'passwordCredential' belongs to keys for signing, which are not kept here.").ToException();
        body.End();
        var input = ApplicationParts.ReadKey(credential);
        credential.Skip("customKeyIdentifier");
        credential.End();
        var key = await applications.AddKeyAsync(current.TenantId, current.Id, input, proof, cancel);
        var shown = GraphJson.Element(ApplicationParts.Key(key));
        return version.Object(context.Request, "microsoft.graph.keyCredential", writer =>
        {
            foreach (var member in shown.EnumerateObject())
                member.WriteTo(writer);
        });
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, IDirectoryStore store, Applications applications, CancellationToken cancel)
    {
        var current = await context.FindApplicationAsync(store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var text = body.Text("keyId").Or(null) ?? "";
        var proof = body.Text("proof").Or(null);
        body.End();
        if (!StrictGuid.TryRead(text, out var keyId))
            throw GraphErrors.InvalidValue("keyId", "KeyCredential", "it must be a GUID.").ToException();
        await applications.RemoveKeyAsync(current.TenantId, current.Id, keyId, proof, cancel);
        return Results.NoContent();
    }
}
