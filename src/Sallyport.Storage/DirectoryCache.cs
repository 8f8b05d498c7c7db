using System.Collections.Concurrent;

namespace Sallyport.Storage;

/// <summary>
/// What exchanges have read of the directory, kept until the directory changes. Only what was found is kept, so that
/// nobody fills the memory with invented names.
/// </summary>
/// <param name="version">The directory's version.</param>
internal sealed class DirectoryCache(IDirectoryVersion version)
{
    private volatile Generation current = new(long.MinValue);

    /// <summary>What is known as of now; new and empty when the directory has changed since.</summary>
    public Generation Now()
    {
        var now = version.Read();
        var known = current;
        return known.Version == now ? known : current = new Generation(now);
    }

    /// <summary>
    /// What was read since one version: at that version or, if it has changed meanwhile, a newer one; never an older
    /// one.
    /// </summary>
    /// <param name="version">The version.</param>
    public sealed class Generation(long version)
    {
        private const int MaximumRows = 10_000;

        private readonly ConcurrentDictionary<object, object> rows = new();

        /// <summary>The directory's version when this generation began.</summary>
        public long Version => version;

        /// <summary>The row with this key, read if it is not known.</summary>
        public async Task<T?> FindAsync<T>(object key, Func<Task<T?>> read)
            where T : class
        {
            if (rows.TryGetValue(key, out var known))
                return (T)known;
            var row = await read();
            if (row is not null && rows.Count < MaximumRows)
                rows[key] = row;
            return row;
        }
    }
}
