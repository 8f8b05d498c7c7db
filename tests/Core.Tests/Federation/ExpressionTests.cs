using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Tests.Federation;

/// <summary>The expression language: what it reads, what it covers, whom it may be used for.</summary>
public sealed class ExpressionTests
{
    private const string GitLab = "https://gitlab.example.com";
    private static readonly RuleSet Old = RuleSet.Entra2024;
    private static readonly RuleSet New = RuleSet.Entra2026;

    [Theory]
    [InlineData("claims['sub'] eq 'a'", 1)]
    [InlineData("claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*'", 1)]
    [InlineData("claims['sub'] matches 'a*' and claims['project_id'] eq '57382910'", 2)]
    [InlineData("  claims['sub']  eq  'it''s'  ", 1)]
    public void Reads(string text, int tests) => Assert.Equal(tests, Read(text).Tests.Count);

    [Theory]
    [InlineData("", 0)]
    [InlineData("claims", 0)]
    [InlineData("claims[\"sub\"] eq 'a'", 7)]
    [InlineData("claims[''] eq 'a'", 7)]
    [InlineData("claims['sub' eq 'a'", 12)]
    [InlineData("claims['sub']eq 'a'", 13)]
    [InlineData("claims['sub'] EQ 'a'", 14)]
    [InlineData("claims['sub'] startswith 'a'", 14)]
    [InlineData("claims['sub'] eq a", 17)]
    [InlineData("claims['sub'] eq ''", 17)]
    [InlineData("claims['sub'] eq 'a", 17)]
    [InlineData("claims['sub'] eq 'a' or claims['sub'] eq 'b'", 21)]
    [InlineData("claims['sub'] eq 'a'and claims['sub'] eq 'b'", 20)]
    [InlineData("claims['sub'] eq 'a' and", 24)]
    [InlineData("(claims['sub'] eq 'a')", 0)]
    [InlineData("not claims['sub'] eq 'a'", 0)]
    [InlineData("claims['sub'] eq 'a' and not claims['sub'] eq 'b'", 25)]
    public void Refuses_with_the_position(string text, int position)
    {
        var result = ClaimsMatchingExpression.Read(text);
        Assert.Null(result.Expression);
        Assert.Equal(position, result.Error!.Position);
    }

    [Fact]
    public void Refuses_an_expression_that_is_too_long()
    {
        var fits = $"claims['sub'] eq '{new string('a', 600 - 19)}'";
        Assert.Equal(600, fits.Length);
        Read(fits);
        Assert.NotNull(ClaimsMatchingExpression.Read(fits + " ").Error);
    }

    [Fact]
    public void Refuses_more_than_ten_comparisons()
    {
        Read(string.Join(" and ", Enumerable.Repeat("claims['sub'] eq 'a'", 10)));
        Assert.NotNull(ClaimsMatchingExpression.Read(string.Join(" and ", Enumerable.Repeat("claims['sub'] eq 'a'", 11))).Error);
    }

