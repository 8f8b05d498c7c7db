using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What may be done to applications and their client secrets. Source: Microsoft Graph, resource type
/// <c>application</c>.
/// </summary>
/// <param name="store">The directory.</param>
/// <param name="writer">Writes changes.</param>
/// <param name="access">Keeps the owner's application.</param>
/// <param name="time">The clock.</param>
public sealed class Applications(
    IDirectoryStore store, ApplicationWriter writer, OwnerAccess access, TimeProvider time)
{
    /// <summary>What <c>signInAudience</c> is when the caller does not say.</summary>
    public const string DefaultSignInAudience = "AzureADandPersonalMicrosoftAccount";

    /// <inheritdoc cref="ApplicationWriter.Checking"/>
    public Applications Checking(Action<Application> required) =>
        new(store, writer.Checking(required), access, time);

    /// <summary>
    /// Creates an application. A new one has no credentials and no service principal. A person who makes it owns it; an
    /// application that makes it does not.
    /// </summary>
    public async Task<Application> CreateAsync(
        Guid tenantId, ApplicationInput input, User? creator, CancellationToken cancel) =>
        await TryCreateAsync(tenantId, input, null, creator, cancel)
            ?? throw GraphErrors.IdentifierUriTaken().ToException();

    /// <summary>
    /// Changes the application with this unique name, or makes it. Of several who make it at once one does, the others
    /// change it, as far as they may.
    /// </summary>
    public async Task<(Application Application, bool Created)> UpsertAsync(
        Guid tenantId, string uniqueName, ApplicationInput input, User? caller, CancellationToken cancel)
    {
        if (uniqueName.Length is 0 or > ApplicationRules.NameLength)
            throw GraphErrors.InvalidValue(
                "uniqueName",
                ApplicationRules.Resource,
                $"it must have 1 to {ApplicationRules.NameLength} characters.").ToException();
        if (await store.FindApplicationByUniqueNameAsync(tenantId, uniqueName, cancel) is null
            && await TryCreateAsync(tenantId, input, uniqueName, caller, cancel) is { } created)
            return (created, true);
        var current = await store.FindApplicationByUniqueNameAsync(tenantId, uniqueName, cancel)
            ?? throw GraphErrors.IdentifierUriTaken().ToException();
        if (caller is not null && !DirectoryRights.AllowWriting(caller, current))
            throw GraphErrors.Denied().ToException();
        await UpdateAsync(tenantId, current.Id, input, cancel);
        return (current, false);
    }

    /// <summary>Changes the members that are given.</summary>
    public async Task UpdateAsync(Guid tenantId, Guid id, ApplicationInput input, CancellationToken cancel)
    {
        var tenant = await TenantAsync(tenantId, cancel);
        await writer.ChangeAsync(
            tenantId, id, application => ApplicationRules.Apply(application, input, tenant), cancel);
    }

    /// <summary>Deletes an application, its credentials and its service principal in the tenant.</summary>
    public Task DeleteAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        writer.WriteAsync(tenantId, id, async application =>
        {
            access.RequireKept(tenantId, application.AppId, "the owner's application");
            var principal = await store.FindServicePrincipalByAppIdAsync(tenantId, application.AppId, cancel);
            return await access.LeaveAsync(principal, () => store.DeleteAsync(application, cancel), cancel);
        }, cancel);

    /// <summary>Makes a client secret. This is the only time that its text is seen.</summary>
    public Task<(PasswordCredential Credential, string Secret)> AddPasswordAsync(
        Guid tenantId, Guid id, PasswordInput input, CancellationToken cancel)
    {
        var start = input.StartDateTime ?? time.GetUtcNow();
        var end = input.EndDateTime ?? ClientSecret.DefaultEnd(start);
        ApplicationRules.CheckPassword(input.DisplayName, start, end);
        var secret = ClientSecret.New();
        var credential = ClientSecret.Credential(secret, input.DisplayName, start, end);
        return writer.ChangeAsync(tenantId, id, application =>
        {
            application.PasswordCredentials.Add(credential);
            return (credential, secret);
        }, cancel);
    }

    /// <summary>Removes a client secret.</summary>
    public Task RemovePasswordAsync(Guid tenantId, Guid id, Guid keyId, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, id, application =>
            application.PasswordCredentials.RemoveAll(p => p.KeyId == keyId) > 0
                ? keyId
                : throw GraphErrors.Invalid($"No password credential found with keyId {keyId}.").ToException(), cancel);

    /// <summary>Adds a certificate by a caller who proves to hold the key of another one.</summary>
    public Task<KeyCredential> AddKeyAsync(
        Guid tenantId, Guid id, KeyInput input, string? proof, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, id, application =>
        {
            KeyProof.Verify(proof, application, time.GetUtcNow());
            var key = KeyCredentialRules.Read(input with { KeyId = null });
            application.KeyCredentials.Add(key);
            return key;
        }, cancel);

    /// <summary>Removes a certificate, under the same proof.</summary>
    public Task RemoveKeyAsync(Guid tenantId, Guid id, Guid keyId, string? proof, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, id, application =>
        {
            KeyProof.Verify(proof, application, time.GetUtcNow());
            return application.KeyCredentials.RemoveAll(k => k.KeyId == keyId) > 0
                ? keyId
                : throw GraphErrors.Invalid($"No key credential found with keyId {keyId}.").ToException();
        }, cancel);

    /// <summary>Adds an owner: a person or a service principal of the tenant, whom the caller has looked up.</summary>
    public Task AddOwnerAsync(Guid tenantId, Guid id, Guid ownerId, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, id, application =>
        {
            if (application.Owners.Contains(ownerId))
                throw GraphErrors.ReferenceExists("owners").ToException();
            if (application.Owners.Count >= ApplicationRules.MaximumOwners)
                throw GraphErrors.TooManyOwners(ApplicationRules.MaximumOwners).ToException();
            application.Owners.Add(ownerId);
            return ownerId;
        }, cancel);

    /// <summary>Removes an owner.</summary>
    public Task RemoveOwnerAsync(Guid tenantId, Guid id, Guid ownerId, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, id, application => application.Owners.Remove(ownerId)
            ? ownerId
            : throw GraphErrors.NotFound(ownerId.ToString()).ToException(), cancel);

    private async Task<Tenant> TenantAsync(Guid id, CancellationToken cancel) =>
        await store.FindTenantAsync(id, cancel) ?? throw GraphErrors.NotFound(id.ToString()).ToException();

    // Null when a key of it is taken.
    private async Task<Application?> TryCreateAsync(
        Guid tenantId, ApplicationInput input, string? uniqueName, User? creator, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(input.DisplayName.Or(null)))
            throw GraphErrors.ValueRequired("displayName", ApplicationRules.Resource).ToException();
        var now = time.GetUtcNow();
        var application = new Application
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenantId,
            AppId = Guid.CreateVersion7(now),
            UniqueName = uniqueName,
            DisplayName = "",
            CreatedDateTime = now,
            SignInAudience = DefaultSignInAudience,
            Owners = creator is null ? [] : [creator.Id],
        };
        ApplicationRules.Apply(application, input, await TenantAsync(tenantId, cancel));
        return await store.AddAsync(application, cancel) == StoreOutcome.Done ? application : null;
    }
}
