using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;

namespace Sallyport.Explain;

/// <summary>
/// The federated identity credentials of one application as a file: the list that <c>az ad app federated-credential
/// list</c> prints, Graph's answer, <c>{"value":[…]}</c>, or a single credential as <c>show</c> prints it.
/// </summary>
/// <param name="ApplicationId">The application's object id, where Graph's answer names it; else empty.</param>
/// <param name="Credentials">The credentials, in the order of the file.</param>
public sealed record CredentialDocument(Guid ApplicationId, IReadOnlyList<FederatedIdentityCredential> Credentials)
{
    /// <summary>Where Graph has the rest of the list (<c>@odata.nextLink</c>); null when the list is whole.</summary>
    public string? NextLink { get; init; }

    /// <summary>Reads a document. Exactly one of the two results is null.</summary>
    public static (CredentialDocument? Document, string? Error) Read(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.TrimStart("\uFEFF"u8).Trim(" \t\r\n"u8);
        byte[] whole = text is [(byte)'[', ..] ? [.. "{\"value\":"u8, .. text, (byte)'}'] : text.ToArray();
        if (StrictJson.ReadObject(whole) is not { } root)
            return (null, "it is no well-formed JSON list or object");
        if (RefusalOf(root) is { } refusal)
            return (null, $"it is no list of credentials, but a refusal: {refusal}");
        var application = ApplicationOf(root.String("@odata.context") ?? "");
        if (root.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Array)
            return ReadList(value, application, root.String("@odata.nextLink"));
        return IsCredential(root)
            ? (new CredentialDocument(application, [Credential(root, application, 0)]), null)
            : (null, "it has no list of credentials: neither [ … ] nor {\"value\": [ … ]}, nor is it a single one");
    }

    // One entry that cannot be read may be the one that was meant: what the others say would mislead.
    private static (CredentialDocument? Document, string? Error) ReadList(
        JsonElement list, Guid application, string? nextLink)
    {
        var credentials = new List<FederatedIdentityCredential>();
        foreach (var item in list.EnumerateArray())
        {
            if (!IsCredential(item))
                return (null, NoCredential(item, credentials.Count + 1));
            credentials.Add(Credential(item, application, credentials.Count));
        }
        return (new CredentialDocument(application, credentials) { NextLink = nextLink }, null);
    }

    private static string NoCredential(JsonElement item, int number)
    {
        var name = item.ValueKind == JsonValueKind.Object ? item.String("name") : null;
        var which = name is null ? $"entry {number}" : $"entry {number} ('{name}')";
        return $"{which} is no federated identity credential: it needs an issuer and a list of one audience";
    }

    private static bool IsCredential(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.String("issuer") is not null && Audience(item) is not null;

    // {"error":{"code":"…","message":"…"}}
    private static string? RefusalOf(JsonElement root)
    {
        var error = Object(root, "error");
        var message = error?.String("message");
        return message is null ? null : $"{error?.String("code")}: {message}";
    }

    private static FederatedIdentityCredential Credential(JsonElement item, Guid application, int index)
    {
        var expression = Object(item, "claimsMatchingExpression");
        return new FederatedIdentityCredential
        {
            Id = StrictGuid.TryRead(item.String("id"), out var id) ? id : Guid.Empty,
            ApplicationId = application,
            Name = item.String("name") ?? $"credential {index + 1}",
            Issuer = item.String("issuer")!,
            Subject = item.String("subject"),
            Audience = Audience(item)!,
            Description = item.String("description"),
            Expression = expression?.String("value"),
            ExpressionLanguageVersion = expression is { } given ? LanguageVersion(given) : null,
            CreatedDateTime = DateTimeOffset.UnixEpoch,
        };
    }

    private static int? LanguageVersion(JsonElement expression)
    {
        var isPresent = expression.TryGetProperty("languageVersion", out var version);
        var isNumber = isPresent && version.ValueKind == JsonValueKind.Number;
        return isNumber && version.TryGetInt32(out var number) ? number : null;
    }

    private static JsonElement? Object(JsonElement parent, string name)
    {
        var isObject = parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object;
        return isObject ? value : null;
    }

    private static string? Audience(JsonElement item)
    {
        var isList = item.TryGetProperty("audiences", out var list) && list.ValueKind == JsonValueKind.Array;
        return isList && list.GetArrayLength() == 1 ? list[0].Text() : null;
    }

    // …/$metadata#applications('<object id>')/federatedIdentityCredentials
    private static Guid ApplicationOf(string context)
    {
        const string lead = "applications('";
        const int length = 36;
        var at = context.IndexOf(lead, StringComparison.Ordinal);
        var rest = at < 0 ? "" : context[(at + lead.Length)..];
        return rest.Length >= length && StrictGuid.TryRead(rest[..length], out var id) ? id : Guid.Empty;
    }
}
