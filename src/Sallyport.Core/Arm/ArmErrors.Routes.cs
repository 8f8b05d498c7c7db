namespace Sallyport.Core.Arm;

/// <summary>What is said about API versions, namespaces and types.</summary>
public static partial class ArmErrors
{
    /// <summary>No <c>api-version</c>.</summary>
    public static ArmError MissingApiVersionParameter() => new(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.");

    /// <summary>A version that resource management's own routes do not know.</summary>
    public static ArmError InvalidApiVersionParameter(string version, IEnumerable<string> supported) => new(
        400, "InvalidApiVersionParameter",
        $"The api-version '{version}' is invalid. The supported versions are '{string.Join(',', supported)}'.");

    /// <summary>A version that the type of a provider does not have.</summary>
    public static ArmError NoRegisteredProviderFound(string version, string type, IEnumerable<string> supported) => new(
        400, "NoRegisteredProviderFound",
        $"No registered resource provider found for location 'global' and API version '{version}' for type '{type}'. "
        + $"The supported api-versions are '{string.Join(", ", supported)}'. The supported locations are 'global'.");

    /// <summary>A type that its provider does not have.</summary>
    public static ArmError InvalidResourceType(
        string type, string providerNamespace, string version, IEnumerable<string> supported) =>
        new(
        404, "InvalidResourceType",
        $"The resource type '{type}' could not be found in the namespace '{providerNamespace}' for api version "
            + $"'{version}'. "
        + $"The supported api-versions are '{string.Join(',', supported)}'.");

    /// <summary>A provider that there is not.</summary>
    public static ArmError InvalidResourceNamespace(string providerNamespace) =>
        new(404, "InvalidResourceNamespace", $"The resource namespace '{providerNamespace}' is invalid.");

    /// <summary>A known path with a method that it does not have.</summary>
    public static ArmError MethodNotAllowed(string method) =>
        new(405, "MethodNotAllowed", $"The HTTP method '{method}' is not supported at this location.");

    /// <summary>A path in a subscription that has not the shape of a resource.</summary>
    public static ArmError InvalidScope(string scope) => new(400, "InvalidScope", $"The scope '{scope}' is not valid.");

    /// <summary>A path in a subscription that there is not, or not with this method.</summary>
    public static ArmError MethodOrPathNotFound(string method, string path) =>
        new(404, "NotFound", $"There is no '{method}' of '{path}'.");
}
