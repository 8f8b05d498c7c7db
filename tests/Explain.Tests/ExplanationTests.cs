using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Tests.Signing;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Tests.Mistakes;

namespace Sallyport.Explain.Tests;

/// <summary>What happens to a token on its way, and what a list of credentials may look like.</summary>
public sealed class ExplanationTests
{
    private const long Noon = 1_786_104_000;
    private static readonly TestKey Key = new(); // making one takes longer than all that is done with it

    [Fact]
    public void A_token_that_is_right_matches() => Assert.True(Explain(Token()).Matches);

    [Theory]
    [InlineData("", "token-empty", 7000216)]
    [InlineData(" \n", "token-empty", 50027)]
    [InlineData("$GITLAB_OIDC_TOKEN", "token-not-expanded", 50027)]
    [InlineData("${GITLAB_OIDC_TOKEN}", "token-not-expanded", 50027)]
    [InlineData("<token>", "token-placeholder", 50027)]
    [InlineData("[MASKED]", "token-masked", 50027)]
    [InlineData("\"TOKEN\"", "token-quoted", 50027)]
    [InlineData("'TOKEN'", "token-quoted", 50027)]
    [InlineData("\nTOKEN", "token-white-space", 50027)]
    [InlineData("{{ token }}", "token-placeholder", 50027)]
    [InlineData("{ \"access_token\": \"x\" }", "token-decoded", 50027)]
    [InlineData(" TOKEN", "token-white-space", 50027)]
    [InlineData("Bearer TOKEN", "token-bearer", 50027)]
    [InlineData("undefined", "token-undefined", 50027)]
    [InlineData("/var/run/secrets/azure/tokens/azure-identity-token", "token-is-path", 50027)]
    [InlineData("ghs_16C7e42F292c6912E7710c838347Ae178B4a", "token-other-kind", 50027)]
    [InlineData("JWT=TOKEN", "token-assignment", 50027)]
    [InlineData("{\"value\":\"TOKEN\"}", "token-in-json", 50027)]
    [InlineData("the job got TOKEN today", "token-in-log", 50027)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9...", "token-truncated", 50027)]
    [InlineData("glcbt-64_abc", "token-other-kind", 50027)]
    [InlineData("gldt-abc", "token-other-kind", 50027)]
    [InlineData("glsoat-abc", "token-other-kind", 50027)]
    [InlineData("{\"iss\":\"x\"}", "token-decoded", 50027)]
    [InlineData("abc", "token-no-jwt", 50027)]
    [InlineData("a.b.c.d.e", "token-encrypted", 50027)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9", "token-truncated", 50027)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3M", "token-truncated", 50027)]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.", "token-truncated", 50027)]
    public void A_text_that_is_no_token_is_recognised(string text, string kind, int code)
    {
        var verdict = Explain(text.Replace("TOKEN", text.Contains('$', StringComparison.Ordinal) ? "TOKEN" : Token(), StringComparison.Ordinal));
        Assert.False(verdict.Matches);
        Assert.Equal(kind, verdict.Cause!.Kind);
        Assert.Equal(code, verdict.In2026!.Number is 90014 ? 50027 : verdict.In2026.Number);
    }

    // A shell's $(cat FILE) takes final line feeds away: what still stands there is sent, and refused.
    [Theory]
    [InlineData("TOKEN\n", "token-white-space")]
    [InlineData("TOKEN\r\n", "token-white-space")]
    [InlineData("TOKEN\r", "token-white-space")]
    [InlineData("TOKEN ", "token-white-space")]
    [InlineData("\uFEFFTOKEN", "token-byte-order-mark")]
    [InlineData("\uFEFFTOKEN\r\n", "token-byte-order-mark")]
    public void What_stands_around_a_token_is_refused_with_it(string text, string kind)
    {
        var verdict = Explain(text.Replace("TOKEN", Token(), StringComparison.Ordinal));
        Assert.Equal(AssertionOutcome.Malformed, verdict.Judgement.Outcome);
        Assert.Equal((kind, 50027, 50027), (verdict.Cause!.Kind, verdict.In2024!.Number, verdict.In2026!.Number));
    }

    [Fact]
    public void What_was_changed_in_a_token_is_named()
    {
        Told("token-percent-encoded", "%2E", Token().Replace(".", "%2E", StringComparison.Ordinal));
        Told("token-invisible", "U+200B", Token().Insert(100, "\u200B"));
        Told("token-payload-only", "middle part", Token().Split('.')[1]);
        Told("token-standard-base64", "+ and /", Token() + "==");
        Told("token-byte-order-mark", "It also has quotation marks", $"\uFEFF'{Token()}'");
    }

