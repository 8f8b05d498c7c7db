using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Explain.Tests.Mistakes;

namespace Sallyport.Explain.Tests;

/// <summary>What a sign-in record tells, whose facts alone are kept: the sentences are made of them when somebody reads.</summary>
public sealed class RecordedSignInTests
{
    private static readonly FederatedJudge Judge = new(TimeProvider.System, new FederationPolicy());

    public static TheoryData<string> Names => [.. PlantedMistake.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_refusal_is_explained_from_its_record_as_it_would_be_at_once(string name)
    {
        var mistake = PlantedMistake.All.Single(m => m.Name == name);
        var judgement = Judge.Preview(AssertionReader.ReadDecoded(mistake.Claims), mistake.Credentials, TenantPolicy.None);
        var atOnce = Explanation.Of(judgement, new ExplanationContext { IsLocal = true, ApplicationId = mistake.Credentials is [var c, ..] ? c.ApplicationId : Guid.Empty });
        var recorded = RecordedSignIn.Explain(Record(judgement))!;
        Assert.Equal((atOnce.Stage, atOnce.In2024?.Number, atOnce.In2026?.Number), (recorded.Stage, recorded.In2024?.Number, recorded.In2026?.Number));
        Assert.Equal(judgement.Outcome, recorded.Judgement.Outcome);
        var isOfAnExchange = judgement.Outcome != AssertionOutcome.Undecided; // which knows every claim
        if (isOfAnExchange && !IsOfWhatIsNotKept(mistake))
            Assert.Equal(Told(atOnce), Told(recorded));
        Assert.Equal(atOnce.Judgement.Nearest?.Credential.Id, recorded.Judgement.Nearest?.Credential.Id);
    }

    [Fact]
    public void A_success_is_explained_by_what_was_presented_since_the_credential_says_the_same()
    {
        var credential = PlantedMistake.Trust();
        var judgement = Judge.Preview(AssertionReader.ReadDecoded(new PlantedMistake("right", "", 0, 0).Claims), [credential], TenantPolicy.None);
        var record = Record(judgement);
        Assert.Null(record.Federated!.Nearest);
        var recorded = RecordedSignIn.Explain(record)!;
        Assert.True(recorded.Matches);
        Assert.Null(recorded.Cause);
        var nearest = recorded.Judgement.Nearest!;
        Assert.Equal((MatchStage.Matched, credential.Id, credential.Name), (nearest.Stage, nearest.Credential.Id, nearest.Credential.Name));
        Assert.Equal((credential.Issuer, credential.Subject, credential.Audience), (nearest.Credential.Issuer, nearest.Credential.Subject, nearest.Credential.Audience));
    }

    [Fact]
    public void A_success_by_an_expression_keeps_the_expression_and_its_warning()
    {
        const string expression = "claims['sub'] matches 'project_path:mygroup/*'";
        var judgement = Judge.Preview(
            AssertionReader.ReadDecoded(new PlantedMistake("right", "", 0, 0).Claims), [PlantedMistake.Trust(subject: null, expression: expression)], TenantPolicy.None);
        var recorded = RecordedSignIn.Explain(Record(judgement))!;
        Assert.Equal(expression, recorded.Judgement.Nearest!.Credential.Expression);
        Assert.Contains("project_id", recorded.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_record_as_JSON_has_its_own_members_and_its_explanation(string name)
    {
        var mistake = PlantedMistake.All.Single(m => m.Name == name);
        var record = Record(Judge.Preview(AssertionReader.ReadDecoded(mistake.Claims), mistake.Credentials, TenantPolicy.None));
        var json = SignInJson.Of(record);
        var explanation = json["explanation"];
        Assert.Equal(ExplanationJson.Of(RecordedSignIn.Explain(record)!).ToJsonString(), explanation!.ToJsonString());
        json.Remove("explanation");
        Assert.Equal(JsonSerializer.SerializeToNode(record, StrictJson.Options)!.ToJsonString(), json.ToJsonString());
        Assert.Equal(record.ErrorCode, (int)json["errorCode"]!);
        Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName($"{record.Federated!.Outcome}"), (string)json["federated"]!["outcome"]!);
        Assert.Equal(record.Federated, JsonSerializer.Deserialize<SignInRecord>(json, StrictJson.Options)!.Federated! with { Presented = record.Federated.Presented });
    }

    [Fact]
    public void A_record_without_an_assertion_says_so_in_JSON()
    {
        var json = SignInJson.Of(new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7()).Refused(Aadsts.NoProof(), DateTimeOffset.UnixEpoch));
        Assert.True(json.ContainsKey("explanation"));
        Assert.Null(json["explanation"]);
    }

    [Fact]
    public void A_record_without_an_assertion_has_no_explanation() =>
        Assert.Null(RecordedSignIn.Explain(new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7()).Refused(Aadsts.NoProof(), DateTimeOffset.UnixEpoch)));

