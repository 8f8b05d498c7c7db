using Sallyport.Explain.Brought;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// A token with something around it, or made of it, that the token service does not take away: it reads the text as it
/// comes (RFC 7523 §3).
/// </summary>
internal static class WrappedTokenCause
{
    /// <summary>What is around it and tells most, and what else there is; null when there is nothing.</summary>
    public static LikelyCause? Of(TokenSource source, BroughtText brought)
    {
        if (brought.Main is not { } main)
            return LooksWrapped(source);
        var cause = OfKind(source, main);
        if (cause is null)
            return null;
        var others = brought.Wrappings.Where(w => w.Kind != main.Kind && w.Kind != WrappingKind.Unsigned).ToList();
        return others.Count == 0
            ? cause
            : cause with { Text = $"{cause.Text} It also has {BroughtText.NamesOf(others)}." };
    }

    private static LikelyCause? OfKind(TokenSource source, Wrapping main) => main.Kind switch
    {
        WrappingKind.ByteOrderMark => Job(
            "token-byte-order-mark",
            "The text begins with a byte-order mark (U+FEFF), which an editor "
            + "or PowerShell puts in front of a file without showing it.",
            source.Write("Write the file without it")),
        WrappingKind.Quotes => Quoted(source),
        WrappingKind.Bearer => Job(
            "token-bearer",
            "The text is the value of an Authorization header, with 'Bearer' in front.",
            new Fix("Pass the token alone.", null)),
        WrappingKind.Assignment => Job(
            "token-assignment",
            $"The text is a whole line that gives the token a name: '{main.Detail}' and the sign behind it "
            + "are not part of the token.",
            source.PassOn("Pass on the value alone")),
        WrappingKind.Json => Job(
            "token-in-json",
            $"The text is a JSON object with the token in its member '{main.Detail}', not the token alone.",
            Fix.Say(
                "Take the value of the member out of it, as jq does",
                Fix.IsPlain(main.Detail) ? $"jq -r '.. | .[\"{main.Detail}\"]? // empty'" : null)),
        _ => OfCharacters(source, main),
    };

    private static LikelyCause? OfCharacters(TokenSource source, Wrapping main) => main.Kind switch
    {
        WrappingKind.Percent => Job(
            "token-percent-encoded",
            "The token is percent-encoded, as in the address of a page or in a form: %2E stands for a dot.",
            source.PassOn("Pass the token on as it is; what sends the form encodes it once")),
        WrappingKind.Invisible => Job(
            "token-invisible",
            $"A character that cannot be seen, {main.Detail}, stands in the token: it was copied from a page or a "
            + "chat.",
            source.PassOn("Pass the token on as the job received it, without copying it by hand")),
        WrappingKind.StandardBase64 => Job(
            "token-standard-base64",
            "The token is written in the alphabet of standard base64: it has + and / in place of - and _, or = at "
            + "the end of a part.",
            source.PassOn("Pass the token on as the job received it; do not decode and encode it again")),
        WrappingKind.WhiteSpace => Job(
            "token-white-space",
            "There is white space or a line end in the token, before it or after it.",
            source.Write("Write it on one line, without a line end after it")),
        _ => OfParts(source, main.Kind),
    };

    private static LikelyCause? OfParts(TokenSource source, WrappingKind kind) => kind switch
    {
        WrappingKind.Payload => Job(
            "token-payload-only",
            "The text is only the middle part of a token, its payload with the claims: header and signature are "
            + "missing.",
            source.PassOn("Pass the whole token on, all three parts")),
        WrappingKind.Decoded => Decoded(source),
        WrappingKind.Log => Job(
            "token-in-log",
            "The text is a log or a message with the token or its claims in it, not the token alone.",
            source.PassOnIdToken()),
        _ => null,
    };

    // Nothing was found inside, and the text still shows what it is.
    private static LikelyCause? LooksWrapped(TokenSource source)
    {
        var text = source.Text!.Trim();
        if (text.StartsWith('{'))
            return Decoded(source);
        return IsQuote(text[0]) || IsQuote(text[^1]) ? Quoted(source) : null;
    }

    private static LikelyCause Quoted(TokenSource source) => Job(
        "token-quoted",
        "The token begins or ends with a quotation mark.",
        source.PassOn("Let the shell remove the quotation marks; a dotenv or YAML file may have added them"));

    private static LikelyCause Decoded(TokenSource source) => Job(
        "token-decoded",
        "The text is JSON (decoded claims, or some answer), not a token.",
        source.PassOn("Explain decoded claims with --claims; otherwise pass on the job's ID token"));

    private static bool IsQuote(char c) => c is '"' or '\'' or '`';

    private static LikelyCause Job(string kind, string cause, Fix fix) => new(kind, FaultSide.Job, cause, fix);
}
