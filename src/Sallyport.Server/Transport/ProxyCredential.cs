using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Transport;

/// <summary>
/// The credential without which nothing is passed on: loopback belongs to every user of the machine, and the tunnel to
/// the owner of the instance (RFC 7617).
/// </summary>
internal sealed class ProxyCredential(InstanceSecrets secrets)
{
    private readonly byte[] expected = Encoding.UTF8.GetBytes($"{InstanceFacts.ProxyUser}:{secrets.ProxySecret}");

    /// <summary>Whether the value of <c>Proxy-Authorization</c> is the credential of the instance.</summary>
    /// <param name="authorization">The value, or null when there is none.</param>
    public bool IsIn(string? authorization)
    {
        var isBasic = AuthenticationHeaderValue.TryParse(authorization, out var value)
            && string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase);
        var text = isBasic ? value!.Parameter ?? "" : "";
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, length), expected);
    }
}
