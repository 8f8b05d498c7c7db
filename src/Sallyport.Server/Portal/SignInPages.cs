using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.Portal.Applications;
using Sallyport.Portal.SignIns;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>The sign-in logs, and the page of each sign-in. They need the right that Graph's route needs.</summary>
internal static partial class SignInPages
{
    private const int PageSize = 50;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(SignInSearch.List, ListAsync).Requires(new PortalPerson());
        pages.MapGet(SignInSearch.List + "/{id}", ShowAsync).Requires(new PortalPerson());
    }

    private static async Task<IResult> ListAsync(HttpContext context, ISignIns signIns, TimeProvider time)
    {
        context.RequireSignIns();
        var search = Read(context.Request.Query);
        var problem = search.Code.Length > 0 && search.Number is null
            ? "This is no AADSTS code: a code is a number, such as AADSTS70021."
            : null;
        List<SignInRecord> found = [];
        if (problem is null)
            found = await SignInFilter.Apply(signIns.Of(context.Person().TenantId), search, time.GetUtcNow())
                .Take(PageSize + 1).ToListAsync(context.RequestAborted);
        var hasMore = found.Count > PageSize;
        if (hasMore)
            found.RemoveAt(PageSize);
        var parameters = new Dictionary<string, object?>
        {
            ["Search"] = search, ["Records"] = found, ["Next"] = hasMore ? found[^1].Id : null, ["Problem"] = problem,
        };
        return PortalPages.Show<SignInListPage>(
            context, parameters, problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, string id, ISignIns signIns, IClientDirectory directory, IUserDirectory users)
    {
        context.RequireSignIns();
        var tenant = context.Person().TenantId;
        var record = StrictGuid.TryRead(id, out var key)
            ? await signIns.FindAsync(tenant, key, context.RequestAborted)
            : null;
        if (record is null)
            throw new PortalRefusal(404, "NotFound", "There is no sign-in with this id, or it is not kept any more.")
                .ToException();
        var application = StrictGuid.TryRead(record.AppId, out var appId)
            ? await directory.FindApplicationByAppIdAsync(tenant, appId, context.RequestAborted)
            : null;
        var person = record.UserId is { } userId
            ? await users.FindAsync(tenant, userId, context.RequestAborted)
            : null;
        var explanation = RecordedSignIn.Explain(record, application: application?.Id);
        var mayWrite = application is not null && context.MayWrite(application);
        return PortalPages.Show<SignInPage>(context, new()
        {
            ["Record"] = record,
            ["Application"] = application,
            ["Person"] = person,
            ["MayWrite"] = mayWrite,
            ["Explanation"] = explanation,
            ["AddAddress"] = mayWrite && explanation is not null
                ? PrefilledCredential.Offer(application!, explanation)
                : null,
            ["Unread"] = RecordedSignIn.ExplainUnread(record),
        });
    }

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();

    private static SignInSearch Read(IQueryCollection query)
    {
        string Of(string name) => query[name].ToString().Trim();
        string OneOf(string name, params IEnumerable<string> values) => values.Contains(Of(name)) ? Of(name) : "";
        return new SignInSearch
        {
            OfUsers = Of("type") == "user",
            User = Of("type") == "user" ? Of("user") : "",
            Application = Of("app"),
            Status = OneOf("status", SignInSearch.Success, SignInSearch.Failure),
            Code = Of("code"),
            Range = OneOf("range", SignInSearch.Ranges.Select(r => r.Value)),
            Assertion = Sha256().IsMatch(Of("assertion")) ? Of("assertion") : "",
            Before = StrictGuid.TryRead(Of("before"), out var before) ? before : null,
        };
    }
}
