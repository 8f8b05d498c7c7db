using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Frame;
using Sallyport.Portal.Users;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The pages of users: the list, a new one, and one user's overview.</summary>
internal static class UserPages
{
    private const string Yes = "true";

    // The field of a member that may be refused.
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["domain"] = "domain",
        ["userPrincipalName"] = "name",
        ["mailNickname"] = "name",
        ["displayName"] = "display_name",
        ["passwordProfile"] = "password",
    };

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(UserAddress.List, ListAsync).Requires(new PortalPerson());
        pages.MapGet(UserAddress.New, ShowNewAsync).Requires(new PortalPerson());
        pages.MapPost(UserAddress.New, CreateAsync).TakesForm();
        pages.MapGet(UserAddress.List + "/{id}", ShowAsync).Requires(new PortalPerson());
    }

    private static async Task<IResult> ListAsync(HttpContext context, IUserDirectory users)
    {
        context.RequireUsers();
        var parameters = new Dictionary<string, object?>
        {
            ["List"] = await UserList.ReadAsync(context, users),
            ["MayCreate"] = UserVisit.MayCreate(context.Person()),
        };
        return PortalPages.Show<UserListPage>(context, parameters, notice: context.UserNotice());
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IUserDirectory users) =>
        await context.ShowUserAsync(await context.FindUserAsync(users), []);

    private static Task<IResult> ShowNewAsync(HttpContext context, IClientDirectory directory)
    {
        RequireCreating(context);
        return ShowFormAsync(context, directory, new EnteredUser(), null);
    }

    private static async Task<IResult> ShowFormAsync(
        HttpContext context, IClientDirectory directory, EnteredUser entered, Dictionary<string, string>? problems)
    {
        var tenant = await directory.FindTenantAsync(context.Person().TenantId, context.RequestAborted);
        var parameters = new Dictionary<string, object?>
        {
            ["Entered"] = entered,
            ["Domains"] = new[] { tenant!.InitialDomain },
            ["Problems"] = problems ?? [],
        };
        var status = problems is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return PortalPages.Show<NewUserPage>(context, parameters, status);
    }

    // A password that we make is in this answer and nowhere else. The same form again finds the name taken.
    private static async Task<IResult> CreateAsync(HttpContext context, Users users, IClientDirectory directory)
    {
        RequireCreating(context);
        var entered = Read(context);
        var problems = ProblemsOf(entered);
        if (problems.Count > 0)
            return await ShowFormAsync(context, directory, entered, problems);
        var generated = entered.Password.Length == 0 ? GeneratedPassword.New() : null;
        try
        {
            var user = await users.CreateAsync(
                context.Person().TenantId, Input(entered, generated ?? entered.Password), context.RequestAborted);
            return generated is null
                ? UserVisit.RedirectTo(user.Id, "", "created")
                : await context.ShowUserAsync(user, new() { ["Password"] = generated });
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            var field = Fields.GetValueOrDefault(refusal.Property ?? "", "");
            return await ShowFormAsync(context, directory, entered, new() { [field] = refusal.Plain });
        }
    }

    private static EnteredUser Read(HttpContext context) => new()
    {
        Name = context.Field("name"),
        Domain = context.Field("domain"),
        DisplayName = context.Field("display_name"),
        Password = context.RawField("password"),
        MustChange = context.Field("must_change") == Yes,
        AccountEnabled = context.Field("enabled") == Yes,
    };

    private static Dictionary<string, string> ProblemsOf(EnteredUser entered)
    {
        var problems = new Dictionary<string, string>();
        if (entered.Name.Length == 0)
            problems["name"] = "Enter a name.";
        if (entered.DisplayName.Length == 0)
            problems["display_name"] = "Enter a display name.";
        return problems;
    }

    private static UserInput Input(EnteredUser entered, string password) => new()
    {
        UserPrincipalName = $"{entered.Name}@{entered.Domain}",
        DisplayName = entered.DisplayName,
        MailNickname = entered.Name,
        AccountEnabled = entered.AccountEnabled,
        Password = password,
        ForceChangePasswordNextSignIn = entered.MustChange,
    };

    private static void RequireCreating(HttpContext context)
    {
        if (!UserVisit.MayCreate(context.Person()))
            throw ApplicationVisit.Denied().ToException();
    }
}
