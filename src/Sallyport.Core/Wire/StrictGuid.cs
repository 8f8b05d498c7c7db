namespace Sallyport.Core.Wire;

/// <summary>
/// Ids as the wire has them: 32 hexadecimal digits in five groups, nothing around them. The framework's own reading
/// also takes white space around the text, and signs and <c>0x</c> inside its groups.
/// </summary>
public static class StrictGuid
{
    /// <summary>Reads an id. False for any text that is not an id itself.</summary>
    public static bool TryRead(string? text, out Guid id)
    {
#pragma warning disable RS0030 // The comparison refuses what this reading takes beyond an id.
        var isRead = Guid.TryParseExact(text, "D", out id);
#pragma warning restore RS0030
        return isRead && string.Equals(id.ToString(), text, StringComparison.OrdinalIgnoreCase);
    }
}
