using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Answers people's grants. Their client may name no tenant (<c>organizations</c>): the account's counts then.
/// </summary>
public sealed class UserSignIn(IClientDirectory directory, IEnumerable<IUserGrant> grants, UserTokens tokens)
{
    private static readonly string[] AnyTenant = ["organizations", "common", "consumers"];

    /// <summary>Whether the tenant of a URL stands for all of them.</summary>
    internal static bool IsAnyTenant(string name) => AnyTenant.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The grant that the request names, when people sign in by it at this endpoint; else null.</summary>
    internal IUserGrant? GrantOf(TokenRequest request, TokenEndpointAddress endpoint) =>
        endpoint.Version == 2 && request.OptionalGrantType is { } type
            ? grants.FirstOrDefault(g => g.Types.Contains(type, StringComparer.Ordinal))
            : null;

    /// <summary>Answers a request. Throws refusals of the <see cref="Aadsts"/> catalogue.</summary>
    internal async Task<TokenAnswer> AnswerAsync(
        IUserGrant grant, UserGrantContext context, string uniqueId, CancellationToken cancel)
    {
        var name = context.Endpoint.Tenant;
        var isAny = IsAnyTenant(name);
        var isOrganizations = name.Equals(AnyTenant[0], StringComparison.OrdinalIgnoreCase);
        if (isAny && !isOrganizations && !grant.IsTakenAtCommon)
            throw Aadsts.GrantNotAtCommon().ToException();
        var tenant = isAny ? null : await Tenants.ResolveAsync(directory, name, cancel);
        if (tenant is not null)
            context.SignIn.InTenant(tenant.Id);
        var session = await grant.SignInAsync(context with { Tenant = tenant }, cancel);
        return await tokens.MintAsync(session, context.Request.WantsClientInfo, uniqueId, cancel);
    }
}
