using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Wire;

/// <summary>Characters that a terminal does not show, in texts and in JSON.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u202e")]
    [InlineData("\u2066")]
    [InlineData("\ufeff")]
    [InlineData("\u061c")]
    [InlineData("\u00ad")]
    [InlineData("\u3164")]
    [InlineData("\u2028")]
    [InlineData("\udb40\udc41")]
    public void What_is_not_seen_is_shown_as_such_and_escaped_in_JSON(string unseen)
    {
        Assert.Equal($"a{new string('\uFFFD', unseen.Length)}b", TerminalText.Visible($"a{unseen}b"));
        var escaped = string.Concat(unseen.Select(c => $"\\u{(int)c:x4}"));
        Assert.Equal($$"""{"a":"{{escaped}}"}""", TerminalText.VisibleJson($$"""{"a":"{{unseen}}"}"""));
    }

    // An attribute cannot hold half of a pair.
    [Fact]
    public void Half_of_a_surrogate_pair_is_not_seen() =>
        What_is_not_seen_is_shown_as_such_and_escaped_in_JSON("\ud800");

    [Fact]
    public void What_is_seen_stays_and_JSON_means_the_same()
    {
        const string seen = "{\"a\":\n\"Zürich 東京 🎉 'x' + <y>\"}";
        Assert.Equal(seen, TerminalText.VisibleJson(seen));
        Assert.Equal("Zürich 東京 🎉", TerminalText.Visible("Zürich 東京 🎉"));
        const string hidden = "{\"a\":\"\u202e\udb40\udc41\"}";
        var visible = JsonElement.Parse(TerminalText.VisibleJson(hidden));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(hidden), visible));
    }
}
