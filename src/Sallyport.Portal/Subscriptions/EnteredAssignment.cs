namespace Sallyport.Portal.Subscriptions;

/// <summary>What a visitor has chosen and typed to give a role, so that nobody has to do it again.</summary>
public sealed record EnteredAssignment
{
    /// <summary>The name of the resource group; empty for the subscription.</summary>
    public string Group { get; init; } = "";

    /// <summary>The GUID of the role; empty as long as none is chosen.</summary>
    public string Role { get; init; } = "";

    /// <summary>What was searched for.</summary>
    public string Search { get; init; } = "";

    /// <summary>The object id of the chosen principal; empty as long as none is chosen.</summary>
    public string Member { get; init; } = "";
}

/// <summary>What is wrong with it; null where nothing is.</summary>
/// <param name="Role">About the role.</param>
/// <param name="Member">About the principal.</param>
/// <param name="Whole">About all of it.</param>
public sealed record AssignmentProblems(string? Role = null, string? Member = null, string? Whole = null);
