using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Resolves the tenant in a URL of the login surface.</summary>
public static class Tenants
{
    /// <summary>The tenant with this id or verified domain. Throws AADSTS90002, 900021 or 900023.</summary>
    public static async Task<Tenant> ResolveAsync(IClientDirectory directory, string name, CancellationToken cancel) =>
        await FindAsync(directory, name, cancel) ?? throw Aadsts.TenantNotFound(name).ToException();

    /// <summary>The tenant with this id or verified domain, or null. Throws AADSTS900021 or 900023.</summary>
    public static async Task<Tenant?> FindAsync(IClientDirectory directory, string name, CancellationToken cancel)
    {
        if (StrictGuid.TryRead(name, out var id))
        {
            if (id == Guid.Empty)
                throw Aadsts.TenantEmpty().ToException();
            return await directory.FindTenantAsync(id, cancel);
        }
        if (name.Length > 253
            || !name.Contains('.', StringComparison.Ordinal)
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
            throw Aadsts.TenantMalformed(name).ToException();
        return await directory.FindTenantAsync(name, cancel);
    }
}
