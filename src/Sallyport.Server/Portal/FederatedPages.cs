using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Applications;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The pages of federated credentials: the list, the form with its preview, and the end of one.</summary>
internal static class FederatedPages
{
    private const string List = ApplicationAddress.List + "/{id}/federated";
    private const string New = List + "/new";
    private const string One = List + "/{key}";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(List, ListAsync).Requires(new PortalPerson());
        pages.MapGet(New, ShowNewAsync).Requires(new PortalPerson());
        pages.MapPost(New, AddAsync).TakesForm();
        pages.MapGet(One, EditAsync).Requires(new PortalPerson());
        pages.MapPost(One, UpdateAsync).TakesForm();
        pages.MapGet(One + "/delete", AskAsync).Requires(new PortalPerson());
        pages.MapPost(One + "/delete", DeleteAsync).TakesForm();
    }

    /// <summary>The credential that the address names by its id.</summary>
    public static FederatedIdentityCredential Find(Application application, Guid? id) =>
        application.FederatedIdentityCredentials.Find(c => c.Id == id)
            ?? throw ApplicationVisit.NotFound("There is no federated credential with this ID.").ToException();

    /// <summary>The issuer of the ID tokens of the GitLab that this instance plays.</summary>
    public static string IssuerOf(ServerOptions options) => options.CiIdTokensIssuerUrl ?? options.GitLabUrl;

    private static async Task<IResult> ListAsync(HttpContext context, IDirectoryStore store, RuleSet rules)
    {
        var application = await context.FindApplicationAsync(store);
        var parameters = new Dictionary<string, object?>
        {
            ["Application"] = application, ["MayWrite"] = context.MayWrite(application), ["Rules"] = rules,
        };
        return PortalPages.Show<FederatedListPage>(context, parameters, notice: context.Notice());
    }

    private static async Task<IResult> ShowNewAsync(
        HttpContext context, IDirectoryStore store, ServerOptions options, RuleSet rules)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var entered = EnteredCredential.Read(name => context.Request.Query[name].ToString(), IssuerOf(options));
        return await new FederatedForm(context, application, null, rules).ShowAsync(entered.Filled(IssuerOf(options)));
    }

    private static async Task<IResult> AddAsync(
        HttpContext context,
        IDirectoryStore store,
        FederatedIdentityCredentials credentials,
        ServerOptions options,
        RuleSet rules)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var form = new FederatedForm(context, application, null, rules);
        var checking = credentials.Checking(context.RequireWriting);
        return await form.AnswerAsync(Entered(context, options), "added", input => checking.CreateAsync(
            application.TenantId, application.Id, input, context.RequestAborted));
    }

    // Another scenario than the one that fits begins with empty fields, but for the name and the description.
    private static async Task<IResult> EditAsync(
        HttpContext context, IDirectoryStore store, ServerOptions options, RuleSet rules)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var credential = Find(application, context.RouteId("key"));
        var entered = ScenarioGuess.Of(credential);
        var asked = context.Request.Query["scenario"].ToString();
        if (asked == CredentialScenario.Other.Key)
            entered = ScenarioGuess.Plain(credential);
        else if (asked.Length > 0 && asked != entered.Scenario.Key)
            entered = EnteredCredential.Read(name => name == "scenario" ? asked : "", IssuerOf(options)) with
            {
                Name = credential.Name,
                Description = credential.Description ?? "",
                Audience = credential.Audience,
            };
        return await new FederatedForm(context, application, credential, rules).ShowAsync(entered);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context,
        IDirectoryStore store,
        FederatedIdentityCredentials credentials,
        ServerOptions options,
        RuleSet rules)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var credential = Find(application, context.RouteId("key"));
        var entered = Entered(context, options) with { Name = credential.Name };
        var form = new FederatedForm(context, application, credential, rules);
        var checking = credentials.Checking(form.RequireFresh);
        return await form.AnswerAsync(entered, "changed", input => checking.UpdateAsync(
            application.TenantId, application.Id, credential.Id.ToString(), input, context.RequestAborted));
    }

    private static async Task<IResult> AskAsync(HttpContext context, IDirectoryStore store)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var credential = Find(application, context.RouteId("key"));
        var list = ApplicationAddress.Of(application.Id, "federated");
        var question = new Question(
            $"Delete {credential.Name}?",
            $"Tokens that it takes are refused from then on: {credential.Subject ?? credential.Expression}")
        {
            Action = $"{list}/{credential.Id}/delete",
            Back = list,
            BackLabel = $"Federated credentials of {application.DisplayName}",
            Menu = ApplicationAddress.List,
        };
        return PortalPages.Ask(context, question, null);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, IDirectoryStore store, FederatedIdentityCredentials credentials)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var credential = Find(application, context.RouteId("key"));
        await credentials.Checking(context.RequireWriting).DeleteAsync(
            application.TenantId, application.Id, credential.Id.ToString(), context.RequestAborted);
        return ApplicationVisit.RedirectTo(application, "federated", "credential-deleted");
    }

    private static EnteredCredential Entered(HttpContext context, ServerOptions options) =>
        EnteredCredential.Read(context.Field, IssuerOf(options)).Filled(IssuerOf(options));
}
