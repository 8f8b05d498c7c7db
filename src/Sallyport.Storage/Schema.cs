using Microsoft.EntityFrameworkCore;

namespace Sallyport.Storage;

/// <summary>Brings a database to today's schema.</summary>
public static class Schema
{
    /// <summary>
    /// Applies the migrations that are missing. A process that was killed inside a migration leaves EF's lock row behind, on which the next
    /// one would wait for ever; whoever calls this holds the data directory, so nobody else migrates and the row is nobody's.
    /// </summary>
    /// <returns>The newest applied migration that this version does not know – the database is newer and stays untouched – or null.</returns>
    public static async Task<string?> UpdateAsync(SallyportContext context, CancellationToken cancel)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancel)).ToList();
        if (applied.LastOrDefault(m => !known.Contains(m)) is { } newer)
            return newer;
        if (applied.Count == known.Count)
            return null;
        await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
        await context.Database.MigrateAsync(cancel);
        return null;
    }
}
