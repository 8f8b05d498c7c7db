namespace Sallyport.Core.Refusals;

/// <summary>
/// The door to this room: what a use case says when it will not do what was asked. A refusal knows its code, its HTTP
/// status and two texts – one for the caller, one for the log – and nothing of the wire form, which each surface's one
/// writer owns.
/// </summary>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Code">The family's own code, as it goes on the wire.</param>
/// <param name="Message">The text for the caller.</param>
public abstract record Refusal(int Status, string Code, string Message)
{
    /// <summary>What the log says beyond the message. Never a secret and never an assertion.</summary>
    public string? LogDetail { get; init; }

    /// <summary>The exception that carries this refusal to the surface.</summary>
    public RefusedException ToException() => new(this);
}
