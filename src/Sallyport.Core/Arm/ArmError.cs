using Sallyport.Core.Refusals;

namespace Sallyport.Core.Arm;

/// <summary>A refusal of resource management: <c>{"error":{"code","message"}}</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code, which clients match on.</param>
/// <param name="Message">The text, which az prints and in places searches.</param>
public sealed record ArmError(int Status, string Code, string Message) : Refusal(Status, Code, Message)
{
    /// <summary>With 401: the value of <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }
}
