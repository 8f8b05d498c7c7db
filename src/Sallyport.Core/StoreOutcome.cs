namespace Sallyport.Core;

/// <summary>How a write ended, where more than one end is ordinary.</summary>
public enum StoreOutcome
{
    /// <summary>It is written, durably.</summary>
    Done,

    /// <summary>A unique key is taken.</summary>
    AlreadyExists,

    /// <summary>Somebody changed the row since it was read; read again and decide again.</summary>
    Stale,

    /// <summary>There is no such row.</summary>
    NotFound,
}
