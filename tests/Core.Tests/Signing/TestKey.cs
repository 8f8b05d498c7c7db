using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Tests.Signing;

/// <summary>An RSA key of a test, with its key set, that signs whatever header and payload it is given.</summary>
public sealed class TestKey : IDisposable
{
    private readonly RSA rsa;

    public TestKey(int bits = 2048, string keyId = "k1")
    {
        rsa = RSA.Create(bits);
        KeyId = keyId;
    }

    public string KeyId { get; }

    public RSAParameters Public => rsa.ExportParameters(false);

    public string Header => $$"""{"alg":"RS256","typ":"JWT","kid":"{{KeyId}}"}""";

    public JwkSet Keys => JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Jwk()}}]}"""))!;

    public string Jwk(string extra = "\"use\":\"sig\",\"alg\":\"RS256\"") =>
        $$"""{"kty":"RSA","kid":"{{KeyId}}","n":"{{StrictBase64Url.Encode(Public.Modulus)}}","e":"{{StrictBase64Url.Encode(Public.Exponent)}}",{{extra}}}""";

    public string Sign(string payload, string? header = null) =>
        Jws.Sign(Encoding.UTF8.GetBytes(header ?? Header), Encoding.UTF8.GetBytes(payload), rsa);

    public string SignBytes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Jws.Sign(header, payload, rsa);

    public string Sign(object claims) => Sign(JsonSerializer.Serialize(claims));

    public byte[] SignPss(string signingInput) =>
        rsa.SignData(Encoding.ASCII.GetBytes(signingInput), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    public void Dispose() => rsa.Dispose();
}
