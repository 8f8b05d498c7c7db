using System.Globalization;
using System.Text.Json;
using Sallyport.Core.Wire;
using Sallyport.Explain.Brought;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// A token of the right form whose parts cannot be read: a time that is none, a claim of another type, JSON that is
/// none. Source: RFC 7519 §2, NumericDate is a number of seconds.
/// </summary>
internal static class ClaimFormCause
{
    private const long YearTenThousand = 253_402_300_800;

    // Source: RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797 §3.
    private static readonly string[] Refused = ["crit", "b64", "zip", "cty", "enc", "epk"];

    private static readonly string[] Times = ["exp", "nbf", "iat"];
    private static readonly string[] Texts = ["iss", "sub"];

    /// <summary>Why the token cannot be read.</summary>
    public static LikelyCause Of(TokenSource source)
    {
        var parts = source.Text!.Split('.');
        if (CompactToken.Object(parts[1]) is not { } claims)
            return Unreadable(source, "its payload");
        return OfClaims(claims)
            ?? OfHeader(source, CompactToken.Object(parts[0]))
            ?? Unreadable(source, "a part of it");
    }

    /// <summary>A claim that somebody decoded has the wrong type.</summary>
    public static LikelyCause OfDecoded() => new(
        "claims-malformed",
        FaultSide.Job,
        "A claim has the wrong type: in an ID token, iss and sub are texts, aud is a text or a list of texts, and "
        + "times are numbers of seconds.",
        new Fix("Take the payload as it stands in the token: its middle part, decoded.", null));

    private static LikelyCause? OfClaims(JsonElement claims)
    {
        foreach (var name in Times)
        {
            if (claims.TryGetProperty(name, out var time) && OfTime(name, time) is { } cause)
                return cause;
        }
        foreach (var name in Texts)
        {
            var isOther = claims.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.String;
            if (isOther)
                return OfIssuer(
                    "claim-type", $"{name} is not a text in the token.", $"Have the issuer write {name} as a text.");
        }
        return claims.TryGetProperty("aud", out var audience) && !IsAudience(audience)
            ? OfIssuer(
                "claim-type",
                "aud is neither a text nor a list of texts in the token.",
                "Have the issuer write aud as a text.")
            : null;
    }

    private static LikelyCause? OfTime(string name, JsonElement time)
    {
        var written = time.ValueKind == JsonValueKind.String ? time.GetString()! : time.GetRawText();
        if (time.ValueKind != JsonValueKind.Number)
            return OfIssuer(
                "time-no-number",
                $"{name} is not a number in the token but '{written}'; it has to be a number of seconds since 1970.",
                $"Have the issuer write {name} as a number, without quotation marks.");
        if (!written.All(char.IsAsciiDigit))
            return OfIssuer(
                "time-no-whole-seconds",
                $"{name} is {written} in the token; it has to be a whole number of seconds since 1970.",
                $"Have the issuer round {name} to whole seconds.");
        var isInside = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < YearTenThousand;
        return isInside ? null : OfIssuer(
            "time-in-milliseconds",
            $"{name} is {written} in the token, a time in milliseconds; it has to be in seconds since 1970.",
            $"Have the issuer divide {name} by 1000, without a fraction.");
    }

    private static bool IsAudience(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Array => audience.EnumerateArray().All(item => item.Text() is not null),
        _ => false,
    };

    private static LikelyCause? OfHeader(TokenSource source, JsonElement? header)
    {
        if (header is not { } parameters)
            return Unreadable(source, "its header");
        var name = Array.Find(Refused, refused => parameters.TryGetProperty(refused, out _));
        return name is null ? null : OfIssuer(
            "token-header",
            $"The header of the token has '{name}', which changes how a token is read and is not taken.",
            $"Have the issuer leave '{name}' out of the header.");
    }

    private static LikelyCause Unreadable(TokenSource source, string part) => new(
        "token-malformed",
        FaultSide.Job,
        $"The text has the form of a token, but {part} cannot be read: it was changed or truncated on its way.",
        source.PassOn("Pass the token on as the job received it"));

    private static LikelyCause OfIssuer(string kind, string text, string fix) =>
        new(kind, FaultSide.Issuer, text, new Fix(fix, null));
}
