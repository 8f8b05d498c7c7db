using System.Text;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests;

/// <summary>What stands in a token.</summary>
internal static class TokenText
{
    /// <summary>The claims, as JSON.</summary>
    public static string Payload(string token) => Encoding.UTF8.GetString(StrictBase64Url.Decode(token.Split('.')[1])!);
}
