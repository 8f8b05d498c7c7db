using System.Text;
using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Tests.Signing;

namespace Sallyport.Core.Tests.Federation;

/// <summary>The order in which a federated assertion is judged: the first stop decides, and no key is fetched before a credential fits.</summary>
public sealed class FederatedJudgeTests
{
    private const long Now = 1_800_000_000;
    private const string Issuer = "https://gitlab.example.com";
    private const string Entra = "https://sts.windows.net/5a11f047-0000-4000-8000-000000000001/";

    private static readonly TestKey Key = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_fits_and_verifies_is_accepted()
    {
        var (judgement, asked) = await JudgeAsync(Key.Sign(Claims()));
        Assert.Equal((AssertionOutcome.Accepted, true, 1), (judgement.Outcome, judgement.KeysAsked, asked));
        Assert.Null(judgement.RefusalUnder(RuleSet.Entra2026));
    }

    [Theory]
    [InlineData("""{"alg":"RS256"}""", AssertionOutcome.KeyNotNamed, 5002723)]
    [InlineData("""{"alg":"RS256","kid":""}""", AssertionOutcome.KeyNotNamed, 5002723)]
    public async Task A_token_that_names_no_key_is_refused_before_any_key_is_fetched_though_the_issuer_has_only_one(
        string header, AssertionOutcome outcome, int number)
    {
        var (judgement, asked) = await JudgeAsync(Key.Sign(Claims(), header));
        Assert.Equal((outcome, number, 0), (judgement.Outcome, judgement.RefusalUnder(RuleSet.Entra2024)!.Number, asked));
        Assert.Equal(outcome, Judge().Preview(AssertionReader.Read(Key.Sign(Claims(), header)), [Credential()], TenantPolicy.None).Outcome);
    }

    [Fact]
    public async Task A_signature_that_is_too_short_for_any_key_asks_for_none()
    {
        var (judgement, asked) = await JudgeAsync(Key.Sign(Claims())[..^86]);
        Assert.Equal((AssertionOutcome.SignatureTruncated, 7000274, 0), (judgement.Outcome, judgement.RefusalUnder(RuleSet.Entra2026)!.Number, asked));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData(" ")]
    public void A_token_with_something_behind_it_is_malformed(string behind) =>
        Assert.Equal(AssertionOutcome.Malformed, AssertionReader.Read(Key.Sign(Claims()) + behind).Problem);

    [Fact]
    public void A_token_behind_a_byte_order_mark_is_malformed() =>
        Assert.Equal(AssertionOutcome.Malformed, AssertionReader.Read("\uFEFF" + Key.Sign(Claims())).Problem);

    [Theory]
    [InlineData(Entra, Issuer, false, AssertionOutcome.IssuedByEntra, 700222)]
    [InlineData(Entra, FederatedJudge.ExchangeAudience, false, AssertionOutcome.IssuedByEntra, 700222)]
    [InlineData(Entra, Issuer, true, AssertionOutcome.IssuedByEntra, 700222)]
    [InlineData(Entra, FederatedJudge.ExchangeAudience, true, AssertionOutcome.Accepted, null)]
    public async Task A_token_that_Entra_issued_is_refused_whatever_fits_unless_it_is_a_managed_identitys_and_those_are_taken(
        string issuer, string audience, bool takesManagedIdentities, AssertionOutcome outcome, int? number)
    {
        var (judgement, asked) = await JudgeAsync(
            Key.Sign(Claims(issuer: issuer, audience: audience)), Credential(issuer, audience), takesManagedIdentities);
        Assert.Equal((outcome, number, number is null ? 1 : 0), (judgement.Outcome, judgement.RefusalUnder(RuleSet.Entra2026)?.Number, asked));
    }

    [Theory]
    [InlineData("/eid1/c/pub/t/AAAA/a/BBBB/sc/CCCC/DDDD", AssertionOutcome.Accepted)]
    [InlineData("7c9a4e8e-0000-4000-8000-000000000001", AssertionOutcome.Accepted)]
    [InlineData("/eid1/c/pub/t/AAAA/a/BBBB/7e307b14", AssertionOutcome.IssuedByEntra)]
    public async Task Of_the_subjects_of_Entras_own_form_only_those_of_service_connections_are_left_to_the_credentials(string subject, AssertionOutcome outcome)
    {
        const string audience = FederatedJudge.ExchangeAudience;
        var (judgement, _) = await JudgeAsync(
            Key.Sign(Claims(issuer: Entra, audience: audience, subject: subject)), Credential(Entra, audience, subject), true);
        Assert.Equal(outcome, judgement.Outcome);
    }

    [Fact]
    public async Task The_keys_of_an_issuer_that_is_no_https_address_are_never_asked()
    {
        const string insecure = "http://gitlab.example.com";
        var (judgement, asked) = await JudgeAsync(Key.Sign(Claims(issuer: insecure)), Credential(insecure));
        Assert.Equal((AssertionOutcome.IssuerUnreachable, insecure, 0), (judgement.Outcome, judgement.Failure!.Url, asked));
        Assert.Equal(501661, judgement.RefusalUnder(RuleSet.Entra2026)!.Number);
    }

    [Fact]
    public async Task What_does_not_match_is_told_before_the_key_and_the_time()
    {
        var (judgement, asked) = await JudgeAsync(Key.Sign(Claims(subject: "x", expires: -3600), """{"alg":"RS256"}"""));
        Assert.Equal((AssertionOutcome.SubjectDiffers, 0), (judgement.Outcome, asked));
    }

