using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What may be done to the federated identity credentials of an application. Rules about one credential stand in
/// <see cref="FederatedIdentityCredentialRules"/>; rules about all of an application's stand here.
/// </summary>
/// <param name="writer">Writes changes.</param>
/// <param name="rules">The rules in force.</param>
/// <param name="time">The clock.</param>
public sealed class FederatedIdentityCredentials(ApplicationWriter writer, RuleSet rules, TimeProvider time)
{
    /// <inheritdoc cref="ApplicationWriter.Checking"/>
    public FederatedIdentityCredentials Checking(Action<Application> required) =>
        new(writer.Checking(required), rules, time);

    /// <summary>Creates a credential.</summary>
    public Task<WrittenCredential> CreateAsync(
        Guid tenantId, Guid applicationId, FederatedIdentityCredentialInput input, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, applicationId, application => Create(application, input), cancel);

    /// <summary>Changes the members that are given.</summary>
    /// <param name="tenantId">The caller's tenant.</param>
    /// <param name="applicationId">The application's object id.</param>
    /// <param name="key">The credential's id or name.</param>
    /// <param name="input">The members.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<WrittenCredential> UpdateAsync(
        Guid tenantId,
        Guid applicationId,
        string key,
        FederatedIdentityCredentialInput input,
        CancellationToken cancel) =>
        writer.ChangeAsync(
            tenantId, applicationId, application => Update(application, Find(application, key), input), cancel);

    /// <summary>Changes the credential of this name, or creates it.</summary>
    public Task<WrittenCredential> UpsertAsync(
        Guid tenantId,
        Guid applicationId,
        string name,
        FederatedIdentityCredentialInput input,
        CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, applicationId, application =>
            application.FederatedIdentityCredentials.Find(c => c.Name == name) is { } present
                ? Update(application, present, input)
                : Create(application, Named(input, name)), cancel);

    /// <summary>Deletes a credential.</summary>
    public Task DeleteAsync(Guid tenantId, Guid applicationId, string key, CancellationToken cancel) =>
        writer.ChangeAsync(tenantId, applicationId, application =>
            application.FederatedIdentityCredentials.Remove(Find(application, key)), cancel);

    /// <summary>
    /// The credential with this id or, failing that, this name: a name may look like an id. Names are compared
    /// ordinally.
    /// </summary>
    public static FederatedIdentityCredential Find(Application application, string key) =>
        application.FederatedIdentityCredentials.Find(c => StrictGuid.TryRead(key, out var id) && c.Id == id)
        ?? application.FederatedIdentityCredentials.Find(c => c.Name == key)
        ?? throw GraphErrors.CredentialNotFound(key).ToException();

    private WrittenCredential Create(Application application, FederatedIdentityCredentialInput input)
    {
        if (input.Id.Or(null) is not null)
            throw GraphErrors.ReadOnly("id").ToException();
        var now = time.GetUtcNow();
        var credential = Merge(new FederatedIdentityCredential
        {
            Id = Guid.CreateVersion7(now),
            ApplicationId = application.Id,
            Name = input.Name.Or(null) ?? "",
            Issuer = "",
            Audience = "",
            CreatedDateTime = now,
        }, input);
        FederatedIdentityCredentialRules.Check(credential, input.Audiences.Or(null), rules);
        CheckAmongOthers(application, credential);
        application.FederatedIdentityCredentials.Add(credential);
        return new WrittenCredential(credential, IsCreated: true);
    }

    private WrittenCredential Update(
        Application application, FederatedIdentityCredential credential, FederatedIdentityCredentialInput input)
    {
        if (input.Id.IsGiven && !(StrictGuid.TryRead(input.Id.Value, out var id) && id == credential.Id))
            throw GraphErrors.ReadOnly("id").ToException();
        if (input.Name.IsGiven && input.Name.Value != credential.Name)
            throw GraphErrors.ReadOnly("name").ToException();
        application.FederatedIdentityCredentials.Remove(credential);
        Merge(credential, input);
        FederatedIdentityCredentialRules.Check(credential, input.Audiences.Or([credential.Audience]), rules);
        CheckAmongOthers(application, credential);
        application.FederatedIdentityCredentials.Add(credential);
        return new WrittenCredential(credential, IsCreated: false);
    }

    private static FederatedIdentityCredential Merge(
        FederatedIdentityCredential credential, FederatedIdentityCredentialInput input)
    {
        credential.Issuer = input.Issuer.Or(credential.Issuer) ?? "";
        credential.Subject = input.Subject.Or(credential.Subject) is { Length: > 0 } subject ? subject : null;
        credential.Description = input.Description.Or(credential.Description);
        if (input.Audiences.IsGiven)
            credential.Audience = First(input.Audiences.Value) ?? "";
        credential.SingleUse = input.SingleUse.Or(credential.SingleUse);
        if (!input.ClaimsMatchingExpression.IsGiven)
            return credential;
        var expression = input.ClaimsMatchingExpression.Value;
        credential.Expression = expression is null ? null : expression.Value ?? "";
        credential.ExpressionLanguageVersion = expression?.LanguageVersion;
        return credential;
    }

    private static string? First(IReadOnlyList<string>? texts) => texts?.Count > 0 ? texts[0] : null;

    private static void CheckAmongOthers(Application application, FederatedIdentityCredential credential)
    {
        var others = application.FederatedIdentityCredentials;
        if (others.Exists(c => c.Name == credential.Name))
            throw GraphErrors.CredentialNameTaken(credential.Name).ToException();
        if (credential.Subject is not null
            && others.Exists(c => c.Issuer == credential.Issuer && c.Subject == credential.Subject))
            throw GraphErrors.IssuerAndSubjectTaken(credential.Issuer, credential.Subject).ToException();
        if (others.Count >= FederatedIdentityCredential.MaximumPerApplication)
            throw GraphErrors.TooManyCredentials(FederatedIdentityCredential.MaximumPerApplication).ToException();
    }

    private static FederatedIdentityCredentialInput Named(FederatedIdentityCredentialInput input, string name) =>
        input.Name.IsGiven && input.Name.Value != name
            ? throw GraphErrors.ReadOnly("name").ToException()
            : input with { Name = name };
}
