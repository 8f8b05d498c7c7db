using System.Text;
using CsCheck;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Tests.Signing;

namespace Sallyport.Core.Tests.Federation;

/// <summary>
/// Assertions put together from parts of which each is known to be right or wrong: one is taken exactly when all its parts are right, and
/// whatever is refused is refused with a code of the catalogue. SALLYPORT_FULL_TESTS=1 makes it a million assertions.
/// </summary>
public sealed class AssertionProperties
{
    private const long Now = 1_800_000_000;
    private const string Issuer = "https://gitlab.example.com";
    private const string Audience = "api://AzureADTokenExchange";

    private static readonly long Assertions = PropertySize.Of(4_000);

    private static readonly TestKey Key = new();
    private static readonly TestKey Other = new(keyId: "k2");
    private static readonly TestKey Stranger = new();
    private static readonly JwkSet Keys = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{Other.Jwk()}}]}"""))!;
    private static readonly FederatedJudge Judge = new(new Clock(), new FederationPolicy());
    private static readonly KnownKeys Issuers = new(Keys);
    private static readonly FederatedIdentityCredential[] Credentials = [Credential("main"), Credential("next")];

    // The right values stand first; each part is one of them in nine cases of ten.
    private static readonly Gen<Part> Header = Gen.Select(
        Member(["\"alg\":\"RS256\""], ["\"alg\":\"none\"", "\"alg\":\"HS256\"", "\"alg\":\"rs256\"", "\"alg\":\"PS256\"", "\"alg\":\"ES256\"", "\"alg\":7", ""]),
        Member(["\"kid\":\"k1\""], ["\"kid\":\"k2\"", "\"kid\":\"K1\"", "\"kid\":\"\"", "\"kid\":1", "\"kid\":null", ""]),
        Member(["\"typ\":\"JWT\"", "\"typ\":\"jwt\"", ""], ["\"typ\":\"at+jwt\"", "\"typ\":\"\"", "\"typ\":1"]),
        Member(["", "\"jwk\":{}", "\"x5u\":\"https://evil.example\""], ["\"crit\":[]", "\"b64\":true", "\"zip\":\"DEF\"", "\"x\":1,\"x\":1", "\"cty\":\"JWT\""]),
        (alg, kid, typ, further) => Join(alg, kid, typ, further));

    private static readonly Gen<Part> Payload = Gen.Select(
        Member([$"\"iss\":\"{Issuer}\""], [$"\"iss\":\"{Issuer}/\"", "\"iss\":\"https://GITLAB.example.com\"", "\"iss\":\"\"", "\"iss\":null", $"\"iss\":[\"{Issuer}\"]", ""]),
        Member(["\"sub\":\"main\"", "\"sub\":\"next\""], ["\"sub\":\"Main\"", "\"sub\":\"main \"", "\"sub\":\"*\"", "\"sub\":\"\"", "\"sub\":5", "\"sub\":null", ""]),
        Member([$"\"aud\":\"{Audience}\"", $"\"aud\":[\"{Audience}\"]"],
            [$"\"aud\":[\"{Audience}\",\"{Audience}\"]", $"\"aud\":[\"x\",\"{Audience}\"]", "\"aud\":[]", "\"aud\":[1]", "\"aud\":\"api://azureadtokenexchange\"", "\"aud\":{}", ""]),
        Member(Times("exp", 300, -59, 89_700), [.. Times("exp", -60, -61, 90_061), "\"exp\":1e10", $"\"exp\":{Now + 300}.5", $"\"exp\":\"{Now + 300}\"", "\"exp\":-1", "\"exp\":253402300800", "\"exp\":null", ""]),
        Member(["", .. Times("nbf", -300, 0, 60)], [.. Times("nbf", 61, 300), "\"nbf\":null", "\"nbf\":\"\"", "\"nbf\":true"]),
        Member(Times("iat", -300, 0, 60), ["", .. Times("iat", 61, 300, -90_060), "\"iat\":null", $"\"iat\":\"{Now}\"", "\"iat\":[]"]),
        Member(["", "\"project_id\":\"1\""], ["\"x\":1,\"x\":1", "\"x\":1,\"\\u0078\":2", "\"x\":{\"y\":1,\"y\":1}"]),
        (iss, sub, aud, exp, nbf, iat, further) => Join(iss, sub, aud, exp, nbf, iat, further));

    private static readonly (Func<string, string, string> Sign, bool Right)[] Signatures =
    [
        (Signed, true),
        ((h, p) => Stranger.Sign(p, h), false),
        ((h, p) => Signed(h, p)[..^1], false),
        ((h, p) => Signed(h, p) + "A", false),
        ((h, p) => Signed(h, p) + "=", false),
        ((h, p) => Signed(h, p) + ".", false),
        ((h, p) => Resigned(Signed(h, p), _ => ""), false),
        ((h, p) => Resigned(Signed(h, p), s => (s[0] == 'A' ? "B" : "A") + s[1..]), false),
    ];

    private static readonly Gen<(Func<string, string, string> Sign, bool Right)> Signature = Gen.Select(
        Gen.Int[0, 9], Gen.Int[1, Signatures.Length - 1], (which, index) => Signatures[which > 0 ? 0 : index]);

    [Fact]
    [Trait("Passes", "J2 J4 J6 J9 J10 A3")]
    public void J2_J4_J6_J9_J10_A3_an_assertion_is_taken_exactly_when_each_of_its_parts_is_right() => Gen.Select(Header, Payload, Signature).Sample(
        (header, payload, signature) =>
            IsTaken(signature.Sign(header.Json, payload.Json)) == (header.Right && payload.Right && signature.Right),
        iter: Assertions);

    // What is refused otherwise than by the catalogue would be an answer of 500, and fails the test.
    private static bool IsTaken(string compact)
    {
        var judging = Judge.JudgeAsync(AssertionReader.Read(compact), Credentials, TenantPolicy.None, Issuers, CancellationToken.None);
        Assert.True(judging.IsCompletedSuccessfully); // the keys are known: nothing waits
        var judgement = judging.Result;
        if (judgement.IsAccepted)
            return true;
        Assert.All(RuleSet.All, rules => Assert.InRange(judgement.RefusalUnder(rules)!.Status, 400, 499));
        return false;
    }

    private static string Signed(string header, string payload) => Key.Sign(payload, header);

    private static string Resigned(string compact, Func<string, string> change) =>
        compact[..(compact.LastIndexOf('.') + 1)] + change(compact[(compact.LastIndexOf('.') + 1)..]);

    private static string[] Times(string name, params int[] fromNow) => [.. fromNow.Select(s => $"\"{name}\":{Now + s}")];

    private static Gen<Part> Member(string[] right, string[] wrong) => Gen.Select(
        Gen.Int[0, 9], Gen.Int[0, 999],
        (which, index) => which > 0 ? new Part(right[index % right.Length], true) : new Part(wrong[index % wrong.Length], false));

    private static Part Join(params Part[] members) => new(
        "{" + string.Join(',', members.Select(m => m.Json).Where(m => m.Length > 0)) + "}", members.All(m => m.Right));

    private static FederatedIdentityCredential Credential(string subject) => new()
    {
        Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = subject, Issuer = Issuer, Subject = subject, Audience = Audience,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };

    private sealed record Part(string Json, bool Right);

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }
}
