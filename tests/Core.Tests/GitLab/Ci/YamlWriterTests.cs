using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary>What is written reads back as the same nodes.</summary>
public sealed class YamlWriterTests
{
    public static TheoryData<string> Texts { get; } =
    [
        "plain", "", " ", "yes", "'", "\"", "1.10", "010", "12:30", "null", "~", ":sym", "<<", "2024-01-01", ".inf", "- a", "a: b", "a #b",
        "#", "x\ny", "x\ny\n", "x\n\n", "\nx", " x\ny", "x \ny", "tab\there", "\t", "ä€🦀", "\u0001", "!reference [a]", "&a", "*a", "%a", "@a", "`a`",
        "{a", "[a", "|", ">", "?", "- ", "---", "--- a", "a\n--- b", "trailing ", "C:\\x", "$[[ matrix.X ]]", "\r\n", "a\u0085b", "a\u2028b", "\ufeff",
        "if [ \"$A\" ]; then\n  echo 'x'\nfi\n",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Writes_any_text(string text)
    {
        var at = new Position(null, 1);
        var node = new YamlScalar(text, ScalarKind.Text, at);
        var key = text == "<<" ? "key" : text;
        AssertSame(new YamlMap([new YamlEntry(key, at, new YamlList([node, node], at)), new YamlEntry("end", at, node)], at));
    }

    [Theory]
    [InlineData("a: 1\nb: 1.5\nc: true\nd:\ne: .inf\nf: -.inf\ng: .nan\nh: 1.0e-5\ni: 100000000000000000.0\n")]
    [InlineData("a: []\nb: {}\nc: [[], {}, [1, [2]], { x: [] }]\n")]
    [InlineData("job:\n  script:\n    - !reference [.a, script]\n    - x\n")]
    public void Writes_any_kind_of_node(string text) => AssertSame(CiFiles.Parse(text));

    [Fact]
    public void Writes_the_large_file() => AssertSame(CiFiles.Parse(LargeCiFile.Azure));

    [Fact]
    public void Writes_what_people_read() => Assert.Equal(
        "job:\n  script:\n  - echo \"x\"\n  - |\n    one\n    two\n  variables:\n    A: '010'\n    B: 8\n",
        YamlWriter.Write(CiFiles.Parse("job: { script: ['echo \"x\"', \"one\\ntwo\\n\"], variables: { A: '010', B: 010 } }")));

    private static void AssertSame(YamlMap map) => Assert.Equal(CiFiles.Show(map), CiFiles.Show(CiFiles.Parse(YamlWriter.Write(map)!)));
}
