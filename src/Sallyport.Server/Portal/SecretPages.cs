using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Applications;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The pages of an application's certificates and client secrets.</summary>
internal static class SecretPages
{
    private const string Secrets = ApplicationAddress.List + "/{id}/credentials";
    private const string OneSecret = Secrets + "/{key}/delete";

    private static readonly PortalRefusal Stale = ApplicationVisit.Stale(
        "The client secrets were changed meanwhile, perhaps by this form. No secret was made now.");

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Secrets, ListAsync).Requires(new PortalPerson());
        pages.MapGet(Secrets + "/certificates", ListCertificatesAsync).Requires(new PortalPerson());
        pages.MapPost(Secrets, AddAsync).TakesForm();
        pages.MapGet(OneSecret, AskAsync).Requires(new PortalPerson());
        pages.MapPost(OneSecret, DeleteAsync).TakesForm();
    }

    private static async Task<IResult> ListAsync(HttpContext context, IDirectoryStore store) =>
        Show(context, await context.FindApplicationAsync(store), []);

    private static IResult Show(HttpContext context, Application application, Dictionary<string, object?> further)
    {
        further["Application"] = application;
        further["MayWrite"] = context.MayWrite(application);
        var refused = further.GetValueOrDefault("Problem") as string == Stale.Message
            ? Stale.Status
            : StatusCodes.Status400BadRequest;
        var status = further.ContainsKey("Problem") ? refused : StatusCodes.Status200OK;
        return PortalPages.Show<SecretsPage>(context, further, status, context.Notice());
    }

    private static async Task<IResult> ListCertificatesAsync(HttpContext context, IDirectoryStore store)
    {
        var application = await context.FindApplicationAsync(store);
        return PortalPages.Show<CertificatesPage>(context, new() { ["Application"] = application });
    }

    // The value is in this answer and nowhere else, so there is no address to be sent on to. The form is good for the
    // secrets as they were: the same form again, as by reloading the page, makes no second secret.
    private static async Task<IResult> AddAsync(
        HttpContext context, IDirectoryStore store, Applications applications, TimeProvider time)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var entered = new EnteredSecret(context.Field("description"), context.Field("days"));
        if (ReadDays(entered.Days) is not { } days)
            return Refuse(
                $"A client secret lives {EnteredSecret.MinimumDays} to {EnteredSecret.MaximumDays} days.");
        try
        {
            var input = new PasswordInput
            {
                DisplayName = entered.Description.Length == 0 ? null : entered.Description,
                EndDateTime = time.GetUtcNow().AddDays(days),
            };
            var (credential, secret) = await applications.Checking(RequireFresh).AddPasswordAsync(
                application.TenantId, application.Id, input, context.RequestAborted);
            var changed = await context.FindApplicationAsync(store);
            return Show(context, changed, new() { ["Made"] = new NewSecret(credential.KeyId, secret) });
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            return Refuse(refusal.Message);
        }
        catch (RefusedException exception) when (exception.Refusal == Stale)
        {
            application = await context.FindApplicationToChangeAsync(store);
            return Refuse(Stale.Message);
        }

        void RequireFresh(Application current)
        {
            context.RequireWriting(current);
            if (context.Field(FormVersion.Field) != FormVersion.OfSecrets(current))
                throw Stale.ToException();
        }

        IResult Refuse(string problem) =>
            Show(context, application, new() { ["Problem"] = problem, ["Entered"] = entered });
    }

    private static int? ReadDays(string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days);
        return isNumber && days is >= EnteredSecret.MinimumDays and <= EnteredSecret.MaximumDays ? days : null;
    }

    private static async Task<IResult> AskAsync(HttpContext context, IDirectoryStore store)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        return Ask(context, application, Find(context, application), null);
    }

    private static IResult Ask(
        HttpContext context, Application application, PasswordCredential secret, string? problem)
    {
        var question = new Question(
            $"Delete the client secret {secret.DisplayName ?? secret.Hint + "…"}?",
            "Whoever signs in with it can do so no more. This cannot be undone.")
        {
            Action = ApplicationAddress.Of(application.Id, $"credentials/{secret.KeyId}/delete"),
            Back = ApplicationAddress.Of(application.Id, "credentials"),
            BackLabel = $"Client secrets of {application.DisplayName}",
            Menu = ApplicationAddress.List,
        };
        return PortalPages.Ask(context, question, problem);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, IDirectoryStore store, Applications applications)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var secret = Find(context, application);
        try
        {
            await applications.Checking(context.RequireWriting).RemovePasswordAsync(
                application.TenantId, application.Id, secret.KeyId, context.RequestAborted);
            return ApplicationVisit.RedirectTo(application, "credentials", "secret-deleted");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            return Ask(context, application, secret, refusal.Message);
        }
    }

    private static PasswordCredential Find(HttpContext context, Application application) =>
        application.PasswordCredentials.Find(p => p.KeyId == context.RouteId("key"))
            ?? throw ApplicationVisit.NotFound("There is no client secret with this ID.").ToException();
}
