namespace Sallyport.Server.Outbound;

/// <summary>What a server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The document.</param>
/// <param name="Location">Where a redirect points, or null.</param>
/// <param name="NextPage">The number of the next page of a GitLab list; empty when there is none.</param>
public sealed record OutboundAnswer(int Status, byte[] Body, Uri? Location, string NextPage);
