using Microsoft.EntityFrameworkCore;

namespace Sallyport.Storage;

/// <summary>Brings a database to today's schema.</summary>
public static class Schema
{
    /// <summary>
    /// Applies the migrations that are missing. Nothing is asked of a migration lock when the schema is current, because a process that
    /// was killed inside a migration leaves that lock behind.
    /// </summary>
    /// <returns>The newest applied migration that this version does not know – the database is newer and stays untouched – or null.</returns>
    public static async Task<string?> UpdateAsync(SallyportContext context, CancellationToken cancel)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancel)).ToList();
        if (applied.LastOrDefault(m => !known.Contains(m)) is { } newer)
            return newer;
        if (applied.Count < known.Count)
            await context.Database.MigrateAsync(cancel);
        return null;
    }
}