    [Fact]
    public void The_issuers_failure_is_told_as_it_was()
    {
        var judgement = Judge.Preview(AssertionReader.ReadDecoded(new PlantedMistake("right", "", 0, 0).Claims), [PlantedMistake.Trust()], TenantPolicy.None) with
        {
            Outcome = AssertionOutcome.IssuerUnreachable, Failure = new IssuerUnreachableException("https://gitlab.example.com/x", "no such host"),
        };
        Assert.Contains("no such host (https://gitlab.example.com/x)", RecordedSignIn.Explain(Record(judgement))!.Cause!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("octo", 7002381)]
    [InlineData("", 7002381)]
    [InlineData("microsoft", 0)]
    public void What_the_tenant_demanded_is_told_from_the_record_and_can_be_judged_again(string enterprise, int code)
    {
        var presented = new PlantedMistake("right", "", 0, 0).Claims.GetRawText()[..^1];
        var claims = JsonElement.Parse($$"""{{presented}},"enterprise":"{{enterprise}}"}""");
        var policy = TenantPolicy.None with
        {
            RequiredClaims = [new(PlantedMistake.Host + "/", "enterprise", ["microsoft", "github"])],
        };
        var credentials = (FederatedIdentityCredential[])[PlantedMistake.Trust()];
        var judgement = Judge.Preview(AssertionReader.ReadDecoded(claims), credentials, policy);
        var record = Record(judgement);
        Assert.Equal(code, record.ErrorCode);
        var atOnce = Explanation.Of(judgement, new ExplanationContext { IsLocal = true });
        var json = JsonSerializer.Deserialize<SignInRecord>(SignInJson.Of(record), StrictJson.Options)!;
        var recorded = RecordedSignIn.Explain(json)!;
        Assert.Equal((atOnce.Stage, atOnce.In2026?.Message), (recorded.Stage, recorded.In2026?.Message));
        Assert.Equal(atOnce.Cause?.Text, recorded.Cause?.Text);
        if (enterprise.Length == 0 || code == 0)
            return;
        var again = AssertionReader.ReadDecoded(record.Federated!.Presented.Decoded());
        var allowing = policy with { RequiredClaims = [new(PlantedMistake.Host, "enterprise", [enterprise])] };
        Assert.Equal(AssertionOutcome.RequiredClaimDiffers, Judge.Preview(again, credentials, policy).Outcome);
        Assert.True(Judge.Preview(again, credentials, allowing).IsAccepted);
    }

    // A record keeps the nearest credential alone, and no claim that no expression for the issuer may test.
    private static bool IsOfWhatIsNotKept(PlantedMistake mistake) => mistake.Name is
        "list: one of two lost its expression" or "expression: claim that is a number";

    private static string Told(Explanation explanation) =>
        $"{explanation.Cause!.Kind} {string.Join(' ', explanation.Cause.Fixes.Select(fix => fix.Local.Command ?? fix.Text))}";

    private static SignInRecord Record(Judgement judgement)
    {
        var draft = new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7());
        draft.Judged(judgement);
        return judgement.RefusalUnder(RuleSet.Entra2026) is { } refusal
            ? draft.Refused(refusal, DateTimeOffset.UnixEpoch)
            : draft.Succeeded("uti", DateTimeOffset.UnixEpoch);
    }
}
