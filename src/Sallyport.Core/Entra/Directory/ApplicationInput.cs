namespace Sallyport.Core.Entra.Directory;

/// <summary>What a caller says of an application, on creation and on update alike.</summary>
public sealed record ApplicationInput
{
    /// <summary><c>displayName</c>.</summary>
    public Given<string?> DisplayName { get; init; }

    /// <summary><c>description</c>.</summary>
    public Given<string?> Description { get; init; }

    /// <summary><c>signInAudience</c>.</summary>
    public Given<string?> SignInAudience { get; init; }

    /// <summary><c>identifierUris</c>.</summary>
    public Given<IReadOnlyList<string>?> IdentifierUris { get; init; }
}

/// <summary>What a caller says of a client secret.</summary>
public sealed record PasswordInput
{
    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>startDateTime</c>; null: now.</summary>
    public DateTimeOffset? StartDateTime { get; init; }

    /// <summary><c>endDateTime</c>; null: two years after the start.</summary>
    public DateTimeOffset? EndDateTime { get; init; }
}
