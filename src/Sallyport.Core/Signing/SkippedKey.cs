using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>A member of a key set that is not used, and why.</summary>
public sealed record SkippedKey
{
    private const int Longest = 100;

    /// <summary>Keeps so much of the <c>kid</c> as is shown: the issuer chose it.</summary>
    /// <param name="keyId">The <c>kid</c>, or null.</param>
    /// <param name="reason">Why, in words that follow "the key".</param>
    public SkippedKey(string? keyId, string reason)
    {
        KeyId = keyId is null ? null : Shown(keyId);
        Reason = reason;
    }

    /// <summary>The <c>kid</c> as it is shown; null when the key has none.</summary>
    public string? KeyId { get; }

    /// <summary>Why, in words that follow "the key".</summary>
    public string Reason { get; }

    /// <summary><c>'k1' is RSA of 1024 bits …</c></summary>
    public override string ToString() => $"{(KeyId is null ? "one without kid" : $"'{KeyId}'")} {Reason}";

    /// <summary>A text of the issuer's, made fit to be shown.</summary>
    internal static string Shown(string text) =>
        TerminalText.Visible(SecretText.Cut(text, Longest));
}
