using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Signing;

/// <summary>Which members of a key set may verify anything.</summary>
public sealed class JwkTests
{
    private static readonly TestKey Key = new();

    [Theory]
    [InlineData(256, 0x80, true)]
    [InlineData(256, 0x7F, false)]
    [InlineData(255, 0xFF, false)]
    [InlineData(257, 0x01, true)]
    [InlineData(1024, 0xFF, true)]
    [InlineData(1025, 0x01, false)]
    [Trait("Passes", "J12")]
    public void J12_an_RSA_key_has_2048_to_8192_bits(int bytes, byte first, bool taken) => Assert.Equal(taken, Rsa(Modulus(bytes, first), [1, 0, 1]) is not null);

    [Theory]
    [InlineData("AQ", false)]
    [InlineData("Ag", false)]
    [InlineData("Aw", true)]
    [InlineData("AQAB", true)]
    [InlineData("AQAA", false)]
    [InlineData("AAEAAQ", false)]
    [InlineData("gQAAAAAAAAE", true)]
    [InlineData("AQAAAAAAAAAB", false)]
    public void J12_an_RSA_exponent_is_odd_at_least_three_and_of_eight_octets_at_most(string exponent, bool taken) =>
        Assert.Equal(taken, Rsa(Modulus(256, 0x80), StrictBase64Url.Decode(exponent)!) is not null);

    [Fact]
    public void J12_a_modulus_is_odd_and_has_no_leading_zero()
    {
        var even = Modulus(256, 0x80);
        even[^1] = 2;
        Assert.Null(Rsa(even, [1, 0, 1]));
        Assert.Null(Rsa([0, .. Modulus(256, 0x80)], [1, 0, 1]));
        Assert.Null(Read("""{"kty":"RSA","e":"AQAB"}"""));
        Assert.Null(Read($$"""{"kty":"RSA","n":"{{StrictBase64Url.Encode(Modulus(256, 0x80))}}"}"""));
        Assert.NotNull(Rsa(Modulus(256, 0x80), [1, 0, 1]));
    }

    [Fact]
    [Trait("Passes", "J12")]
    public void J12_an_EC_key_is_a_point_of_P_256()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = ec.ExportParameters(false).Q;
        Assert.NotNull(Ec("P-256", q.X!, q.Y!));
        Assert.Null(Ec("P-384", q.X!, q.Y!));
        Assert.Null(Ec("P-256", q.X![1..], q.Y!));
        Assert.Null(Ec("P-256", q.X!, q.Y![1..]));
        Assert.Null(Ec("P-256", [0, .. q.X!], q.Y!));
        Assert.Null(Ec("P-256", q.Y!, q.X!));
        Assert.Null(Read($$"""{"kty":"EC","crv":"P-256","x":"{{StrictBase64Url.Encode(q.X)}}"}"""));
        Assert.Null(Read($$"""{"kty":"EC","crv":"P-256","y":"{{StrictBase64Url.Encode(q.Y)}}"}"""));
    }

    [Theory]
    [InlineData("\"key_ops\":[\"sign\",\"verify\"]", true)]
    [InlineData("\"key_ops\":[\"verify\",7]", true)]
    [InlineData("\"key_ops\":[7]", false)]
    [InlineData("\"key_ops\":[]", false)]
    [InlineData("\"use\":null", false)]
    [InlineData("\"use\":7", false)]
    [InlineData("\"use\":[\"sig\"]", false)]
    [Trait("Passes", "J5")]
    public void J5_a_key_that_says_what_it_is_for_says_verify(string members, bool taken) => Assert.Equal(taken, Read(Key.Jwk(members)) is not null);

    // A member of the wrong type must not pass for an absent one, which would bind the key to nothing.
    [Theory]
    [InlineData("\"alg\":1")]
    [InlineData("\"alg\":null")]
    [InlineData("\"alg\":[\"RS512\"]")]
    [InlineData("\"alg\":{}")]
    public void J5_a_key_whose_algorithm_is_no_text_is_skipped(string members)
    {
        Assert.Null(Read(Key.Jwk(members)));
        Assert.NotNull(Read(Key.Jwk("\"alg\":\"RS256\"")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[]")]
    public void J5_a_key_whose_kid_is_no_text_is_skipped(string kid)
    {
        Assert.Null(Read(Key.Jwk().Replace("\"k1\"", kid, StringComparison.Ordinal)));
        Assert.Equal("k1", Read(Key.Jwk())!.KeyId);
    }

    // A lone surrogate is JSON and no text: JsonElement throws on it.
    [Theory]
    [InlineData("kty")]
    [InlineData("kid")]
    [InlineData("alg")]
    [InlineData("use")]
    [InlineData("key_ops")]
    [InlineData("n")]
    [InlineData("e")]
    [InlineData("x5c")]
    public void J12_a_lone_surrogate_costs_a_set_no_other_key(string member)
    {
        var value = member == "key_ops" ? "[\"\\ud800\"]" : "\"sig\\ud800\"";
        var members = new Dictionary<string, string> { ["kty"] = "\"RSA\"", ["kid"] = "\"bad\"", ["n"] = "\"AQAB\"", ["e"] = "\"AQAB\"", [member] = value };
        var bad = $"{{{string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}"))}}}";
        var keys = JwkSet.Read(System.Text.Encoding.UTF8.GetBytes($$"""{"keys":[{{bad}},{{Key.Jwk()}}]}"""))!;
        Assert.Equal(1, keys.Count);
        Assert.NotNull(keys.Find("k1"));
    }

    private static byte[] Modulus(int bytes, byte first)
    {
        var modulus = new byte[bytes];
        (modulus[0], modulus[^1]) = (first, 1);
        return modulus;
    }

    private static Jwk? Rsa(byte[] n, byte[] e) => Read($$"""{"kty":"RSA","kid":"a","n":"{{StrictBase64Url.Encode(n)}}","e":"{{StrictBase64Url.Encode(e)}}"}""");

    private static Jwk? Ec(string curve, byte[] x, byte[] y) =>
        Read($$"""{"kty":"EC","kid":"a","crv":"{{curve}}","x":"{{StrictBase64Url.Encode(x)}}","y":"{{StrictBase64Url.Encode(y)}}"}""");

    private static Jwk? Read(string json) => JwkReader.Read(JsonElement.Parse(json)).Key;
}