    [Theory]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "abc/def:ghi", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a", "ba", true)]
    [InlineData("*a", "ab", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a?", "a\U0001F600", true)]
    [InlineData("A*", "abc", false)]
    [InlineData("a|b", "a", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a+", "aa", false)]
    [InlineData("(a)", "a", false)]
    [InlineData("a\\*", "a*", false)]
    [InlineData("a", "a\n", false)]
    [InlineData("*", "", true)]
    [Trait("Passes", "T7")]
    public void T7_matches_the_whole_text_and_takes_every_other_character_literally(string pattern, string text, bool matches) =>
        Assert.Equal(matches, Wildcard.Matches(pattern, text));

    [Fact]
    public void T7_a_question_mark_takes_one_code_point_or_half_of_a_broken_one()
    {
        // No theory: its data would be sent as UTF-8, which has no half ones.
        Assert.True(Wildcard.Matches("a?", "a\uD83D"));
        Assert.True(Wildcard.Matches("a??", "a\uD83Dx"));
        Assert.False(Wildcard.Matches("a?", "a\uD83Dx"));
        Assert.True(Wildcard.Matches("a??", "a\uDE00\uDE00"));
        Assert.False(Wildcard.Matches("a?", "a\uDE00\uDE00"));
        Assert.True(Wildcard.Matches("?", "\U0001F600"));
        Assert.False(Wildcard.Matches("??", "\U0001F600"));
    }

    [Theory]
    [InlineData("*abc", "abab", 4)]
    [InlineData("a*c", "abd", 1)]
    [InlineData("abc", "abd", 2)]
    [InlineData("a*", "ba", 0)]
    public void Marks_the_furthest_character_that_the_pattern_reached(string pattern, string text, int at) => Assert.Equal(at, Wildcard.Mismatch(pattern, text));

    // The longest pattern on the longest text; what tried every split would not come back from any of them.
    [Theory]
    [Trait("Passes", "T8")]
    [InlineData("*a", "", 'a', true)]
    [InlineData("*a", "b", 'a', false)]
    [InlineData("*?", "b", 'a', false)]
    [InlineData("*aa", "*b", 'a', false)]
    public void T8_ends_on_the_worst_patterns(string unit, string end, char letter, bool matches)
    {
        var pattern = string.Concat(Enumerable.Repeat(unit, (600 - end.Length) / unit.Length)) + end;
        Assert.InRange(pattern.Length, 598, 600);
        for (var times = 0; times < 20; times++)
            Assert.Equal(matches, Wildcard.Matches(pattern, new string(letter, Wildcard.MaximumText)));
        Assert.False(Wildcard.Matches("*", new string(letter, Wildcard.MaximumText + 1)));
    }

    [Fact]
    public void T8_no_more_of_a_text_is_looked_at_than_could_match()
    {
        var longest = new string('a', Wildcard.MaximumText);
        Assert.True(Wildcard.Matches("a*", longest));
        Assert.False(Wildcard.Matches("a*", longest + "a"));
        Assert.Equal(Wildcard.MaximumText, Wildcard.Mismatch("a*", longest + "a"));
        Assert.Equal(1, Wildcard.Mismatch("ab*", longest + "a"));
    }

    [Theory]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"sub":7}""")]
    [InlineData("""{"sub":["a"]}""")]
    [InlineData("""{"sub":{"a":"b"}}""")]
    [InlineData("""{"sub":"\ud800"}""")]
    public void T9_a_claim_that_is_no_text_satisfies_nothing_not_even_a_star(string claims) =>
        Assert.NotNull(Read("claims['sub'] matches '*'").FirstFailing(Json(claims)));

    [Fact]
    [Trait("Passes", "T9")]
    public void T9_any_text_satisfies_a_star() => Assert.Null(Read("claims['sub'] matches '*'").FirstFailing(Json("""{"sub":"a"}""")));

    [Fact]
    public void All_comparisons_must_hold()
    {
        var expression = Read("claims['sub'] matches 'a*' and claims['project_id'] eq '1'");
        Assert.Null(expression.FirstFailing(Json("""{"sub":"ab","project_id":"1"}""")));
        Assert.Equal("project_id", expression.FirstFailing(Json("""{"sub":"ab","project_id":"2"}"""))!.Claim);
        Assert.Equal("project_id", expression.FirstFailing(Json("""{"sub":"ab","project_id":1}"""))!.Claim);
        Assert.Equal("sub", expression.FirstFailing(Json("""{"sub":"b","project_id":"1"}"""))!.Claim);
    }

    [Theory]
    [InlineData("https://gitlab.com", true)]
    [InlineData("https://gitlab.example.com", true)]
    [InlineData("https://gitlab.my-company.ca", true)]
    [InlineData("https://gitlab.com/", false)]
    [InlineData("https://gitlab.a.b.com", false)]
    [InlineData("https://gitlab.example.org", false)]
    [InlineData("https://gitlab.evil.com@host.com", false)]
    [InlineData("https://gitlab..com", false)]
    [InlineData("https://GitLab.com", false)]
    [InlineData("http://gitlab.com", false)]
    [InlineData("https://evil.example/https://gitlab.com", false)]
    [InlineData("https://token.actions.githubusercontent.com", true)]
    [InlineData("https://token.actions.githubusercontent.com.evil.com", false)]
    [InlineData("https://app.terraform.io", true)]
    [Trait("Passes", "F3")]
    public void F3_an_expression_is_possible_for_exactly_the_known_issuers(string issuer, bool possible) =>
        Assert.Equal(possible, IssuerProfiles.Refuse(issuer, Read("claims['sub'] eq 'a'"), Old) is null);

    [Theory]
    [InlineData("claims['sub'] matches 'a*'", true, false)]
    [InlineData("claims['sub'] matches 'a*' and claims['project_id'] eq '1'", true, true)]
    [InlineData("claims['sub'] matches 'project_id:1:ref_type:branch:ref:*'", true, true)]
    [InlineData("claims['sub'] eq 'project_id:1:ref_type:branch:ref:main'", true, true)]
    [InlineData("claims['sub'] eq 'project_id:1'", true, true)]
    [InlineData("claims['sub'] matches 'project_id:*'", true, false)]
    [InlineData("claims['sub'] matches 'project_id:5*:ref_type:branch:ref:main'", true, false)]
    [InlineData("claims['sub'] matches 'project_id:5?:ref_type:branch:ref:main'", true, false)]
    [InlineData("claims['sub'] matches 'project_id:5*' and claims['project_id'] eq '57'", true, true)]
    [InlineData("claims['project_id'] eq '1'", true, false)]
    [InlineData("claims['project_id'] matches '1*'", false, false)]
    [InlineData("claims['namespace_path'] eq 'g'", false, false)]
    [InlineData("claims['sub'] eq 'a' and claims['ref'] eq 'main'", false, false)]
    [Trait("Passes", "T4 E5")]
    public void E5_T4_the_rules_of_the_year_decide_what_a_GitLab_expression_needs(string text, bool in2024, bool in2026)
    {
        Assert.Equal(in2024, IssuerProfiles.Refuse(GitLab, Read(text), Old) is null);
        Assert.Equal(in2026, IssuerProfiles.Refuse(GitLab, Read(text), New) is null);
    }

    private static ClaimsMatchingExpression Read(string text)
    {
        var result = ClaimsMatchingExpression.Read(text);
        Assert.Null(result.Error);
        return result.Expression!;
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
