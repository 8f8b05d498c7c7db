namespace Sallyport.Explain.Brought;

/// <summary>What was put around a token, or was made of it; the more telling ones first.</summary>
public enum WrappingKind
{
    /// <summary>A byte order mark in front.</summary>
    ByteOrderMark,

    /// <summary>Quotation marks at both ends or at one.</summary>
    Quotes,

    /// <summary><c>Bearer</c> in front, as in a header.</summary>
    Bearer,

    /// <summary>A name in front, as in <c>NAME=token</c> or <c>name: token</c>.</summary>
    Assignment,

    /// <summary>A JSON object that holds the token in a member.</summary>
    Json,

    /// <summary>Percent encoding, as in an address or a form.</summary>
    Percent,

    /// <summary>A character inside that cannot be seen.</summary>
    Invisible,

    /// <summary>The alphabet of standard base64, or its padding.</summary>
    StandardBase64,

    /// <summary>The middle part of a token without the others.</summary>
    Payload,

    /// <summary>A token without its signature, or with a part that cannot be read.</summary>
    Unsigned,

    /// <summary>Claims that somebody decoded.</summary>
    Decoded,

    /// <summary>A log or another text in which it stands.</summary>
    Log,

    /// <summary>White space or a line end, around it or inside.</summary>
    WhiteSpace,
}

/// <summary>One thing that was put around a token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">The name, the member or the code point; empty where there is none.</param>
public sealed record Wrapping(WrappingKind Kind, string Detail = "")
{
    /// <summary>It as a noun, for the middle of a sentence.</summary>
    public string Name => Kind switch
    {
        WrappingKind.ByteOrderMark => "a byte-order mark (U+FEFF)",
        WrappingKind.Quotes => "quotation marks",
        WrappingKind.Bearer => "the word Bearer",
        WrappingKind.Assignment => $"the name '{Detail}' in front",
        WrappingKind.Json => $"a JSON object with the token in its member '{Detail}'",
        WrappingKind.Percent => "percent encoding",
        WrappingKind.Invisible => $"a character that cannot be seen ({Detail})",
        WrappingKind.StandardBase64 => "the alphabet of standard base64",
        WrappingKind.Payload => "only the middle part of a token",
        WrappingKind.Unsigned => "a token whose signature is missing",
        WrappingKind.Decoded => "claims that are decoded already",
        WrappingKind.Log => "a log around it",
        _ => "white space",
    };
}
