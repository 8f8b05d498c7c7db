namespace Sallyport.Portal.GitLab;

/// <summary>What a page shows of a job's log.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="IsWhole">Whether they are the whole log; otherwise they are its end.</param>
public sealed record ShownLog(ReadOnlyMemory<byte> Content, bool IsWhole);