    [Theory]
    [InlineData("1786107600000", "time-in-milliseconds", "exp is 1786107600000")]
    [InlineData("\"tomorrow\"", "time-no-number", "exp is not a number")]
    [InlineData("\"1786107600\"", "time-no-number", "'1786107600'")]
    [InlineData("1786107600.5", "time-no-whole-seconds", "exp is 1786107600.5")]
    [InlineData("-1", "time-no-whole-seconds", "exp is -1")]
    [InlineData("null", "time-no-number", "'null'")]
    public void A_time_that_is_none_is_named(string exp, string kind, string says)
    {
        var verdict = Explain(Key.Sign($$"""{"iss":"{{PlantedMistake.Host}}","sub":"{{PlantedMistake.Main}}","aud":"{{PlantedMistake.Host}}","iat":{{Noon}},"exp":{{exp}}}"""));
        Assert.Equal((kind, 50027), (verdict.Cause!.Kind, verdict.In2026!.Number));
        Assert.Contains(says, verdict.Cause.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"iss\":7", "iss is not a text")]
    [InlineData("\"aud\":7", "aud is neither")]
    [InlineData("\"aud\":[7]", "aud is neither")]
    public void A_claim_of_another_type_is_named_in_a_token(string claim, string says)
    {
        var verdict = Explain(Key.Sign("{\"exp\":1786107600," + claim + (claim.Contains("iss", StringComparison.Ordinal) ? "}" : ",\"iss\":\"https://i\",\"sub\":\"s\"}")));
        Assert.Equal(("claim-type", 50027), (verdict.Cause!.Kind, verdict.In2026!.Number));
        Assert.Contains(says, verdict.Cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_without_a_signature_is_not_one_that_lost_its_end()
    {
        var parts = Token(header: """{"alg":"none"}""").Split('.');
        var verdict = Explain($"{parts[0]}.{parts[1]}.");
        Assert.Equal(("token-algorithm", 5002738), (verdict.Cause!.Kind, verdict.In2026!.Number));
        Assert.Contains("alg 'none'", verdict.Cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_of_GitHub_that_got_no_token_is_told_of_GitHub()
    {
        var verdict = Explained.Token("undefined", new CredentialDocument(Guid.Empty, [OfGitHub()]), new StoppedClock());
        Assert.Contains("id-token: write", verdict.Cause!.Fix.Command, StringComparison.Ordinal);
        var quoted = Explained.Token($"'{Token()}'", new CredentialDocument(Guid.Empty, [OfGitHub()]), new StoppedClock());
        Assert.Contains("$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange", quoted.Cause!.Fix.Command, StringComparison.Ordinal);
        Assert.Contains("GITLAB_OIDC_TOKEN", Explain($"'{Token()}'").Cause!.Fix.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_names_no_key_is_told()
    {
        var verdict = Explain(Token(header: """{"alg":"RS256"}"""));
        Assert.Equal(("token-without-kid", 5002723, false), (verdict.Cause!.Kind, verdict.In2026!.Number, verdict.Matches));
    }

    [Fact]
    public void An_http_issuer_fits_and_its_keys_are_never_read()
    {
        var mistake = new PlantedMistake("http", "", 0, 0) { Issuer = "http://gitlab.example.com", Credentials = [PlantedMistake.Trust("http://gitlab.example.com")] };
        var verdict = Explained.Claims(mistake.Claims, new CredentialDocument(Guid.Empty, mistake.Credentials));
        Assert.Equal(("issuer-insecure", 501661, false), (verdict.Cause!.Kind, verdict.In2026!.Number, verdict.Matches));
    }

    [Fact]
    public void A_claim_of_another_type_is_no_truncated_token()
    {
        var verdict = Explained.Claims(System.Text.Json.JsonElement.Parse("""{"iss":7,"sub":"s","aud":"a"}"""), Document("[]"));
        Assert.Equal(("claims-malformed", 50027), (verdict.Cause!.Kind, verdict.In2026!.Number));
    }

    [Fact]
    public void The_fixes_name_the_jobs_own_ID_token()
    {
        var mistake = new PlantedMistake("audience", "", 0, 0) { Audiences = ["https://gitlab.com"] };
        var verdict = Explained.Claims(mistake.Claims, new CredentialDocument(Guid.Empty, mistake.Credentials), "AZURE_TOKEN");
        Assert.Equal("id_tokens:\n  AZURE_TOKEN:\n    aud: https://gitlab.example.com", verdict.Cause!.Fix.Command);
    }

    [Fact]
    public void A_signature_that_was_cut_is_told_from_one_that_is_whole()
    {
        var verdict = Explain(Token()[..^86]);
        Assert.Equal(("token-truncated", 7000274), (verdict.Cause!.Kind, verdict.In2026!.Number));
    }

    [Theory]
    [InlineData("""{"alg":"HS256","kid":"k1"}""", "token-algorithm", 5002738)]
    [InlineData("""{"alg":"none"}""", "token-algorithm", 5002738)]
    [InlineData("""{"alg":"PS256","kid":"k1"}""", "token-algorithm", 5002738)]
    [InlineData("""{"alg":"RS256","typ":"at+jwt","kid":"k1"}""", "token-type", 5002727)]
    public void A_header_that_is_not_taken_is_named(string header, string kind, int code)
    {
        var verdict = Explain(Token(header: header));
        Assert.Equal((kind, code), (verdict.Cause!.Kind, verdict.In2024!.Number));
    }

    [Theory]
    [InlineData(-7200, -3600, "token-expired", 700024, "time")]
    [InlineData(3600, 7200, "token-not-yet-valid", 700024, "time")]
    [InlineData(0, 90_001, "token-lives-too-long", 70023, "lifetime")]
    public void A_token_outside_its_time_is_told_apart(long from, long until, string kind, int code, string stage)
    {
        Assert.True(Explain(Token(0, 90_000)).Matches);
        var verdict = Explain(Token(from, until));
        Assert.Equal((kind, code, stage), (verdict.Cause!.Kind, verdict.In2026!.Number, verdict.Stage));
    }

    [Fact]
    public void What_does_not_match_is_told_before_the_time() => Assert.Equal("subject", Explain(Token(-7200, -3600, subject: "x")).Stage);

    [Theory]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("iss")]
    public void Decoded_claims_need_the_three(string claim)
    {
        var text = """{"iss":"https://gitlab.example.com","sub":"s","aud":"a"}""".Replace($"\"{claim}\"", "\"x\"", StringComparison.Ordinal);
        var verdict = Explained.Claims(System.Text.Json.JsonElement.Parse(text), Document("[]"));
        Assert.Equal(("claim-missing", 90014), (verdict.Cause!.Kind, verdict.In2026!.Number));
        Assert.StartsWith($"{claim}, which every", verdict.Cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_list_of_az_and_the_answer_of_Graph()
    {
        const string one = """{"audiences":["a"],"description":null,"id":"10000000-0000-4000-8000-000000000002","issuer":"https://i","name":"n","subject":"s"}""";
        var az = Document($"[{one}]");
        var graph = Document($$"""{"@odata.context":"https://graph.microsoft.com/beta/$metadata#applications('10000000-0000-4000-8000-000000000001')/federatedIdentityCredentials","value":[{{one}}]}""");
        Assert.Equal((Guid.Empty, "s"), (az.ApplicationId, az.Credentials[0].Subject));
        Assert.Equal(new Guid("10000000-0000-4000-8000-000000000001"), graph.ApplicationId);
        Assert.Equal(("https://i", "a", "n"), (graph.Credentials[0].Issuer, graph.Credentials[0].Audience, graph.Credentials[0].Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{\"issuer\":\"https://i\"}]")]
    [InlineData("[{\"issuer\":\"https://i\",\"audiences\":[]}]")]
    [InlineData("[{\"issuer\":\"https://i\",\"issuer\":\"https://j\",\"audiences\":[\"a\"]}]")]
    [InlineData("{\"value\":[],\"value\":[]}")]
    public void Refuses_what_is_no_list_of_credentials(string text) =>
        Assert.NotNull(CredentialDocument.Read(Encoding.UTF8.GetBytes(text)).Error);

    [Fact]
    public void A_fix_names_the_application_and_the_credential_or_the_tutorials_variable()
    {
        var mistake = new PlantedMistake("slash", "", 0, 0) { Credentials = [PlantedMistake.Trust("https://gitlab.example.com/")] };
        var command = Explained.Claims(mistake.Claims, new CredentialDocument(Guid.Empty, mistake.Credentials)).Cause!.Fix.Command;
        Assert.Contains($"applications/10000000-0000-4000-8000-000000000001/federatedIdentityCredentials/{mistake.Credentials[0].Id}", command, StringComparison.Ordinal);
        var listed = Document("""[{"audiences":["https://gitlab.example.com"],"issuer":"https://gitlab.example.com/","name":"n","subject":"s"}]""");
        Assert.Contains("applications/${objectId:?}/federatedIdentityCredentials/n\"", Explained.Claims(mistake.Claims, listed).Cause!.Fix.Command, StringComparison.Ordinal);
    }

    private static CredentialDocument Document(string text)
    {
        var (document, error) = CredentialDocument.Read(Encoding.UTF8.GetBytes(text));
        Assert.Null(error);
        return document!;
    }

    private string Token(long from = 0, long until = 3600, string subject = PlantedMistake.Main, string? header = null) => Key.Sign(
        $$"""{"iss":"{{PlantedMistake.Host}}","sub":"{{subject}}","aud":"{{PlantedMistake.Host}}","iat":{{Noon + from}},"nbf":{{Noon + from - 5}},"exp":{{Noon + until}}}""", header);

    private static void Told(string kind, string says, string text)
    {
        var verdict = Explain(text);
        Assert.Equal((kind, 50027), (verdict.Cause!.Kind, verdict.In2026!.Number));
        Assert.Contains(says, verdict.Cause.Text, StringComparison.Ordinal);
    }

    private static FederatedIdentityCredential OfGitHub() => new()
    {
        Id = Guid.Empty, ApplicationId = Guid.Empty, Name = "main", Issuer = "https://token.actions.githubusercontent.com", Subject = "repo:octo/app:ref:refs/heads/main",
        Audience = "api://AzureADTokenExchange", CreatedDateTime = DateTimeOffset.UnixEpoch,
    };

    private static Explanation Explain(string text) =>
        Explained.Token(text, new CredentialDocument(Guid.Empty, [PlantedMistake.Trust()]), new StoppedClock());

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Noon);
    }
}
