namespace Sallyport.Core.Authorization;

/// <summary>
/// An entry of a role's <c>actions</c> and its like. <c>*</c> stands for any run of characters, slashes included; the
/// rest is compared ignoring case; the whole action must match. Source: "Understand Azure role definitions", section on
/// wildcards.
/// </summary>
/// <param name="Text">The pattern, such as <c>Microsoft.KeyVault/vaults/*/read</c>.</param>
public sealed record ActionPattern(string Text)
{
    private readonly string[] pieces = Text.Split('*');

    /// <summary>Whether the action is one of those that the pattern stands for.</summary>
    public bool Matches(string action)
    {
        if (pieces.Length == 1)
            return action.Equals(Text, StringComparison.OrdinalIgnoreCase);
        var first = pieces[0];
        var last = pieces[^1];
        if (action.Length < first.Length + last.Length
            || !action.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            || !action.EndsWith(last, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = action.AsSpan(first.Length, action.Length - first.Length - last.Length);
        foreach (var piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            // The leftmost place is always good enough: it leaves the most for the pieces after it.
            var at = rest.IndexOf(piece, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            rest = rest[(at + piece.Length)..];
        }
        return true;
    }
}
