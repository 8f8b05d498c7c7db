using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// Which application ID URIs an application may have: those that name the application, its tenant or a verified domain
/// of the tenant. Source: "Restrictions on identifier URIs of Microsoft Entra applications".
/// </summary>
internal static class IdentifierUriRules
{
    private const int MaximumLength = 255;

    /// <summary>Reads the URIs, or refuses the first that is not in order. One that is there already stays.</summary>
    public static List<IdentifierUri> Apply(Application application, IReadOnlyList<string> texts, Tenant tenant)
    {
        if (texts.FirstOrDefault(t => !IsUri(t)) is { } wrong)
            throw Invalid($"'{wrong}' is no absolute URI of at most {MaximumLength} characters.");
        var uris = texts.Select(t => new IdentifierUri(t)).ToList();
        if (uris.DistinctBy(u => u.Key).Count() != uris.Count)
            throw Invalid("a URI is given twice.");
        var added = texts.Where(t => !application.IdentifierUris.Exists(u => u.Uri == t));
        if (added.FirstOrDefault(t => !IsOfTenant(t, application, tenant)) is { } foreign)
            throw GraphErrors.HostNameNotOnVerifiedDomain(foreign).ToException();
        return uris;
    }

    private static bool IsUri(string text) =>
        text.Length <= MaximumLength && Uri.TryCreate(text, UriKind.Absolute, out _);

    private static bool IsOfTenant(string text, Application application, Tenant tenant)
    {
        var parts = text.Split("://", 2);
        if (parts.Length < 2)
            return false;
        var end = parts[1].IndexOf('/', StringComparison.Ordinal);
        var host = end < 0 ? parts[1] : parts[1][..end];
        var path = end < 0 ? null : parts[1][(end + 1)..];
        return parts[0].ToUpperInvariant() switch
        {
            "HTTPS" => IsVerified(host, tenant) || IsBelowVerified(host, tenant),
            "API" => IsApi(host, path, application, tenant),
            _ => false,
        };
    }

    private static bool IsApi(string host, string? path, Application application, Tenant tenant)
    {
        if (path is null or "")
            return path is null && Is(host, application.AppId);
        return Is(host, tenant.Id) || IsBelowVerified(host, tenant) || (host.Length > 0 && Is(path, application.AppId));
    }

    private static bool IsVerified(string host, Tenant tenant) =>
        host.Equals(tenant.InitialDomain, StringComparison.OrdinalIgnoreCase);

    // The host is compared as text: user information or a port is none of the tenant's.
    private static bool IsBelowVerified(string host, Tenant tenant) =>
        host.Length > tenant.InitialDomain.Length + 1
            && host.EndsWith("." + tenant.InitialDomain, StringComparison.OrdinalIgnoreCase)
            && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    private static bool Is(string text, Guid id) => text.Equals(id.ToString(), StringComparison.OrdinalIgnoreCase);

    private static Refusals.RefusedException Invalid(string why) =>
        GraphErrors.InvalidValue("identifierUris", ApplicationRules.Resource, why).ToException();
}
