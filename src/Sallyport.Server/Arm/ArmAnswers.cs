using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Arm;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>How the endpoints of this room read and write.</summary>
internal static class ArmAnswers
{
    private const int MaximumBody = 1024 * 1024;

    /// <summary>The call whose access was decided.</summary>
    public static ArmCall Call(this HttpContext context) =>
        context.Features.Get<ArmCall>() ?? throw new InvalidOperationException("No access was decided.");

    /// <summary>Declares the type of a route, and with it the versions of its API.</summary>
    public static TBuilder Of<TBuilder>(this TBuilder builder, ArmResourceType type)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(type);

    /// <summary>An answer with this body as JSON.</summary>
    public static IResult Ok(object body, int status = StatusCodes.Status200OK) =>
        Results.Json(body, ArmSurface.Json, statusCode: status);

    /// <summary>A list on one page.</summary>
    public static IResult List<T>(IEnumerable<T> value) => Ok(new { value });

    /// <summary>An instant with seven digits after the second, as ARM writes it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The JSON object in the request's body, or a refusal.</summary>
    public static async Task<JsonElement> ReadObjectAsync(HttpContext context)
    {
        var bytes = await LimitedBody.ReadAsync(context.Request, MaximumBody, context.RequestAborted)
            ?? throw ArmErrors.RequestContentTooLarge().ToException();
        return StrictJson.ReadObject(bytes)
            ?? throw ArmErrors.InvalidRequestContent("The body is no JSON object, or a member of it is doubled.")
                .ToException();
    }

    /// <summary>The object member, or a refusal.</summary>
    public static JsonElement RequiredObject(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw ArmErrors.InvalidRequestContent($"The object '{name}' is missing.").ToException();

    /// <summary>The string member; null when it is absent or null; a refusal when it is something else.</summary>
    public static string? OptionalString(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return element.String(name)
            ?? throw ArmErrors.InvalidRequestContent($"The member '{name}' is no string.").ToException();
    }
}
