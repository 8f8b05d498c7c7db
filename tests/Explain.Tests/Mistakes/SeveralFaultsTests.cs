using Sallyport.Core.Entra.Rules;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>Of several faults all are told, and all printed fixes together make the exchange succeed in one round.</summary>
public sealed class SeveralFaultsTests
{
    private static readonly string[] LeftToAPerson = ["expression: a tag and another project's id"];

    public static TheoryData<string> Names => [.. SeveralFaults.All.Select(s => s.Mistake.Name)];

    public static TheoryData<string> Fixable => [.. SeveralFaults.All.Select(s => s.Mistake.Name).Except(LeftToAPerson)];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_faults_are_told_the_first_one_first(string name)
    {
        var (mistake, further) = Find(name);
        var verdict = Explain(mistake);
        Assert.Equal([mistake.Kind, .. further], [verdict.Cause!.Kind, .. verdict.Cause.Further.Select(cause => cause.Kind)]);
        Assert.Equal((mistake.In2024, mistake.In2026), (verdict.In2024!.Number, verdict.In2026!.Number));
    }

    [Theory]
    [MemberData(nameof(Fixable))]
    public async Task All_fixes_carried_out_make_the_credential_match(string name)
    {
        var mistake = Find(name).Mistake;
        foreach (var command in FirstFixes(Explain(mistake)))
        {
            Assert.True(CarriedOut.Does(command), command);
            var credentials = CarriedOut.Credentials(command!, mistake.Credentials, mistake.Credentials[0]);
            var claims = await CarriedOut.ClaimsAsync(command!, mistake);
            mistake = mistake with
            {
                Credentials = credentials, Subject = claims.GetProperty("sub").GetString()!, Audiences = [Audience(claims.GetProperty("aud"))],
            };
        }
        Assert.True(Explain(mistake).Matches);
    }

    [Theory]
    [InlineData("issuer: port and slash", "issuer")]
    [InlineData("issuer, audience and subject", "issuer, audience and subject")]
    [InlineData("subject: letter case and refs/heads/", "subject")]
    [InlineData("subject: blanks and quotes", "subject")]
    [InlineData("expression: refs/heads/ and white space", "expression")]
    public void What_is_only_spelt_otherwise_is_one_command(string name, string places)
    {
        var fix = Assert.Single(Explain(Find(name).Mistake).Cause!.Fixes);
        Assert.Equal($"Spell the credential's {places} as the token does:", fix.Text);
    }

    [Fact]
    public void The_terminal_and_the_JSON_tell_what_is_wrong_besides()
    {
        var verdict = Explain(Find("issuer and audience").Mistake);
        using var output = new StringWriter();
        new ExplanationText(output, colour: false).Write(verdict, RuleSet.Entra2026);
        var lines = output.ToString().Split('\n');
        Assert.Contains($"  cause     {verdict.Cause!.Text}", lines);
        Assert.Contains($"  also      {verdict.Cause.Further[0].Text}", lines);
        Assert.Equal(2, lines.Count(line => line.StartsWith("  fix  ", StringComparison.Ordinal)));
        var cause = ExplanationJson.Of(verdict)["cause"]!;
        Assert.Equal("audience-other", (string?)cause["further"]![0]!["kind"]);
        Assert.Equal(2, cause["fixes"]!.AsArray().Count);
    }

    private static IEnumerable<string?> FirstFixes(Explanation verdict) =>
        new[] { verdict.Cause! }.Concat(verdict.Cause!.Further).Select(cause => cause.Fix.Command ?? cause.Fix.Local.Command).Distinct();

    private static string Audience(System.Text.Json.JsonElement aud) =>
        (aud.ValueKind == System.Text.Json.JsonValueKind.Array ? aud[0] : aud).GetString()!;

    private static SeveralFaults Find(string name) => SeveralFaults.All.Single(s => s.Mistake.Name == name);

    private static Explanation Explain(PlantedMistake mistake) =>
        Explained.Claims(mistake.Claims, new CredentialDocument(Guid.Empty, mistake.Credentials));
}
