using Microsoft.AspNetCore.Http;
using Sallyport.Core.Arm;

namespace Sallyport.Server.Arm;

/// <summary>The <c>api-version</c> of a request. Source: ARM resource provider contract, common API details.</summary>
internal static class ApiVersions
{
    /// <summary>The version asked for, whether it exists or not.</summary>
    public static string Read(IQueryCollection query) => query["api-version"].ToString() is { Length: > 0 } version
        ? version
        : throw ArmErrors.MissingApiVersionParameter().ToException();

    /// <summary>Refuses a version that the type does not have. A route of no type refuses by itself.</summary>
    public static void Check(string version, ArmResourceType? type)
    {
        if (type is null || type.ApiVersions.Contains(version, StringComparer.OrdinalIgnoreCase))
            return;
        throw (type.IsOwnRoute
            ? ArmErrors.InvalidApiVersionParameter(version, type.ApiVersions)
            : ArmErrors.NoRegisteredProviderFound(version, type.Name, type.ApiVersions)).ToException();
    }
}
