namespace Sallyport.Server.Instance;

/// <summary>How many requests that prove nothing are answered, and how many connections are opened.</summary>
internal sealed record UnprovenLimits
{
    /// <summary>How many a second, of all connections that wait for their turn.</summary>
    public int PerSecond { get; init; } = 25 * Environment.ProcessorCount;

    /// <summary>How many of them at once, after a pause.</summary>
    public int Burst { get; init; } = 20;

    /// <summary>How many a second a connection may send without waiting.</summary>
    public int PerConnectionPerSecond { get; init; } = 1;

    /// <summary>How many of them at once, after a pause.</summary>
    public int PerConnectionBurst { get; init; } = 10;

    /// <summary>
    /// How many a second of all connections that have proved nothing yet are answered without waiting.
    /// </summary>
    public int NewcomersPerSecond { get; init; } = 50 * Environment.ProcessorCount;

    /// <summary>How many of them at once, after a pause.</summary>
    public int NewcomersBurst { get; init; } = 200;

    /// <summary>The longest wait, also of a password; a request that would wait longer is answered 429.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many passwords are compared at a time; each takes a processor.</summary>
    public int PasswordsAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many TLS handshakes begin in a second; further connections wait.</summary>
    public double HandshakesPerSecond { get; init; } = 100 * Environment.ProcessorCount;

    /// <summary>How many of them at once, after a pause.</summary>
    public int HandshakeBurst { get; init; } = 20;

    /// <summary>From how many connections that have brought no whole request yet there is a crowd.</summary>
    public int Crowd { get; init; } = 500;

    /// <summary>How many TLS handshakes begin in a second while there is a crowd.</summary>
    public double HandshakesPerSecondInCrowd { get; init; } = 25 * Environment.ProcessorCount;
}
