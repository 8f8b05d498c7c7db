using System.Text;
using Sallyport.Runner;

namespace Sallyport.Server.Tests.Runner;

public sealed class MaskingTests
{
    private const string Secret = "eyJhbGciOi.J9-secret";

    private static string Mask(string text, int pieceLength, string[] secrets, params string[] prefixes)
    {
        var masking = new Masking(secrets, prefixes);
        var shown = new MemoryStream();
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(pieceLength))
            shown.Write(masking.Write(piece));
        shown.Write(masking.Flush());
        return Encoding.UTF8.GetString(shown.ToArray());
    }

    [Theory]
    [InlineData($"a {Secret} b", "a [MASKED] b")]
    [InlineData($"{Secret}{Secret}", "[MASKED][MASKED]")]
    [InlineData("eyJhbGciOi.J9-secre", "eyJhbGciOi.J9-secre")]
    [InlineData("eyJeyJhbGciOi.J9-secret", "eyJ[MASKED]")]
    [InlineData("grüße eyJ", "grüße eyJ")]
    public void Hides_a_secret_wherever_the_pieces_are_cut(string text, string shown)
    {
        for (var length = 1; length <= text.Length + 1; length++)
            Assert.Equal(shown, Mask(text, length, [Secret]));
    }

    [Fact]
    public void Takes_the_longer_of_two_secrets_that_begin_alike()
    {
        for (var length = 1; length < 12; length++)
        {
            Assert.Equal("[MASKED]!", Mask("abcdef!", length, ["abc", "abcdef"]));
            Assert.Equal("[MASKED]dex", Mask("abcdex", length, ["abc", "abcdef"]));
            Assert.Equal("[MASKED]de", Mask("abcde", length, ["abc", "abcdef"]));
        }
    }

    [Fact]
    public void Hides_what_follows_the_prefix_of_a_token()
    {
        for (var length = 1; length < 30; length++)
            Assert.Equal("use glpat-[MASKED] or glpa", Mask("use glpat-aB3_x-y.z or glpa", length, [], "glpat-"));
    }

    [Fact]
    public void Holds_back_no_more_than_could_become_a_secret()
    {
        var masking = new Masking([Secret], []);

        Assert.Equal("hello ", Encoding.UTF8.GetString(masking.Write(Encoding.UTF8.GetBytes("hello eyJ"))));
        Assert.Equal("eyJ, you\n", Encoding.UTF8.GetString(masking.Write(", you\n"u8)));
        Assert.Empty(masking.Flush());
    }
}
