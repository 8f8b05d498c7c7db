using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// Reads an object and writes it back or deletes it – again from the start when somebody else was quicker, so that
/// every rule is decided on what is then written.
/// </summary>
internal static class RepeatedWrite
{
    // Each loss means that another writer won, and twenty wins fill an application: this many losses are no ordinary
    // crowd.
    private const int Attempts = 64;

    /// <summary>Repeats until the write is done; refuses what is missing, what is taken, and a crowd.</summary>
    /// <typeparam name="T">The object's kind.</typeparam>
    /// <param name="id">The object id, for the refusal.</param>
    /// <param name="find">Reads the object; null when there is none.</param>
    /// <param name="write">Writes or deletes it if nobody has changed it.</param>
    /// <param name="taken">The refusal where a unique key is taken.</param>
    public static async Task RunAsync<T>(
        Guid id, Func<Task<T?>> find, Func<T, Task<StoreOutcome>> write, Func<GraphRefusal> taken)
        where T : class
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await find() ?? throw GraphErrors.NotFound(id.ToString()).ToException();
            switch (await write(found))
            {
                case StoreOutcome.Done:
                    return;
                case StoreOutcome.AlreadyExists:
                    throw taken().ToException();
                case StoreOutcome.NotFound:
                    throw GraphErrors.NotFound(id.ToString()).ToException();
            }
        }
        throw GraphErrors.Concurrency().ToException();
    }
}
