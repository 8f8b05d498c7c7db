using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// What a person is asked to allow before a client gets an answer, for each resource of the scope that it asks for.
/// </summary>
public sealed class ConsentQuestions(IClientDirectory directory, Resources resources, Consents consents)
{
    /// <summary>What the person would have to allow first.</summary>
    /// <param name="client">The client.</param>
    /// <param name="scope">What it asks for.</param>
    /// <param name="user">The person.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<DelegatedScope>> MissingAsync(
        UserClient client, string scope, User user, SignInDraft signIn, CancellationToken cancel)
    {
        var missing = new List<DelegatedScope>();
        foreach (var part in UserScope.ReadEach(scope).Reverse()) // the record names the first resource
        {
            var resource = await ResourceAsync(user, part, signIn, cancel);
            missing.InsertRange(0, await consents.MissingAsync(user, client, resource, part, cancel));
        }
        return missing;
    }

    /// <summary>Everything that the client asks for, allowed before or not.</summary>
    /// <param name="client">The client.</param>
    /// <param name="scope">What it asks for.</param>
    /// <param name="user">The person.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<IReadOnlyList<DelegatedScope>> AskedAsync(
        UserClient client, string scope, User user, SignInDraft signIn, CancellationToken cancel)
    {
        var asked = new List<DelegatedScope>();
        foreach (var part in UserScope.ReadEach(scope).Reverse())
        {
            var resource = await ResourceAsync(user, part, signIn, cancel);
            asked.InsertRange(0, await consents.AskedAsync(user, client, resource, part, cancel));
        }
        return asked;
    }

    /// <summary>The person allows it. Throws AADSTS90094 when only an administrator can.</summary>
    /// <param name="client">The client.</param>
    /// <param name="scope">What it asks for.</param>
    /// <param name="user">The person.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task GrantAsync(
        UserClient client, string scope, User user, SignInDraft signIn, CancellationToken cancel)
    {
        foreach (var part in UserScope.ReadEach(scope).Reverse())
        {
            var resource = await ResourceAsync(user, part, signIn, cancel);
            var missing = await consents.MissingAsync(user, client, resource, part, cancel);
            await consents.GrantAsync(user, client, resource, missing, cancel);
        }
    }

    private async Task<ServicePrincipal> ResourceAsync(
        User user, UserScope scope, SignInDraft signIn, CancellationToken cancel)
    {
        var tenant = await directory.FindTenantAsync(user.TenantId, cancel)
            ?? throw Aadsts.TenantNotFound(user.TenantId.ToString()).ToException();
        return await resources.FindAsync(tenant, scope.Resource, signIn, cancel);
    }
}
