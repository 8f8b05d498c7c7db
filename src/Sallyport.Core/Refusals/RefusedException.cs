namespace Sallyport.Core.Refusals;

/// <summary>
/// The one exception that is thrown on purpose. A surface's filter turns its refusal into the wire form.
/// </summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    /// <summary>What is refused, and why.</summary>
    public Refusal Refusal { get; } = refusal;
}
