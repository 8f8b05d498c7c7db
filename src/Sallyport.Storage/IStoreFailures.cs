using System.Data.Common;

namespace Sallyport.Storage;

/// <summary>Tells a store that cannot be used for now from a defect in what was asked of it.</summary>
public interface IStoreFailures
{
    /// <summary>
    /// Whether the store itself failed, because its disk is full or cannot be read or another process holds it: the
    /// same request may succeed later.
    /// </summary>
    bool IsOutage(DbException failure);

    /// <summary>
    /// Whether what was written belongs to something that is gone: it was deleted after the request had read it.
    /// </summary>
    bool IsOrphan(DbException failure);

    /// <summary>Whether a unique key of what was written was taken at that moment.</summary>
    bool IsDuplicate(DbException failure);
}
