using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>A person whose browser has a session.</summary>
/// <param name="User">The account.</param>
/// <param name="Since">When the person proved who they are.</param>
public sealed record SignedInPerson(User User, DateTimeOffset Since);

/// <summary>
/// The authorize endpoint without its pages (RFC 6749 §4.1): <see cref="OpenAsync"/> finds out whom an answer may go
/// to, <see cref="MissingConsentAsync"/> what the person would have to allow, and <see cref="AnswerAsync"/> gives the
/// answer. Source: "Microsoft identity platform and OAuth 2.0 authorization code flow".
/// </summary>
public sealed class Authorizations(
    IClientDirectory directory,
    UserClients clients,
    Resources resources,
    ConsentQuestions consents,
    IAuthorizationCodes codes,
    UserTokens tokens,
    TimeProvider time)
{
    /// <summary>
    /// Finds tenant, client and redirect URI. What is refused here is told to the person alone: the client is not to be
    /// trusted.
    /// </summary>
    /// <param name="tenant">The tenant of the URL.</param>
    /// <param name="request">The request.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<OpenAuthorization> OpenAsync(
        string tenant, AuthorizeRequest request, SignInDraft signIn, CancellationToken cancel)
    {
        var found = UserSignIn.IsAnyTenant(tenant) ? null : await Tenants.ResolveAsync(directory, tenant, cancel);
        if (found is not null)
            signIn.InTenant(found.Id);
        var (client, redirectUris, application) =
            await clients.FindUnprovedAsync(found, request.ClientId, signIn, cancel);
        var registered = Registered(request.RedirectUri, redirectUris, client);
        return new OpenAuthorization(request, found, client, application, registered);
    }

    private static RedirectUri Registered(string? requested, IReadOnlyList<RedirectUri> own, UserClient client)
    {
        if (requested is not null)
            return RedirectUris.Find(own, requested)
                ?? throw Aadsts.RedirectUriDiffers(requested, client.AppId).ToException();
        return own.Count == 1 ? own[0] : throw Aadsts.RedirectUriMissing().ToException();
    }

    /// <summary>Refuses what the client may not ask for. The client may be told.</summary>
    public async Task CheckAsync(OpenAuthorization open, SignInDraft signIn, CancellationToken cancel)
    {
        open.Check();
        foreach (var scope in UserScope.ReadEach(open.Request.Scope).Reverse()) // the record names the first resource
        {
            signIn.ForResource(scope.Resource);
            if (open.Tenant is { } tenant)
                await resources.FindAsync(tenant, scope.Resource, signIn, cancel);
        }
    }

    /// <summary>What the person would have to allow before the client gets an answer.</summary>
    public Task<IReadOnlyList<DelegatedScope>> MissingConsentAsync(
        OpenAuthorization open, User user, SignInDraft signIn, CancellationToken cancel) =>
        consents.MissingAsync(open.Client, open.Request.Scope, user, signIn, cancel);

    /// <summary>
    /// What the person is asked to allow on a page: what is missing, or with <c>prompt=consent</c> everything again.
    /// </summary>
    public Task<IReadOnlyList<DelegatedScope>> QuestionsAsync(
        OpenAuthorization open, User user, SignInDraft signIn, CancellationToken cancel) =>
        open.Request.Prompts("consent")
            ? consents.AskedAsync(open.Client, open.Request.Scope, user, signIn, cancel)
            : MissingConsentAsync(open, user, signIn, cancel);

    /// <summary>The person allows it. Throws AADSTS90094 when only an administrator can.</summary>
    public Task ConsentAsync(OpenAuthorization open, User user, SignInDraft signIn, CancellationToken cancel) =>
        consents.GrantAsync(open.Client, open.Request.Scope, user, signIn, cancel);

    /// <summary>The parameters that go back to the client.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AnswerAsync(
        OpenAuthorization open, SignedInPerson person, SignInDraft signIn, CancellationToken cancel)
    {
        var request = open.Request;
        var scope = UserScope.ReadEach(request.Scope)[0];
        var tenant = await TenantOfAsync(person.User, cancel);
        var target = await resources.FindForUserAsync(tenant, scope, open.Client, person.User, signIn, cancel);
        var answer = new OrderedDictionary<string, string>();
        if (open.WantsCode)
            answer["code"] = await AddCodeAsync(open, person, cancel);
        if (open.WantsIdToken)
        {
            var session = new UserSession(person.User, open.Client, scope, target, person.Since)
            {
                Nonce = request.Nonce,
            };
            answer["id_token"] = await tokens.MintIdTokenAsync(session, answer.GetValueOrDefault("code"), cancel);
        }
        if (request.WantsClientInfo)
            answer["client_info"] = UserTokens.ClientInfo(person.User);
        if (request.State is not null)
            answer["state"] = request.State;
        answer["session_state"] = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        return answer;
    }

    private async Task<string> AddCodeAsync(OpenAuthorization open, SignedInPerson person, CancellationToken cancel)
    {
        var text = GrantText.New();
        var now = time.GetUtcNow();
        var code = new AuthorizationCode
        {
            Hash = GrantText.HashOf(text),
            TenantId = person.User.TenantId,
            UserId = person.User.Id,
            ClientId = open.Client.AppId,
            RedirectUri = open.RedirectUri,
            Platform = open.Registered.Platform,
            Scope = open.Request.Scope,
            Nonce = open.Request.Nonce,
            Challenge = CodeChallenge.Read(open.Request),
            Since = person.Since,
            IssuedAt = now,
        };
        await codes.AddAsync(code, now - (2 * AuthorizationCode.Lifetime), cancel);
        return text;
    }

    private async Task<Tenant> TenantOfAsync(User user, CancellationToken cancel) =>
        await directory.FindTenantAsync(user.TenantId, cancel)
        ?? throw Aadsts.TenantNotFound(user.TenantId.ToString()).ToException();
}
