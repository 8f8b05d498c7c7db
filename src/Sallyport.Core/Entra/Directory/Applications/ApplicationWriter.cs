using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// Reads an application, changes it and writes it back – again from the start when somebody else was quicker, so that
/// every rule about the whole (twenty credentials, unique pairs) is decided on what is then written.
/// </summary>
/// <param name="store">The directory.</param>
/// <param name="access">Keeps the owner's last credential.</param>
public sealed class ApplicationWriter(IDirectoryStore store, OwnerAccess access)
{
    private Action<Application> check = _ => { };

    /// <summary>
    /// The same, but an application is checked first, as it is when it is written over or deleted: what was checked on
    /// an earlier read may hold no more.
    /// </summary>
    /// <param name="required">Refuses; may run several times.</param>
    internal ApplicationWriter Checking(Action<Application> required) => new(store, access) { check = required };

    /// <summary>Applies a change.</summary>
    /// <param name="tenantId">The caller's tenant.</param>
    /// <param name="id">The application's object id.</param>
    /// <param name="change">Changes the application in place or refuses; may run several times.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>What the change returned.</returns>
    public async Task<T> ChangeAsync<T>(Guid tenantId, Guid id, Func<Application, T> change, CancellationToken cancel)
    {
        var result = default(T)!;
        await WriteAsync(tenantId, id, application =>
        {
            var couldSignIn = access.CanSignIn(application);
            result = change(application);
            if (couldSignIn && !access.CanSignIn(application))
                access.RequireKept(tenantId, application.AppId, "the owner's last valid secret or certificate");
            return store.UpdateAsync(application, cancel);
        }, cancel);
        return result;
    }

    /// <summary>Reads and writes an application until nobody was quicker.</summary>
    /// <param name="tenantId">The caller's tenant.</param>
    /// <param name="id">The application's object id.</param>
    /// <param name="write">Writes or deletes the application if nobody has changed it; may run several times.</param>
    /// <param name="cancel">Cancels.</param>
    internal Task WriteAsync(
        Guid tenantId, Guid id, Func<Application, Task<StoreOutcome>> write, CancellationToken cancel) =>
        RepeatedWrite.RunAsync(
            id,
            () => store.FindApplicationAsync(tenantId, id, cancel),
            application =>
            {
                check(application);
                return write(application);
            },
            GraphErrors.IdentifierUriTaken);
}
