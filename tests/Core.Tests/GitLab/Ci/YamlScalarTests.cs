using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary>Scalars and maps as Ruby's Psych reads them.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("yes", "Boolean true")]
    [InlineData("Yes", "Boolean true")]
    [InlineData("tRUE", "Boolean true")]
    [InlineData("on", "Boolean true")]
    [InlineData("no", "Boolean false")]
    [InlineData("OFF", "Boolean false")]
    [InlineData("falsE", "Boolean false")]
    [InlineData("y", "\"y\"")]
    [InlineData("n", "\"n\"")]
    [InlineData("null", "Null")]
    [InlineData("NuLL", "Null")]
    [InlineData("~", "Null")]
    [InlineData("", "Null")]
    [InlineData("010", "Integer 8")]
    [InlineData("0755", "Integer 493")]
    [InlineData("0_1", "Integer 1")]
    [InlineData("08", "\"08\"")]
    [InlineData("0o10", "\"0o10\"")]
    [InlineData("1_", "\"1_\"")]
    [InlineData("1__0", "\"1__0\"")]
    [InlineData("0x1F", "Integer 31")]
    [InlineData("-0x1f", "Integer -31")]
    [InlineData("0b101", "Integer 5")]
    [InlineData("+5", "Integer 5")]
    [InlineData("-5", "Integer -5")]
    [InlineData("0", "Integer 0")]
    [InlineData("1_000", "Integer 1000")]
    [InlineData("1,000", "Integer 1000")]
    [InlineData("123456789012345678901234567890", "Integer 123456789012345678901234567890")]
    [InlineData("1.10", "Float 1.1")]
    [InlineData(".5", "Float 0.5")]
    [InlineData("5.", "Float 5.0")]
    [InlineData("-0.0", "Float -0.0")]
    [InlineData("0.30000000000000004", "Float 0.30000000000000004")]
    [InlineData("0.0001", "Float 0.0001")]
    [InlineData("0.00001", "Float 1.0e-05")]
    [InlineData("123.456", "Float 123.456")]
    [InlineData("1000000000000000.0", "Float 1000000000000000.0")]
    [InlineData("100000000000000000.0", "Float 1.0e+17")]
    [InlineData("1.5e+300", "Float 1.5e+300")]
    [InlineData("1.0e-5", "Float 1.0e-05")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("12e03", "\"12e03\"")]
    [InlineData("1.5e3", "\"1.5e3\"")]
    [InlineData("0.1e1", "\"0.1e1\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("12:30", "Integer 45000")]
    [InlineData("22:22", "Integer 80520")]
    [InlineData("12:30:45", "Integer 45045")]
    [InlineData("01:02", "Integer 3720")]
    [InlineData("-1:30", "Integer -1800")]
    [InlineData("1:30.5", "Float 5430.0")]
    [InlineData("1:60", "\"1:60\"")]
    [InlineData("60:61", "\"60:61\"")]
    [InlineData(".inf", "Float Infinity")]
    [InlineData("-.INF", "Float -Infinity")]
    [InlineData(".nan", "Float NaN")]
    [InlineData(":sym", "\"sym\"")]
    [InlineData("'1.10'", "\"1.10\"")]
    [InlineData("\"yes\"", "\"yes\"")]
    [InlineData("!!str yes", "\"yes\"")]
    [InlineData("'2024-01-01'", "\"2024-01-01\"")]
    [InlineData("2024-13-01", "\"2024-13-01\"")]
    [InlineData("-", "[Null]")]
    public void Reads_a_scalar(string written, string value) =>
        Assert.Equal($"{{\"v\": {value}}}", CiFiles.Show(CiFiles.Parse(written == "-" ? "v:\n  -\n" : $"v: {written}\n")));

    [Theory]
    [InlineData("2024-01-01", "Date")]
    [InlineData("2024-1-1", "Date")]
    [InlineData("2024-01-01T00:00:00Z", "Time")]
    [InlineData("2024-01-01 12:30:00 +01:00", "Time")]
    public void Refuses_a_date(string written, string type) => Assert.Equal(
        [$"Tried to load unspecified class: {type} (line 3)"],
        new CiFiles($"job:\n  script: x\n  start_in: {written}\n").Errors());

    [Theory]
    [InlineData("NO: 1", "{\"false\": Integer 1}")]
    [InlineData("010: a", "{\"8\": \"a\"}")]
    [InlineData("'010': a", "{\"010\": \"a\"}")]
    [InlineData(":sym: a", "{\"sym\": \"a\"}")]
    [InlineData("a: &x { b: 1 }\nc: { <<: *x }", "{\"a\": {\"b\": Integer 1}, \"c\": {\"b\": Integer 1}}")]
    [InlineData("c: { <<: { b: 1 }, b: 2 }", "{\"c\": {\"b\": Integer 2}}")]
    [InlineData("c: { <<: [{ b: 1 }, { b: 2, d: 3 }] }", "{\"c\": {\"b\": Integer 1, \"d\": Integer 3}}")]
    [InlineData("c: { <<: text }", "{\"c\": {\"<<\": \"text\"}}")]
    [InlineData("c: { '<<': { b: 1 } }", "{\"c\": {\"<<\": {\"b\": Integer 1}}}")]
    [InlineData("a: 1\na: 2", "{\"a\": Integer 2}")]
    [InlineData("a: |\n  x\n  y\n", "{\"a\": \"x\\ny\\n\"}")]
    public void Reads_a_map(string written, string value)
    {
        var errors = new CiErrors();
        var documents = YamlReader.Read(written, null, new Place(errors, "root"), new Budget(Budget.Whole, default))!;
        Assert.Equal(value, CiFiles.Show(documents.Content));
        Assert.DoesNotContain(errors.All, e => e.Kind != CiErrorKind.Note);
    }

    [Fact]
    public void Notes_a_key_that_is_written_twice_and_takes_the_last()
    {
        var reading = new CiFiles("job:\n  script: x\njob:\n  script: y\n").Load().ReadAll();
        Assert.Equal(["y"], reading.Config!.Jobs.Single().Script);
        Assert.Equal(["'job' is written twice, first in line 1; the last one counts (line 3)"], reading.Config.Notes.Select(n => $"{n}"));
    }

    [Theory]
    [InlineData("a: [", "did not find expected node content while parsing a flow node at line 2 column 1", 1)]
    [InlineData("a:\n  b: 1\n c: 2\n", "did not find expected key while parsing a block mapping at line 1 column 1", 3)]
    [InlineData("a: 'x\n", "found unexpected end of stream while scanning a quoted scalar at line 1 column 4", 1)]
    [InlineData("a: b: c\n", "mapping values are not allowed in this context at line 1 column 5", 1)]
    [InlineData("a: @b\n", "found character that cannot start any token while scanning for the next token at line 1 column 4", 1)]
    [InlineData("a:\n\tb: c\n", "found character that cannot start any token while scanning for the next token at line 2 column 1", 2)]
    [InlineData("a:\n  b:\n\t\tc: 1\n", "found character that cannot start any token while scanning for the next token at line 3 column 1", 3)]
    public void Refuses_text_that_is_no_YAML_in_the_words_of_libyaml(string text, string sentence, int line) =>
        Assert.Equal([$"(<unknown>): {sentence} (line {line})"], new CiFiles(text).Errors());

    [Theory]
    [InlineData("", "Please provide content of .gitlab-ci.yml (line 1)")]
    [InlineData(" \n\n", "Please provide content of .gitlab-ci.yml (line 1)")]
    [InlineData("# nothing\n", "Invalid configuration format (line 1)")]
    [InlineData("- a\n", "Invalid configuration format (line 1)")]
    [InlineData("text\n", "Invalid configuration format (line 1)")]
    [InlineData("spec: {}\n---\na: 1\n---\nb: 1\n", "The parsed YAML has too many documents (line 4)")]
    [InlineData("a: *b\n", "An alias referenced an unknown anchor: b (line 1)")]
    [InlineData("spec: &b {}\n---\na: *b\n", "An alias referenced an unknown anchor: b (line 3)")] // anchors end with their document
    public void Refuses_a_file_without_a_map(string text, string error) => Assert.Equal([error], new CiFiles(text).Errors());

    [Fact]
    public void Refuses_a_file_of_more_than_two_million_characters() => Assert.Equal(
        ["The provided YAML is too big (line 1)"],
        new CiFiles("a: " + new string('x', 2 * 1024 * 1024)).Errors());
}
