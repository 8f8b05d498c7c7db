using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Signing;

/// <summary>An RSA key of a test, with its key set, that signs whatever header and payload it is given.</summary>
public sealed class TestKey : IDisposable
{
    private static readonly string[] Rs256 = ["RS256"];
    private static readonly string[] Types = ["JWT"];

    private readonly RSA rsa;

    public TestKey(int bits = 2048, string keyId = "k1")
    {
        rsa = MadeRsaKey.Create(bits);
        KeyId = keyId;
    }

    public string KeyId { get; }

    public RSAParameters Public => rsa.ExportParameters(false);

    public string Header => $$"""{"alg":"RS256","typ":"JWT","kid":"{{KeyId}}"}""";

    public JwkSet Keys => JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Jwk()}}]}"""))!;

    /// <summary>Reads a token that can be read, and verifies it with the keys.</summary>
    internal static JwsProblem? Verify(string token, JwkSet keys, string[]? algorithms = null)
    {
        var (read, problem) = Jws.Read(token, algorithms ?? Rs256, Types);
        Assert.Null(problem);
        return Jws.Verify(read!, keys);
    }

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
