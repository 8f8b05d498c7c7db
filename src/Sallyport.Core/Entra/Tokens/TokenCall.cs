namespace Sallyport.Core.Entra.Tokens;

/// <summary>One call of the token endpoint, before anything of it is read.</summary>
/// <param name="Endpoint">The endpoint that was called: its tenant and its version.</param>
/// <param name="Form">The body.</param>
/// <param name="Authorization">The <c>Authorization</c> header, or null.</param>
/// <param name="TraceId">The id of the answer and of its sign-in record.</param>
/// <param name="CorrelationId">The caller's <c>client-request-id</c>, else a new one.</param>
public sealed record TokenCall(
    TokenEndpointAddress Endpoint, byte[] Form, string? Authorization, Guid TraceId, Guid CorrelationId)
{
    /// <summary>Whether a page of another site asks, by a browser: there is an <c>Origin</c>.</summary>
    public bool IsCrossOrigin { get; init; }

    /// <summary>The address of the caller; null when there is none.</summary>
    public string? IpAddress { get; init; }
}
