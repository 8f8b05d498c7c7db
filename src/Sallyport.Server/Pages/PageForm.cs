using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;

namespace Sallyport.Server.Pages;

/// <summary>Reads the forms of pages.</summary>
internal static class PageForm
{
    private const int MaximumFields = 100;
    private const int MaximumForm = 256 * 1024;

    /// <summary>
    /// Reads the form of a request for <see cref="Field"/>, and refuses one that does not come from a page that this
    /// visitor has seen.
    /// </summary>
    public static async ValueTask<object?> CheckAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var form = await ReadAsync(context);
        if (!await PageAnswer.IsOursAsync(context, field => form[field]))
            throw BadRequest(context, "The page was too old. Open it again, and repeat the change.");
        context.Features.Set(form);
        return await next(invocation);
    }

    /// <summary>A field of the form, without blanks at its ends; empty when it is not there.</summary>
    public static string Field(this HttpContext context, string name) => context.RawField(name).Trim();

    /// <summary>A field of the form as it was typed, such as a password; empty when it is not there.</summary>
    public static string RawField(this HttpContext context, string name) =>
        context.Features.GetRequiredFeature<IFormCollection>()[name].ToString();

    private static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        var type = context.Request.GetTypedHeaders().ContentType?.MediaType ?? default;
        if (!type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            throw BadRequest(context, "The body is no form.");
        var body = await LimitedBody.ReadAsync(context.Request, MaximumForm, context.RequestAborted)
            ?? throw BadRequest(context, "The form is too large.");
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body)) { ValueCountLimit = MaximumFields };
            return new FormCollection(reader.ReadForm());
        }
        catch (InvalidDataException)
        {
            throw BadRequest(context, "The form is too large.");
        }
    }

    private static RefusedException BadRequest(HttpContext context, string message) => context.Features
        .GetRequiredFeature<Surface>()
        .BadRequest(context, StatusCodes.Status400BadRequest, message)
        .ToException();
}
