namespace Sallyport.Core.Wire;

/// <summary>
/// Ids as the wire has them: 32 hexadecimal digits in five groups, nothing around them. The framework's own reading
/// also takes white space around the text, and signs and <c>0x</c> inside its groups.
/// </summary>
public static class StrictGuid
{
    /// <summary>Reads an id. False for any text that is not an id itself.</summary>
    public static bool TryRead(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && string.Equals(id.ToString(), text, StringComparison.OrdinalIgnoreCase);
}
