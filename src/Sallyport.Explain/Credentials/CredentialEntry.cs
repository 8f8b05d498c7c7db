using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Credentials;

/// <summary>
/// One credential as some tool prints it. Graph and az say <c>issuer</c> and <c>audiences</c>, ARM has them in
/// <c>properties</c>, PowerShell writes <c>Issuer</c> and <c>Audience</c> or <c>Audiences</c>, Terraform
/// <c>audience</c>, <c>display_name</c> and <c>claims_matching_expression</c>. Sources: Graph's and ARM's references,
/// the modules Az.Resources, Az.ManagedServiceIdentity and Microsoft.Graph.Applications, the providers azuread and
/// azurerm.
/// </summary>
/// <param name="item">The object.</param>
internal sealed class CredentialEntry(JsonElement item)
{
    private static readonly string[] Owners =
    [
        "user_assigned_identity_id", "parent_id", "application_id", "application_object_id", "id",
    ];

    private readonly JsonElement texts = ObjectIn(item, "properties") ?? item;

    /// <summary>Whether it has what each credential has: an issuer and one audience.</summary>
    public bool IsCredential =>
        item.ValueKind == JsonValueKind.Object && Text(texts, "issuer") is not null && Audience is not null;

    /// <summary>What it is called; null where it has no name.</summary>
    public string? Name => item.ValueKind == JsonValueKind.Object
        ? Text(item, "name") ?? Text(item, "display_name")
        : null;

    /// <summary>The managed identity that has it; null where an application has it, or nobody says it.</summary>
    public ManagedIdentity? Identity =>
        Owners.Select(name => ManagedIdentity.Read(Text(item, name))).FirstOrDefault(found => found is not null);

    /// <summary>The object id of the application that has it; empty where it does not say so.</summary>
    public Guid Application => Owners.Select(name => ApplicationIn(name, Text(item, name)))
        .FirstOrDefault(id => id != Guid.Empty);

    private string? Audience => OneOf(texts, "audiences") ?? OneOf(texts, "audience");

    /// <summary>Makes the credential that a comparison takes.</summary>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    /// <param name="index">Its place in the list, from 0, for one without a name.</param>
    public FederatedIdentityCredential Read(Guid application, int index)
    {
        var expression = ObjectIn(texts, "claimsMatchingExpression")
            ?? ObjectIn(ObjectIn(item, "AdditionalProperties"), "claimsMatchingExpression");
        var ofTerraform = Text(item, "claims_matching_expression");
        var ofGraph = expression is { } given ? LanguageVersion(given) : null;
        return new FederatedIdentityCredential
        {
            Id = IdOf(Text(item, "credential_id") ?? Text(item, "id")),
            ApplicationId = application,
            Name = Name ?? $"credential {index + 1}",
            Issuer = Text(texts, "issuer")!,
            Subject = Text(texts, "subject"),
            Audience = Audience!,
            Description = Text(item, "description"),
            Expression = expression is { } inGraph ? Text(inGraph, "value") : ofTerraform,
            ExpressionLanguageVersion = ofTerraform is null ? ofGraph : ClaimsMatchingExpression.LanguageVersion,
            CreatedDateTime = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>An object in a member, whatever the case of its name; null when there is none.</summary>
    public static JsonElement? ObjectIn(JsonElement? parent, string name)
    {
        var value = parent is { ValueKind: JsonValueKind.Object } given ? Member(given, name) : null;
        return value?.ValueKind == JsonValueKind.Object ? value : null;
    }

    private static Guid IdOf(string? text) => StrictGuid.TryRead(text, out var id) ? id : Guid.Empty;

    // /applications/<object id>, <object id>/federatedIdentityCredential/<id>, or the object id alone.
    private static Guid ApplicationIn(string name, string? text)
    {
        var isOwner = name.StartsWith("application", StringComparison.Ordinal);
        var parts = (text ?? "").Trim('/').Split('/');
        return parts switch
        {
            ["applications", var id] => IdOf(id),
            [var id, "federatedIdentityCredential", _] => IdOf(id),
            [var id] when isOwner => IdOf(id),
            _ => Guid.Empty,
        };
    }

    private static int? LanguageVersion(JsonElement expression)
    {
        var version = Member(expression, "languageVersion");
        var isNumber = version?.ValueKind == JsonValueKind.Number;
        return isNumber && version!.Value.TryGetInt32(out var number) ? number : null;
    }

    private static string? Text(JsonElement parent, string name) => Member(parent, name)?.Text();

    // The exact name first: a member that differs in case alone is PowerShell's.
    private static JsonElement? Member(JsonElement parent, string name)
    {
        if (parent.TryGetProperty(name, out var exact))
            return exact;
        foreach (var member in parent.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }
        return null;
    }

    private static string? OneOf(JsonElement parent, string name)
    {
        var list = Member(parent, name);
        var isList = list?.ValueKind == JsonValueKind.Array;
        return isList && list!.Value.GetArrayLength() == 1 ? list.Value[0].Text() : null;
    }
}
