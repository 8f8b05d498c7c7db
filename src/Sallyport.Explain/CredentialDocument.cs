using System.Text;
using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Credentials;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain;

/// <summary>
/// The federated identity credentials of one application or managed identity as a file, in the forms that tools print
/// as JSON: lists and single ones of az, Graph, ARM and PowerShell, Terraform's state and <c>terraform show -json</c>.
/// </summary>
/// <param name="ApplicationId">The application's object id, where the file names it; else empty.</param>
/// <param name="Credentials">The credentials, in the order of the file.</param>
public sealed record CredentialDocument(Guid ApplicationId, IReadOnlyList<FederatedIdentityCredential> Credentials)
{
    /// <summary>Where Graph or ARM has the rest of the list; null when the list is whole.</summary>
    public string? NextLink { get; init; }

    /// <summary>The managed identities that have the credentials; empty for those of an application.</summary>
    public IdentityOwners Identities { get; init; } = IdentityOwners.None;

    /// <summary>Reads a document. Exactly one of the two results is null.</summary>
    public static (CredentialDocument? Document, string? Error) Read(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.TrimStart("\uFEFF"u8).Trim(" \t\r\n"u8);
        byte[] whole = text is [(byte)'[', ..] ? [.. "{\"value\":"u8, .. text, (byte)'}'] : text.ToArray();
        if (StrictJson.ReadObject(whole) is not { } root)
            return (
                null,
                OtherFormats.Of(Encoding.UTF8.GetString(text)) ?? "it is not a well-formed JSON list or object");
        if (RefusalOf(root) is { } refusal)
            return (null, $"it is not a list of credentials but a refusal: {refusal}");
        if (TerraformResources.IsIn(root))
            return ReadTerraform(root);
        var application = ApplicationOf(root.String("@odata.context") ?? "");
        if (ListIn(root) is { } list)
            return ReadList(list.EnumerateArray(), application, NextOf(root));
        return new CredentialEntry(root).IsCredential
            ? ReadList([root], application, null)
            : (null, "it has no list of credentials: neither [ … ] nor {\"value\": [ … ]}, nor is it a single one");
    }

    private static (CredentialDocument? Document, string? Error) ReadTerraform(JsonElement root)
    {
        var found = TerraformResources.In(root).ToList();
        return found.Count > 0
            ? ReadList(found, Guid.Empty, null)
            : (null, "it is Terraform's state, and has no federated identity credential");
    }

    // One entry that cannot be read may be the one that was meant: what the others say would mislead.
    private static (CredentialDocument? Document, string? Error) ReadList(
        IEnumerable<JsonElement> list, Guid application, string? nextLink)
    {
        var entries = list.Select(item => new CredentialEntry(item)).ToList();
        var odd = entries.FindIndex(e => !e.IsCredential);
        if (odd >= 0)
            return (null, NoCredential(entries[odd].Name, odd + 1));
        if (SeveralOwners(entries) is { } several)
            return (null, several);
        var owner = entries.Select(e => e.Application).FirstOrDefault(id => id != Guid.Empty);
        var of = application == Guid.Empty ? owner : application;
        var credentials = new List<FederatedIdentityCredential>();
        var identities = new Dictionary<FederatedIdentityCredential, ManagedIdentity>();
        foreach (var entry in entries)
        {
            var credential = entry.Read(of, credentials.Count);
            credentials.Add(credential);
            if (entry.Identity is { } identity)
                identities.Add(credential, identity);
        }
        var document = new CredentialDocument(of, credentials)
        {
            NextLink = nextLink, Identities = new IdentityOwners(identities),
        };
        return (document, null);
    }

    // Whoever signs in is one of them: the credentials of the others are no alternatives.
    private static string? SeveralOwners(List<CredentialEntry> entries)
    {
        var applications = entries.Select(e => e.Application).Where(id => id != Guid.Empty).Distinct()
            .Select(id => $"{id}");
        var identities = entries.Select(e => e.Identity).OfType<ManagedIdentity>()
            .Select(i => $"{i.ResourceGroup}/{i.Name} of {i.Subscription}").Distinct(StringComparer.OrdinalIgnoreCase);
        var owners = applications.Concat(identities).ToList();
        if (owners.Count >= 2)
            return $"it has the credentials of {owners.Count} applications or identities "
                + $"({string.Join(", ", owners)}); keep those of the one that signs in";
        var isMixed = entries.Exists(e => e.Identity is null) && entries.Exists(e => e.Identity is not null);
        return isMixed
            ? "some of its entries name a managed identity and others do not; keep those of the one that signs in"
            : null;
    }

    private static string NoCredential(string? name, int number)
    {
        var which = name is null ? $"entry {number}" : $"entry {number} ('{name}')";
        return $"{which} is not a federated identity credential: it needs an issuer and a list of one audience";
    }

    // An application that Graph prints with its credentials has them in a member.
    private static JsonElement? ListIn(JsonElement root)
    {
        foreach (var name in (string[])["value", "federatedIdentityCredentials"])
        {
            if (root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
                return list;
        }
        return null;
    }

    private static string? NextOf(JsonElement root) => root.String("@odata.nextLink") ?? root.String("nextLink");

    // {"error":{"code":"…","message":"…"}}
    private static string? RefusalOf(JsonElement root)
    {
        var error = CredentialEntry.ObjectIn(root, "error");
        var message = error?.String("message");
        return message is null ? null : $"{error?.String("code")}: {message}";
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
