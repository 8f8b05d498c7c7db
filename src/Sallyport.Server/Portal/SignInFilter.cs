using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Portal.SignIns;

namespace Sallyport.Server.Portal;

/// <summary>Finds the records that a visitor of the sign-in logs looks for.</summary>
internal static class SignInFilter
{
    /// <summary>The records, the newest first: ids are made in the order of time.</summary>
    /// <param name="records">The records of the tenant.</param>
    /// <param name="search">What is looked for.</param>
    /// <param name="now">The time from which ranges go back.</param>
    public static IQueryable<SignInRecord> Apply(
        IQueryable<SignInRecord> records, SignInSearch search, DateTimeOffset now)
    {
        records = search.OfUsers
            ? records.Where(r => r.Kind != SignInKind.ServicePrincipal)
            : records.Where(r => r.Kind == SignInKind.ServicePrincipal);
        records = OfUser(records, search.User);
        records = OfStatus(OfApplication(records, search.Application), search.Status);
        if (search.Number is { } number)
            records = records.Where(r => r.ErrorCode == number);
        if (search.Assertion.Length > 0)
            records = records.Where(r => r.AssertionSha256 == search.Assertion);
        if (search.Length is { } length)
            records = Since(records, now - length);
        if (search.Before is { } before)
            records = records.Where(r => r.Id.CompareTo(before) < 0);
        return records.OrderByDescending(r => r.Id);
    }

    private static IQueryable<SignInRecord> Since(IQueryable<SignInRecord> records, DateTimeOffset start) =>
        records.Where(r => r.CreatedDateTime >= start);

    private static IQueryable<SignInRecord> OfStatus(IQueryable<SignInRecord> records, string status) => status switch
    {
        SignInSearch.Success => records.Where(r => r.ErrorCode == 0),
        SignInSearch.Failure => records.Where(r => r.ErrorCode != 0),
        _ => records,
    };

    private static IQueryable<SignInRecord> OfUser(IQueryable<SignInRecord> records, string user)
    {
        if (user.Length == 0)
            return records;
        if (StrictGuid.TryRead(user, out var id))
            return records.Where(r => r.UserId == id);
        var lower = user.ToLowerInvariant();
#pragma warning disable RS0030, CA1862 // The database's own lower(), which knows no culture.
        return records.Where(r => r.UserPrincipalName != null && r.UserPrincipalName.ToLower().StartsWith(lower));
#pragma warning restore RS0030, CA1862
    }

    private static IQueryable<SignInRecord> OfApplication(IQueryable<SignInRecord> records, string application)
    {
        if (application.Length == 0)
            return records;
        var lower = application.ToLowerInvariant();
        if (StrictGuid.TryRead(application, out _))
            return records.Where(r => r.AppId == lower);
#pragma warning disable RS0030, CA1862 // The database's own lower(), which knows no culture.
        return records.Where(r => r.AppDisplayName != null && r.AppDisplayName.ToLower().StartsWith(lower));
#pragma warning restore RS0030, CA1862
    }
}
