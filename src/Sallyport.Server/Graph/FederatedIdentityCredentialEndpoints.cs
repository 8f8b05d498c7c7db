using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes of an application's federated identity credentials.</summary>
/// <param name="version">The version that they belong to: only beta takes and shows expressions.</param>
internal sealed class FederatedIdentityCredentialEndpoints(GraphVersion version)
{
    private static readonly GraphResource<FederatedIdentityCredential> Resource =
        FederatedIdentityCredentialResource.Model;

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        foreach (var application in ApplicationEndpoints.Keys)
        {
            var set = application + "/federatedIdentityCredentials";
            routes.MapGet(set, ListAsync).Requires(GraphPermission.ReadApplications);
            routes.MapPost(set, CreateAsync).Requires(GraphPermission.WriteApplication);
            foreach (var item in (string[])[set + "/{key}", set + "(name='{name}')"])
            {
                routes.MapGet(item, GetAsync).Requires(GraphPermission.ReadApplications);
                routes.MapPatch(item, UpdateAsync).Requires(GraphPermission.WriteApplication);
                routes.MapDelete(item, DeleteAsync).Requires(GraphPermission.WriteApplication);
            }
        }
    }

    private async Task<IResult> ListAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, Resource, version);
        var application = await context.FindApplicationAsync(store, cancel);
        var page = await query.RunAsync(application.FederatedIdentityCredentials.AsQueryable(), cancel);
        return version.Page(context.Request, query, Set(application.Id), page);
    }

    private async Task<IResult> GetAsync(HttpContext context, IDirectoryStore store, CancellationToken cancel)
    {
        var query = GraphQuery.OfEntity(context.Request, Resource, version);
        var application = await context.FindApplicationAsync(store, cancel);
        var credential = FederatedIdentityCredentials.Find(application, Key(context));
        return version.Entity(context.Request, query, Set(application.Id), credential);
    }

    private async Task<IResult> CreateAsync(
        HttpContext context, IDirectoryStore store, FederatedIdentityCredentials credentials, RuleSet rules,
        ILogger<FederatedIdentityCredentialEndpoints> log, CancellationToken cancel)
    {
        var application = await context.FindApplicationAsync(store, cancel);
        var input = await ReadAsync(context, cancel);
        var written = await credentials.CreateAsync(application.TenantId, application.Id, input, cancel);
        Warn(log, rules, application, written);
        return Created(context, application, written.Credential);
    }

    private async Task<IResult> UpdateAsync(
        HttpContext context, IDirectoryStore store, FederatedIdentityCredentials credentials, RuleSet rules,
        ILogger<FederatedIdentityCredentialEndpoints> log, CancellationToken cancel)
    {
        var application = await context.FindApplicationAsync(store, cancel);
        var input = await ReadAsync(context, cancel);
        var written = context.GetRouteValue("name") is not null && GraphKeys.CreatesIfMissing(context.Request)
            ? await credentials.UpsertAsync(application.TenantId, application.Id, Key(context), input, cancel)
            : await credentials.UpdateAsync(application.TenantId, application.Id, Key(context), input, cancel);
        Warn(log, rules, application, written);
        return written.IsCreated ? Created(context, application, written.Credential) : Results.NoContent();
    }

    private async Task<IResult> DeleteAsync(
        HttpContext context, IDirectoryStore store, FederatedIdentityCredentials credentials, CancellationToken cancel)
    {
        var application = await context.FindApplicationAsync(store, cancel);
        await credentials.DeleteAsync(application.TenantId, application.Id, Key(context), cancel);
        return Results.NoContent();
    }

    private async Task<FederatedIdentityCredentialInput> ReadAsync(HttpContext context, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = new FederatedIdentityCredentialInput
        {
            Id = body.Text("id"),
            Name = body.Text("name"),
            Issuer = body.Text("issuer"),
            Subject = body.Text("subject"),
            Description = body.Text("description"),
            Audiences = body.Texts("audiences"),
            SingleUse = body.Flag("@sallyport.singleUse"),
            ClaimsMatchingExpression = version.IsBeta ? ReadExpression(body) : default,
        };
        body.End();
        return input;
    }

    private static Given<ExpressionInput?> ReadExpression(GraphBody body)
    {
        var given = body.Object("claimsMatchingExpression");
        if (given.Value is not { } expression)
            return new Given<ExpressionInput?>(given.IsGiven, null);
        var input = new ExpressionInput(
            expression.Text("value").Or(null), expression.Number("languageVersion").Or(null));
        expression.End();
        return input;
    }

    private IResult Created(HttpContext context, Application application, FederatedIdentityCredential credential) =>
        version.Created(context.Request, Resource, Set(application.Id), credential,
            $"/v2/{application.TenantId}/federatedIdentityCredentials/{credential.Id}");

    private static string Set(Guid applicationId) => $"applications('{applicationId}')/federatedIdentityCredentials";

    private static string Key(HttpContext context) =>
        GraphKeys.Literal(context, "name") ?? (string)context.GetRouteValue("key")!;

    private static void Warn(ILogger log, RuleSet rules, Application application, WrittenCredential written)
    {
        foreach (var warning in CredentialAdvice.Of(written.Credential, rules))
            log.LogWarning("Credential {Name} of application {AppId}: {Warning}",
                LogText.OneLine(written.Credential.Name), application.AppId, LogText.OneLine(warning));
    }
}
