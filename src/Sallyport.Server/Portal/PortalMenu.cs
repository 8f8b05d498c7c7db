using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.GitLab;
using Sallyport.Portal.Frame;
using Sallyport.Portal.SignIns;
using Sallyport.Portal.Subscriptions;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The entries of the portal's menu.</summary>
internal static class PortalMenu
{
    /// <summary>The entries that lead a person somewhere.</summary>
    public static IReadOnlyList<MenuEntry> Of(HttpContext context, User person)
    {
        var gitLab = context.RequestServices.GetRequiredService<GitLabInstance>();
        var entries = new List<MenuEntry>
        {
            new("/", "Overview"),
            new(ApplicationAddress.List, "App registrations"),
            new(UserAddress.List, "Users"),
            new(SignInSearch.List, "Sign-in logs"),
            new(ScopeAddress.List, "Subscriptions"),
            new("/cloudshell", "Cloud Shell"),
            new(OtherSite.GitLabOf(context.Request, gitLab), "GitLab"),
        };
        if (!SignInVisit.MayRead(person))
            entries.RemoveAll(e => e.Address == SignInSearch.List);
        return entries;
    }
}
