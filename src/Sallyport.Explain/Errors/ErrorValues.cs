namespace Sallyport.Explain.Errors;

/// <summary>
/// The values that the messages of the token service name. Source: its answers in public reports, as the catalogue of
/// the core has them.
/// </summary>
public static class ErrorValues
{
    /// <summary><c>iss</c> of what was presented.</summary>
    public const string Issuer = "issuer";

    /// <summary><c>sub</c> of what was presented.</summary>
    public const string Subject = "subject";

    /// <summary><c>aud</c> of what was presented.</summary>
    public const string Audience = "audience";

    /// <summary>The client id that was sent.</summary>
    public const string Application = "application";

    /// <summary>The tenant, by its id or its name.</summary>
    public const string Tenant = "tenant";

    /// <summary>The resource that a token was asked for.</summary>
    public const string Resource = "resource";

    /// <summary>The claim that is missing or has another value.</summary>
    public const string Claim = "claim";

    // The longest text that an answer repeats: a longer one is cut off with three dots behind it.
    private const int Longest = 600;
    private const string Cut = "...";

    // What stands before a value; where it is not in quotation marks, what stands behind it.
    private static readonly (string Name, string Lead, string? End)[] Places =
    [
        (Issuer, "presented assertion issuer '", null),
        (Issuer, "Assertion Issuer: '", null),
        (Issuer, "Tokens issued by issuer '", null),
        (Issuer, "credentials issued by '", null),
        (Subject, "presented assertion subject '", null),
        (Subject, "Assertion Subject: '", null),
        (Subject, "Assertion subject: '", null),
        (Audience, "presented assertion audience '", null),
        (Audience, "Assertion Audience: '", null),
        (Audience, "Assertion audience: '", null),
        (Application, "Application with identifier '", null),
        (Application, "The client '", null),
        (Application, "The client application ", " is missing"),
        (Application, "Application '", null),
        (Application, "for app '", null),
        (Application, "to app '", null),
        (Application, "client_id: '", null),
        (Tenant, "not found in the directory '", null),
        (Tenant, "Tenant '", null),
        (Tenant, "service principal in the tenant ", ". "),
        (Tenant, "not found in the tenant named ", ". "),
        (Resource, "The resource principal named ", " was not found"),
        (Resource, "service principal for resource '", null),
        (Claim, "The required field '", null),
        (Claim, "must contain the ", " claim with"),
    ];

    /// <summary>The values of a message, by name. One that was cut off is left out: nobody knows how it ends.</summary>
    public static IReadOnlyDictionary<string, string> In(string message)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, lead, end) in Places)
        {
            var at = message.IndexOf(lead, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var rest = message[(at + lead.Length)..];
            var length = end is null ? QuotedLength(rest) : rest.IndexOf(end, StringComparison.Ordinal);
            if (length > 0 && !IsCut(rest[..length]))
                values.TryAdd(name, rest[..length]);
        }
        return values;
    }

    // A branch may have an apostrophe in its name: a quotation mark ends the value only where the sentence goes on.
    private static int QuotedLength(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\'')
                continue;
            var next = text.AsSpan(i + 1);
            var isEnd = next.IsEmpty || next[0] is ' ' or ',' or '(' || next is "." || next.StartsWith(". ");
            if (isEnd)
                return i;
        }
        return -1;
    }

    private static bool IsCut(string value) =>
        value.Length > Longest && value.EndsWith(Cut, StringComparison.Ordinal);
}