    [Fact]
    public async Task A_life_that_is_too_long_is_told_before_any_mismatch_and_no_credential_at_all_before_that()
    {
        var (judgement, asked) = await JudgeAsync(Key.Sign(Claims(subject: "x", expires: 90_001)));
        Assert.Equal((AssertionOutcome.LivesTooLong, 0), (judgement.Outcome, asked));
        Assert.Equal("main", judgement.Nearest!.Credential.Name);
        var taken = await JudgeAsync(Key.Sign(Claims(expires: 90_000)));
        Assert.Equal(AssertionOutcome.Accepted, taken.Judgement.Outcome);
        var reading = AssertionReader.Read(Key.Sign(Claims(subject: "x", expires: 90_001)));
        Assert.Equal(AssertionOutcome.NoCredential, Judge().Preview(reading, [], TenantPolicy.None).Outcome);
    }

    [Fact]
    public async Task The_signature_is_told_before_the_time()
    {
        using var stranger = new TestKey();
        Assert.Equal(AssertionOutcome.SignatureInvalid, (await JudgeAsync(stranger.Sign(Claims(expires: -3600)))).Judgement.Outcome);
        Assert.Equal(AssertionOutcome.Expired, (await JudgeAsync(Key.Sign(Claims(expires: -3600)))).Judgement.Outcome);
    }

    [Fact]
    public async Task The_log_says_why_the_key_that_a_token_names_is_not_used()
    {
        using var small = new TestKey(1024, "small");
        var keys = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{small.Jwk()}},{{Key.Jwk()}}]}"""))!;
        Assert.Equal(
            "kid 'small': the key is RSA of 1024 bits, and 2048 to 8192 are accepted", await LoggedAsync("small", "RS256"));
        Assert.Equal("kid 'k1': the key is for RS256, and the token is signed with PS256", await LoggedAsync("k1", "PS256"));
        Assert.Equal("kid 'other'", await LoggedAsync("other", "RS256"));
        Assert.Null(await LoggedAsync("k1", "RS256"));

        async Task<string?> LoggedAsync(string keyId, string algorithm)
        {
            var judge = new FederatedJudge(new Clock(), new FederationPolicy { FurtherAlgorithms = ["PS256"] });
            var token = AssertionReader.Read(Key.Sign(Claims(), $$"""{"alg":"{{algorithm}}","kid":"{{keyId}}"}"""));
            var judgement = await judge.JudgeAsync(token, [Credential()], TenantPolicy.None, new KnownKeys(keys), Cancel);
            return judgement.RefusalUnder(RuleSet.Entra2026)?.LogDetail;
        }
    }

    [Fact]
    public void All_claims_that_are_missing_are_named_and_the_refusal_names_the_first()
    {
        var reading = AssertionReader.Read(Key.Sign("""{"iss":"i","aud":[""],"x":1}"""));
        var judgement = Judge().Preview(reading, [], TenantPolicy.None);
        Assert.Equal(AssertionOutcome.ClaimMissing, judgement.Outcome);
        Assert.Equal(["aud", "exp", "sub"], judgement.MissingClaims.Order(StringComparer.Ordinal));
        Assert.Equal(judgement.MissingClaims[0], judgement.Detail);
        Assert.Contains($"'{judgement.Detail}'", judgement.RefusalUnder(RuleSet.Entra2026)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tenants_policy_is_asked_once_a_credential_fits_and_before_any_key()
    {
        var disabled = TenantPolicy.None with { FederationDisabled = true };
        var (refused, asked) = await JudgeAsync(Key.Sign(Claims(), """{"alg":"RS256"}"""), demands: disabled);
        Assert.Equal((AssertionOutcome.FederationDisabled, 0), (refused.Outcome, asked));
        Assert.Equal("main", refused.Nearest!.Credential.Subject);
        var (differs, _) = await JudgeAsync(Key.Sign(Claims(subject: "x")), demands: disabled);
        Assert.Equal(AssertionOutcome.SubjectDiffers, differs.Outcome);
        var (taken, fetched) = await JudgeAsync(Key.Sign(Claims()));
        Assert.Equal((AssertionOutcome.Accepted, 1), (taken.Outcome, fetched));
    }

    private static async Task<(Judgement Judgement, int Asked)> JudgeAsync(
        string compact, FederatedIdentityCredential? credential = null, bool takesManagedIdentities = false,
        TenantPolicy? demands = null)
    {
        var keys = new KnownKeys(Key.Keys);
        var judgement = await Judge(takesManagedIdentities).JudgeAsync(
            AssertionReader.Read(compact), [credential ?? Credential()], demands ?? TenantPolicy.None, keys, Cancel);
        return (judgement, keys.Asked);
    }

    private static FederatedJudge Judge(bool takesManagedIdentities = false) =>
        new(new Clock(), new FederationPolicy { TakesManagedIdentities = takesManagedIdentities });

    private static string Claims(string issuer = Issuer, string subject = "main", string audience = Issuer, int expires = 300) =>
        JsonSerializer.Serialize(new { iss = issuer, sub = subject, aud = audience, iat = Now, exp = Now + expires });

    private static FederatedIdentityCredential Credential(string issuer = Issuer, string audience = Issuer, string subject = "main") => new()
    {
        Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = "main", Issuer = issuer, Subject = subject, Audience = audience,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }
}
