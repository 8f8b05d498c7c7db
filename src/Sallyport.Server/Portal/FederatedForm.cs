using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Explain;
using Sallyport.Portal.Applications;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The form of a federated credential: shows it, and saves what was entered or says what is wrong.</summary>
/// <param name="context">The request.</param>
/// <param name="application">The application.</param>
/// <param name="credential">The credential that is changed; null for a new one.</param>
/// <param name="rules">The rules in force.</param>
internal sealed class FederatedForm(
    HttpContext context, Application application, FederatedIdentityCredential? credential, RuleSet rules)
{
    private static readonly Dictionary<string, string> NoProblems = [];

    // The field of a member; the form has it or not.
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["claimsMatchingExpression"] = "value",
        ["subject"] = "value",
        ["name"] = "name",
        ["issuer"] = "issuer",
        ["audiences"] = "audience",
        ["description"] = "description",
    };

    // What would be overwritten, as the visitor has seen it.
    private string? version = credential is { } shown ? VersionOf(context, shown) : null;

    /// <summary>Refuses a credential that somebody else has changed since the form was shown.</summary>
    /// <param name="current">The application as it is written over.</param>
    public void RequireFresh(Application current)
    {
        context.RequireWriting(current);
        var stored = FederatedPages.Find(current, credential?.Id);
        var found = FormVersion.Of(stored);
        if (version == found)
            return;
        version = found;
        throw ApplicationVisit.Stale(
            "Somebody changed the credential meanwhile, and nothing was saved. It now says: issuer "
            + $"{stored.Issuer}, {(stored.Expression is null ? "subject" : "expression")} "
            + $"{stored.Expression ?? stored.Subject}, audience {stored.Audience}. Update again to overwrite that.")
            .ToException();
    }

    /// <summary>The form with what was entered.</summary>
    public async Task<IResult> ShowAsync(
        EnteredCredential entered,
        IReadOnlyDictionary<string, string>? problems = null,
        int refused = StatusCodes.Status400BadRequest)
    {
        var signIns = await context.RefusedSignInsAsync(application, 1);
        var parameters = new Dictionary<string, object?>
        {
            ["Application"] = application,
            ["Entered"] = entered,
            ["CredentialId"] = credential?.Id,
            ["Problems"] = problems ?? NoProblems,
            ["Rules"] = rules,
            ["Version"] = version,
            ["LastRefused"] = signIns is [var last, ..] ? last : null,
        };
        var status = problems is null ? StatusCodes.Status200OK : refused;
        return PortalPages.Show<FederatedFormPage>(context, parameters, status);
    }

    /// <summary>Answers the form: a preview, or the credential as the same use case writes it as for Graph.</summary>
    /// <param name="entered">What was entered.</param>
    /// <param name="done">What to say when it is saved.</param>
    /// <param name="save">Saves it.</param>
    public async Task<IResult> AnswerAsync(
        EnteredCredential entered, string done, Func<FederatedIdentityCredentialInput, Task<WrittenCredential>> save)
    {
        if (context.Field("act") != "save")
            return await ShowAsync(entered);
        var composed = ComposedCredential.Of(entered);
        var problems = new Dictionary<string, string>(composed.Problems);
        if (entered.Name.Length == 0)
            problems["name"] = "Enter a name.";
        if (problems.Count > 0)
            return await ShowAsync(entered, problems);
        try
        {
            var written = await save(Input(entered, composed));
            Warn(written.Credential);
            return ApplicationVisit.RedirectTo(application, "federated", done);
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: not 404 } refusal)
        {
            var field = Fields.GetValueOrDefault(refusal.Property ?? "", "");
            return await ShowAsync(entered, new Dictionary<string, string> { [field] = refusal.Plain });
        }
        catch (RefusedException exception) when (exception.Refusal is PortalRefusal { Status: 409 } stale)
        {
            return await ShowAsync(entered, new Dictionary<string, string> { [""] = stale.Message }, stale.Status);
        }
    }

    private static string VersionOf(HttpContext context, FederatedIdentityCredential shown) =>
        HttpMethods.IsPost(context.Request.Method) ? context.Field(FormVersion.Field) : FormVersion.Of(shown);

    private FederatedIdentityCredentialInput Input(EnteredCredential entered, ComposedCredential composed) => new()
    {
        Name = credential is null ? entered.Name : default(Given<string?>),
        Issuer = composed.Issuer,
        Subject = composed.Subject,
        Description = entered.Description.Length == 0 ? null : entered.Description,
        Audiences = new Given<IReadOnlyList<string>?>(true, [composed.Audience]),
        ClaimsMatchingExpression = composed.Expression is { } text
            ? new ExpressionInput(text, ClaimsMatchingExpression.LanguageVersion)
            : null,
    };

    private void Warn(FederatedIdentityCredential written)
    {
        var log = context.RequestServices.GetRequiredService<ILogger<FederatedForm>>();
        foreach (var warning in CredentialAdvice.Of(written, rules))
            log.LogWarning(
                "Credential {Name} of application {AppId}: {Warning}",
                LogText.OneLine(written.Name), application.AppId, LogText.OneLine(warning));
    }
}
