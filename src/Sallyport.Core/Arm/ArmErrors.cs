using Sallyport.Core.Authorization;

namespace Sallyport.Core.Arm;

/// <summary>
/// What resource management says when it refuses. Source: "Troubleshoot Azure RBAC", the resource provider contract's
/// common API details, and answers of the service that are quoted in public issues. The texts are the service's, odd
/// spellings included: clients search them.
/// </summary>
public static partial class ArmErrors
{
    /// <summary>The caller's roles do not grant the action.</summary>
    /// <param name="decision">Why not.</param>
    /// <param name="scope">The path that was asked for, as it was asked for.</param>
    public static ArmError AuthorizationFailed(AccessDecision decision, string scope) => new(
        403, "AuthorizationFailed",
        $"The client '{decision.Principal.ClientId}' with object id '{decision.Principal.ObjectId}' does not have "
            + "authorization "
        + (decision.IsConditionUnfulfilled ? "or an ABAC condition not fulfilled " : "")
        + $"to perform action '{decision.Action}' over scope '{scope}' or the scope is invalid. "
        + "If access was recently granted, please refresh your credentials.")
    { LogDetail = decision.Explanation };

    /// <summary>No such subscription.</summary>
    public static ArmError SubscriptionNotFound(Guid id) =>
        new(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.");

    /// <summary>No subscription id where one belongs.</summary>
    public static ArmError InvalidSubscriptionId(string text) =>
        new(400, "InvalidSubscriptionId", $"The provided subscription identifier '{text}' is malformed or invalid.");

    /// <summary>A path with neither a subscription nor a provider of the tenant level.</summary>
    public static ArmError MissingSubscription() =>
        new(
            404,
            "MissingSubscription",
            "The request did not have a subscription or a valid tenant level resource provider.");

    /// <summary>No such operation.</summary>
    public static ArmError OperationNotFound(string id) =>
        new(404, "OperationNotFound", $"The operation '{id}' could not be found.");

    /// <summary>No such group.</summary>
    public static ArmError ResourceGroupNotFound(string name) =>
        new(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");

    /// <summary>A group's name with characters that it cannot have.</summary>
    public static ArmError InvalidResourceGroupCharacters(string name, string characters) => new(
        400, "InvalidResourceGroup",
        $"The provided resource group name '{name}' has these invalid characters: '{characters}'. "
        + "The name can only be a letter, digit, '-', '.', '(', ')' or '_'.");

    /// <summary>A group's name that is too long.</summary>
    public static ArmError InvalidResourceGroupLength(string name) => new(
        400, "InvalidResourceGroup",
        $"The provided resource group name '{name}' is longer than {ResourceGroup.MaximumNameLength} characters.");

    /// <summary>A group's name that ends with a period.</summary>
    public static ArmError InvalidResourceGroupEnd(string name) =>
        new(
            400,
            "InvalidResourceGroup",
            $"The provided resource group name '{name}' ends with a period, which is not allowed.");

    /// <summary>A group without a location.</summary>
    public static ArmError LocationRequired() =>
        new(400, "LocationRequired", "The location property is required for this definition.");

    /// <summary>A location that does not exist.</summary>
    public static ArmError LocationNotAvailable(string location) => new(
        400, "LocationNotAvailableForResourceGroup",
        $"The provided location '{location}' is not available for resource group. "
        + $"List of available regions is '{string.Join(',', Locations.All.Select(l => l.Name))}'.");

    /// <summary>A group cannot move.</summary>
    public static ArmError InvalidResourceGroupLocation(string asked, string actual) => new(
        409, "InvalidResourceGroupLocation",
        $"Invalid resource group location '{asked}'. The Resource group already exists in location '{actual}'.");

    /// <summary>Nothing is changed in a group that is being deleted.</summary>
    public static ArmError ResourceGroupBeingDeleted(string name) => new(
        409, "ResourceGroupBeingDeleted",
        $"The resource group '{name}' is in deprovisioning state and cannot perform this operation.");

    /// <summary>A body that is no strict JSON, or not what the operation takes.</summary>
    public static ArmError InvalidRequestContent(string why) => new(
        400, "InvalidRequestContent", $"The request content was invalid and could not be deserialized: '{why}'.");

    /// <summary>A <c>$filter</c> of role assignments that is none of the few forms.</summary>
    public static ArmError UnsupportedQuery(string filter) => new(
        400, "UnsupportedQuery",
        $"The filter '{filter}' is not supported. "
        + "Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.");

    /// <summary>A query option that cannot be read.</summary>
    public static ArmError InvalidQueryOption(string name, string value) =>
        new(
            400,
            "InvalidQueryParameterValue",
            $"The value '{value}' of the query parameter '{name}' is not supported.");

    /// <summary>The family's 500.</summary>
    public static ArmError InternalServerError(DateTimeOffset now, string trackingId, string correlationId) => new(
        500, "InternalServerError",
        $"Encountered internal server error. Diagnostic information: timestamp '{now.UtcDateTime:yyyyMMddTHHmmssZ}', "
        + $"tracking id '{trackingId}', request correlation id '{correlationId}'.");

    /// <summary>Too many requests. Source: "Understand how Azure Resource Manager throttles requests".</summary>
    public static ArmError TooManyRequests() =>
        new(429, "TooManyRequests", "The number of requests has exceeded the limit. Please try again later.");

    /// <summary>The database cannot be read or written for now.</summary>
    public static ArmError ServiceUnavailable() =>
        new(503, "ServiceUnavailable", "The service is temporarily unavailable. Please try again later.");

    /// <summary>A body that is longer than the server reads.</summary>
    public static ArmError RequestContentTooLarge() =>
        new(413, "RequestContentTooLarge", "The request content is larger than the server reads.");
}
