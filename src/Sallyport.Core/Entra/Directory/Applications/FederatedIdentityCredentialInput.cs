using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Directory;

/// <summary>What a caller says of a federated identity credential, on creation and on update alike.</summary>
public sealed record FederatedIdentityCredentialInput
{
    /// <summary><c>id</c>, which may only repeat what it is.</summary>
    public Given<string?> Id { get; init; }

    /// <summary><c>name</c>, which cannot be changed.</summary>
    public Given<string?> Name { get; init; }

    /// <summary><c>issuer</c>.</summary>
    public Given<string?> Issuer { get; init; }

    /// <summary><c>subject</c>.</summary>
    public Given<string?> Subject { get; init; }

    /// <summary><c>description</c>.</summary>
    public Given<string?> Description { get; init; }

    /// <summary><c>audiences</c>.</summary>
    public Given<IReadOnlyList<string>?> Audiences { get; init; }

    /// <summary><c>@sallyport.singleUse</c>.</summary>
    public Given<bool> SingleUse { get; init; }

    /// <summary><c>claimsMatchingExpression</c>.</summary>
    public Given<ExpressionInput?> ClaimsMatchingExpression { get; init; }
}

/// <summary>The value of <c>claimsMatchingExpression</c>.</summary>
/// <param name="Value">The text.</param>
/// <param name="LanguageVersion">The version of its language.</param>
public sealed record ExpressionInput(string? Value, int? LanguageVersion);

/// <summary>A credential that was written.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="IsCreated">Whether it is new.</param>
public sealed record WrittenCredential(FederatedIdentityCredential Credential, bool IsCreated);
