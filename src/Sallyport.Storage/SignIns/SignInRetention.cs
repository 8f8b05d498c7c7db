namespace Sallyport.Storage;

/// <summary>How much of the sign-in log is kept; the oldest goes first.</summary>
/// <param name="Age">How long a record is kept.</param>
public sealed record SignInRetention(TimeSpan Age)
{
    /// <summary>How many records are kept of clients that the directory knows.</summary>
    public int OfClients { get; init; } = 1_000_000;

    /// <summary>How many of all others: what anybody may send takes no room of what concerns a client.</summary>
    public int OfStrangers { get; init; } = 100_000;
}
