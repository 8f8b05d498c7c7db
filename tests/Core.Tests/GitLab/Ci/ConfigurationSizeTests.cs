using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary>
/// How large a configuration may become, and how much work it may cause: small files that would grow without end, each
/// beside a like one that is taken.
/// </summary>
public sealed class ConfigurationSizeTests
{
    private const string TooBig = "The parsed YAML is too big";

    private static readonly string Long = new('a', 20_000);

    [Theory]
    [Trait("Passes", "R10")]
    [InlineData("alias")] // of a long text
    [InlineData("key")] // of a map with a long key
    [InlineData("merge")] // the same wide map again and again
    [InlineData("list")] // the same long list of empty maps, merged again and again
    [InlineData("extends")]
    [InlineData("default")]
    [InlineData("global")] // variables of all jobs
    [InlineData("reference")] // to a long text
    [InlineData("wide")] // a reference into a wide map
    [InlineData("parallel")]
    [InlineData("matrix")]
    public void R10_a_small_file_is_refused_where_it_would_grow_without_end(string kind)
    {
        Assert.Equal([], new CiFiles(File(kind, few: true)).Errors());
        Assert.NotNull(new CiFiles(File(kind, few: true)).Load().MergedYaml());
        var file = File(kind, few: false);
        Assert.InRange(file.Length, 0, 400_000);
        Assert.Contains(new CiFiles(file).Errors(), e => e.Contains(kind == "wide" ? "!reference makes the file too large" : TooBig, StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Passes", "R10")]
    [InlineData("[", "]")]
    [InlineData("[[ ", " ]]")]
    public void R10_inputs_that_wrap_each_other_are_refused(string open, string close)
    {
        Assert.Equal([], Nested(3, open, close).Errors());
        Assert.Contains(Nested(140, open, close).Errors(), e => e.Contains("config too large", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Passes", "R10")]
    public void R10_inputs_that_double_each_other_are_refused()
    {
        Assert.Equal([], Doubling(3).Errors());
        Assert.Contains(Doubling(40).Errors(), e => e.Contains("config too large", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Passes", "R10")]
    public void R10_many_files_are_refused_that_are_too_big_together_once_their_inputs_are_in()
    {
        Assert.Equal([], Together(3).Errors());
        Assert.Contains(Together(140).Errors(), e => e.Contains("too", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$A", "$A")]
    [InlineData("${A}", "x$[[ inputs.x | expand_vars ]]")]
    public void R10_variables_do_not_multiply_an_include(string named, string used)
    {
        var main = $"include: [{{ local: a.yml, inputs: {{ x: '{string.Concat(Enumerable.Repeat(named, 1000))}' }} }}, {{ local: '{string.Concat(Enumerable.Repeat(named, 1000))}.yml' }}]\n";
        var files = new CiFiles(main, ("a.yml", $"spec: {{ inputs: {{ x: }} }}\n---\nj: {{ script: '{used}' }}\n"))
        {
            Context = IncludeContext.None with { Variables = [new IncludeVariable("A", new string('v', 100_000))] },
        };
        Assert.Contains(files.Errors(), e => e.Contains("too large", StringComparison.Ordinal));
        Assert.All(files.Errors(), e => Assert.InRange(e.Length, 1, 5000));
    }

    [Fact]
    public void R10_long_names_make_no_long_errors()
    {
        var keys = string.Concat(Enumerable.Range(0, 50).Select(i => $"  unknown{i}: x\n"));
        Assert.All(new CiFiles($"? {Long}\n:\n  script: x\n{keys}").Errors(), e => Assert.InRange(e.Length, 1, 5000));
    }

    private static string File(string kind, bool few)
    {
        string Many(int count, Func<int, string> each) => string.Concat(Enumerable.Range(0, few ? 3 : count).Select(each));
        return kind switch
        {
            "alias" => $".x: &x '{Long}'\nj:\n  script:\n{Many(1000, _ => "  - *x\n")}",
            "key" => $".x: &x {{ {Long[..900]}: 1 }}\n.y: [{Many(20_000, _ => "*x, ")}]\nj: {{ script: x }}\n",
            "merge" => $".a: &a {{ {string.Concat(Enumerable.Range(0, 2000).Select(i => $"k{i}: , "))} }}\n.b:\n{Many(6000, _ => "  <<: *a\n")}j: {{ script: x }}\n",
            "list" => $".l: &l [{Many(5000, _ => "{}, ")}]\n.b:\n{Many(4000, _ => "  <<: *l\n")}j: {{ script: x }}\n",
            "extends" => $".a: {{ script: ['{Long}'] }}\n{Many(1000, i => $"j{i}: {{ extends: .a }}\n")}",
            "default" => $"default: {{ before_script: ['{Long}'] }}\n{Many(1000, i => $"j{i}: {{ script: x }}\n")}",
            "global" => $"variables: {{ A: '{Long}' }}\n{Many(1000, i => $"j{i}: {{ script: x }}\n")}",
            "reference" => $".a: {{ script: ['{Long}'] }}\n{Many(1000, i => $"j{i}: {{ script: [!reference [.a, script]] }}\n")}",
            "wide" => $".a: {{ {string.Concat(Enumerable.Range(0, 2000).Select(i => $"k{i}: , "))} z: k }}\n.l:\n  script:\n{Many(400, _ => "  - !reference [.a, z]\n")}j:\n  script:\n{Many(400, _ => "  - !reference [.l, script]\n")}",
            "parallel" => $"j:\n  script: ['{(few ? "" : Long + Long + Long)}']\n  parallel: 200\n",
            "matrix" => $"j:\n  script: [x]\n  parallel: {{ matrix: [{{ X: ['{(few ? "" : Long + Long + Long)}'], Y: [{string.Join(", ", Enumerable.Range(0, 200))}] }}] }}\n",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static CiFiles Nested(int files, string open, string close) => Chain(files, $"{open}{open}'$[[ inputs.x ]]'{close}{close}");

    private static CiFiles Doubling(int files) => Chain(files, "['$[[ inputs.x ]]', '$[[ inputs.x ]]']");

    private static CiFiles Chain(int files, string value) => new(
        "include: [{ local: f1.yml, inputs: { x: [] } }]\n",
        [.. Enumerable.Range(1, files).Select(i => ($"f{i}.yml", "spec: { inputs: { x: { type: array } } }\n---\n"
            + (i == files ? "j: { script: ['t$[[ inputs.x ]]'] }\n" : $"include: [{{ local: f{i + 1}.yml, inputs: {{ x: {value} }} }}]\n")))]);

    private static CiFiles Together(int files) => new(
        $"include:\n{string.Concat(Enumerable.Range(0, files).Select(i => $"- {{ local: f{i}.yml, inputs: {{ x: '{Long}' }} }}\n"))}",
        [.. Enumerable.Range(0, files).Select(i => ($"f{i}.yml", $"spec: {{ inputs: {{ x: }} }}\n---\n.a{i}: [{string.Concat(Enumerable.Repeat("'$[[ inputs.x ]]', ", 50))}]\nj{i}: {{ script: x }}\n"))]);
}
