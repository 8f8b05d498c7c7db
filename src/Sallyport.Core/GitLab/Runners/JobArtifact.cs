namespace Sallyport.Core.GitLab;

/// <summary>A file that a job has left behind. Source: "Job artifacts API", GitLab documentation.</summary>
public sealed class JobArtifact
{
    /// <summary>The type of the files that <c>artifacts:paths</c> name.</summary>
    public const string Archive = "archive";

    /// <summary>The type of variables for later jobs.</summary>
    public const string Dotenv = "dotenv";

    /// <summary>The key in the database; later ones are higher.</summary>
    public long Id { get; init; }

    /// <summary>The job; it has one of each type.</summary>
    public required long JobId { get; init; }

    /// <summary>What it is: <c>archive</c>, <c>dotenv</c>, <c>junit</c> …</summary>
    public required string Type { get; init; }

    /// <summary>How it is written: <c>zip</c>, <c>gzip</c>, <c>raw</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The name that its job gave it.</summary>
    public required string FileName { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The SHA-256 of its content, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The name of the file that has its content.</summary>
    public required string StoredAs { get; init; }

    /// <summary>When it expires, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The variables of a dotenv report.</summary>
    public IReadOnlyList<DotenvVariable> Variables { get; init; } = [];

    /// <summary>Whether it is too old to be handed out.</summary>
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>A variable that a job leaves for later ones.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value; references in it expand later.</param>
public sealed record DotenvVariable(string Key, string Value);

/// <summary>What the room of the artifacts asks of the database.</summary>
public interface IArtifactStore
{
    /// <summary>Notes an artifact. <see cref="StoreOutcome.AlreadyExists"/> when its job has one of its type.</summary>
    Task<StoreOutcome> AddAsync(JobArtifact artifact, CancellationToken cancel);

    /// <summary>The artifacts of these jobs, oldest first.</summary>
    Task<IReadOnlyList<JobArtifact>> ListArtifactsAsync(IReadOnlyCollection<long> jobIds, CancellationToken cancel);

    /// <summary>Everything that the jobs of a project have left.</summary>
    Task<IReadOnlyList<JobArtifact>> ListOfProjectAsync(Guid projectKey, CancellationToken cancel);

    /// <summary>How many bytes all artifacts have that did not expire.</summary>
    Task<long> TotalSizeAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>The artifacts that expired between two instants.</summary>
    Task<IReadOnlyList<JobArtifact>> ListExpiredAsync(
        DateTimeOffset after, DateTimeOffset until, CancellationToken cancel);
}

/// <summary>The contents of artifacts, by name. A content appears whole or not at all.</summary>
public interface IArtifactFiles
{
    /// <summary>
    /// Writes a new content. Null when it has more bytes than allowed; then there is nothing of it.
    /// </summary>
    /// <param name="content">The content.</param>
    /// <param name="maximum">How many bytes are allowed.</param>
    /// <param name="cancel">Cancels the writing.</param>
    Task<StoredContent?> WriteAsync(Stream content, long maximum, CancellationToken cancel);

    /// <summary>Opens a content; null when there is none of this name.</summary>
    Stream? Open(string name);

    /// <summary>Removes a content, if there is one.</summary>
    void Delete(string name);
}

/// <summary>A content that was written.</summary>
/// <param name="Name">The name by which it is found again.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal.</param>
public sealed record StoredContent(string Name, long Size, string Sha256);
