using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Sallyport.Core;

namespace Sallyport.Storage;

/// <summary>Writes what a store has gathered in its context, and empties the context whatever came of it.</summary>
internal static class Saving
{
    /// <summary>
    /// Writes. Which key was hurt is asked of the database afterwards: an engine's code does not say. Rows of the
    /// thing's own can be hurt too, before its version is looked at, when somebody else has just written the same ones.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="isTaken">Whether a unique key of what is written is taken by something else.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="hasMoved">Whether the version of what is written has moved on; left out for what has none.</param>
    public static async Task<StoreOutcome> SaveAsync(
        this DbContext context, Func<Task<bool>> isTaken, CancellationToken cancel, Func<Task<bool>>? hasMoved = null)
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
        catch (DbUpdateException exception)
        {
            context.ChangeTracker.Clear();
            if (await isTaken())
                return StoreOutcome.AlreadyExists;
            if (hasMoved is not null && await hasMoved())
                return StoreOutcome.Stale;
            if (WasTaken(context, exception))
                return StoreOutcome.AlreadyExists;
            throw;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }

    // By something that is gone by now.
    private static bool WasTaken(DbContext context, DbUpdateException exception) =>
        exception.InnerException is DbException failure && context.GetService<IStoreFailures>().IsDuplicate(failure);

    /// <summary>Adds a thing that is kept for a while, and removes those of its kind whose time is over.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="added">The thing.</param>
    /// <param name="forgotten">Which ones are removed.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task AddPassingAsync<T>(
        this DbContext context, T added, Expression<Func<T, bool>> forgotten, CancellationToken cancel)
        where T : class
    {
        await context.Set<T>().Where(forgotten).ExecuteDeleteAsync(cancel);
        context.Add(added);
        await context.SaveChangesAsync(cancel);
        context.ChangeTracker.Clear();
    }

    /// <summary>Writes a thing and raises its version. If it is not written, it keeps the version.</summary>
    /// <param name="context">The context.</param>
    /// <param name="entity">The thing, with the version at which it was read.</param>
    /// <param name="isTaken">Whether a unique key of what is written is taken by something else.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="hasMoved">As for <see cref="SaveAsync"/>.</param>
    public static async Task<StoreOutcome> UpdateAsync(
        this DbContext context, IVersioned entity, Func<Task<bool>> isTaken, CancellationToken cancel,
        Func<Task<bool>>? hasMoved = null)
    {
        var read = entity.Version;
        context.Update(entity).Property(nameof(IVersioned.Version)).OriginalValue = read;
        entity.Version = read + 1;
        var outcome = await context.SaveAsync(isTaken, cancel, hasMoved);
        if (outcome != StoreOutcome.Done)
            entity.Version = read;
        return outcome;
    }
}
