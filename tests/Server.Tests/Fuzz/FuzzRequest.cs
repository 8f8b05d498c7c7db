using System.Text;

namespace Sallyport.Server.Tests.Fuzz;

/// <summary>A request in parts, so that each of them can be changed. Texts are sent as Latin-1.</summary>
internal sealed record FuzzRequest(
    string Host, string Method, string Target, IReadOnlyList<string> Headers, string Body)
{
    /// <summary>The bytes, framed as they must be, so that the surface reads the rest.</summary>
    public byte[] Framed()
    {
        var hasLength = Body.Length > 0 || Method is "POST" or "PUT" or "PATCH";
        var length = hasLength ? $"Content-Length: {Body.Length}\r\n" : "";
        var headers = string.Concat(Headers.Select(h => h + "\r\n"));
        return Encoding.Latin1.GetBytes(
            $"{Method} {Target} HTTP/1.1\r\nHost: {Host}\r\n{headers}{length}\r\n{Body}");
    }

    public override string ToString() => $"{Host} {Encoding.Latin1.GetString(Framed())}";
}
