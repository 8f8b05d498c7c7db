using Microsoft.EntityFrameworkCore;
using Sallyport.Core;

namespace Sallyport.Storage;

/// <summary>Writes what a store has gathered in its context, and empties the context whatever came of it.</summary>
internal static class Saving
{
    /// <summary>Writes. Which key was hurt is asked of the database afterwards: the engines' own error codes differ.</summary>
    /// <param name="context">The context.</param>
    /// <param name="isTaken">Whether a unique key of what is written is taken by something else.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<StoreOutcome> SaveAsync(this SallyportContext context, Func<Task<bool>> isTaken, CancellationToken cancel)
    {
        try
        {
            await context.SaveChangesAsync(cancel);
            return StoreOutcome.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            return StoreOutcome.Stale;
        }
        catch (DbUpdateException)
        {
            context.ChangeTracker.Clear();
            if (!await isTaken())
                throw;
            return StoreOutcome.AlreadyExists;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }
}
