using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Graph;

/// <summary>The body by which a client adds an object to a set of another one: its address.</summary>
internal static class GraphReference
{
    /// <summary>Reads the object id at the end of the address.</summary>
    public static async Task<Guid> ReadAsync(HttpRequest request, string resource, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(request, cancel);
        var reference = body.Text("@odata.id").Or(null)
            ?? throw GraphErrors.ValueRequired("@odata.id", resource).ToException();
        body.End();
        return GraphKeys.Id(reference[(reference.LastIndexOf('/') + 1)..]);
    }
}
