using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Login;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>For what a person signs in.</summary>
/// <param name="Action">To which address the pages' forms are sent.</param>
/// <param name="Tenant">The tenant that the account has to be of; null for any.</param>
/// <param name="ClientName">To which client, in words.</param>
/// <param name="Draft">The record in the making, which knows the client.</param>
/// <param name="FormTarget">The site to which the last form leads; null for this one.</param>
internal sealed record SignInPurpose(
    string Action, Tenant? Tenant, string ClientName, SignInDraft Draft, string? FormTarget);

/// <summary>
/// The pages by which a person proves who they are: the name, then the password, or a new one where the old one is only
/// good for that. Every page sends its step along, so that no state is kept between them.
/// </summary>
internal sealed class SignInSteps(PageSignIn people)
{
    /// <summary>The first page.</summary>
    public static IResult Begin(HttpContext context, SignInPurpose purpose, string name, string? problem = null) =>
        Show<NamePage>(
            context, purpose, new() { ["ClientName"] = purpose.ClientName, ["Name"] = name, ["Problem"] = problem });

    /// <summary>The page that offers the account of the session.</summary>
    public static IResult Pick(HttpContext context, SignInPurpose purpose, User person) => Show<AccountPage>(
        context, purpose, new() { ["ClientName"] = purpose.ClientName, ["Person"] = person });

    /// <summary>The page for the password.</summary>
    public static IResult AskPassword(
        HttpContext context, SignInPurpose purpose, string name, string? problem = null) =>
        Show<PasswordPage>(context, purpose, new() { ["Name"] = name, ["Problem"] = problem });

    /// <summary>The page that asks what the client may do.</summary>
    public static IResult AskConsent(
        HttpContext context, SignInPurpose purpose, User person, IReadOnlyList<DelegatedScope> missing) =>
        Show<ConsentPage>(context, purpose, new()
        {
            ["ClientName"] = purpose.ClientName,
            ["Person"] = person,
            ["Permissions"] = missing,
            ["NeedsAdministrator"] = !Consents.MayGrant(person, missing),
        });

    /// <summary>Takes a form of these pages; null when it is one of another step.</summary>
    /// <param name="context">The request.</param>
    /// <param name="purpose">For what the person signs in.</param>
    /// <param name="done">What follows once the person has signed in.</param>
    public async Task<IResult?> TakeAsync(
        HttpContext context, SignInPurpose purpose, Func<SignedInPerson, Task<IResult>> done)
    {
        var name = context.Field("login");
        switch (context.Field("step"))
        {
            case "other":
                return Begin(context, purpose, "");
            case "name":
                return await TakeNameAsync(context, purpose, name);
            case "password":
                return await SignInAsync(context, purpose, name, done);
            case "change":
                return await ChangePasswordAsync(context, purpose, name, done);
            default:
                return null;
        }
    }

    private async Task<IResult> TakeNameAsync(HttpContext context, SignInPurpose purpose, string name)
    {
        if (name.Length == 0)
            return Begin(context, purpose, "");
        try
        {
            await people.CheckNameAsync(purpose.Tenant, name, purpose.Draft, context.RequestAborted);
            return AskPassword(context, purpose, name);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Number: 50034 })
        {
            return Begin(context, purpose, name, ProblemOf(refused.Refusal));
        }
    }

    private async Task<IResult> SignInAsync(
        HttpContext context, SignInPurpose purpose, string name, Func<SignedInPerson, Task<IResult>> done)
    {
        try
        {
            var person = await people.SignInAsync(
                purpose.Tenant, name, context.RawField("passwd"), purpose.Draft, context.RequestAborted);
            return await FinishAsync(context, person, done);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Number: 50055 })
        {
            return AskChange(context, purpose, name);
        }
        catch (RefusedException refused) when (ProblemOf(refused.Refusal) is { } problem)
        {
            return AskPassword(context, purpose, name, problem);
        }
    }

    private async Task<IResult> ChangePasswordAsync(
        HttpContext context, SignInPurpose purpose, string name, Func<SignedInPerson, Task<IResult>> done)
    {
        var change = new PasswordChange(context.RawField("passwd"), context.RawField("next"));
        if (change.Next != context.RawField("again"))
            return AskChange(context, purpose, name, "The new passwords differ.");
        if (change.Next == change.Current)
            return AskChange(context, purpose, name, "The new password is the old one. Choose another one.");
        try
        {
            var person = await people.ChangePasswordAsync(
                purpose.Tenant, name, change, purpose.Draft, context.RequestAborted);
            return await FinishAsync(context, person, done);
        }
        catch (RefusedException refused) when (refused.Refusal is GraphRefusal)
        {
            return AskChange(context, purpose, name, refused.Refusal.Message);
        }
        catch (RefusedException refused) when (ProblemOf(refused.Refusal) is { } problem)
        {
            return AskChange(context, purpose, name, problem);
        }
    }

    private static async Task<IResult> FinishAsync(
        HttpContext context, SignedInPerson person, Func<SignedInPerson, Task<IResult>> done)
    {
        UnprovenPace.Prove(context);
        await LoginSession.BeginAsync(context, person, context.Field("stay") == "yes");
        return await done(person);
    }

    private static IResult AskChange(
        HttpContext context, SignInPurpose purpose, string name, string? problem = null) =>
        Show<ChangePasswordPage>(context, purpose, new() { ["Name"] = name, ["Problem"] = problem });

    // What a person is told of a refusal; null for one that is no matter of the account.
    private static string? ProblemOf(Refusal refusal) => (refusal as AadstsRefusal)?.Number switch
    {
        50126 => "Your account or password is incorrect.",
        50034 => "We couldn’t find an account with that name. Check it, or ask an administrator.",
        50053 => "Your account is temporarily locked to prevent unauthorized use. Try again later.",
        50057 => "Your account has been disabled. Ask an administrator to enable it.",
        _ => null,
    };

    private static IResult Show<TPage>(
        HttpContext context, SignInPurpose purpose, Dictionary<string, object?> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        parameters["Action"] = purpose.Action;
        return LoginPages.Show<TPage>(context, parameters, purpose.FormTarget);
    }
}
