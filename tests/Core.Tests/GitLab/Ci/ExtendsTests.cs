using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary><c>extends</c> and <c>!reference</c> in merged files.</summary>
public sealed class ExtendsTests
{
    private const string Base = """
        .a: { script: [a], tags: [a], variables: { A: a, B: a } }
        .b: { extends: .a, variables: { B: b } }
        .c: { script: [c], variables: { A: c, C: c } }
        visible: { script: [v], image: i }
        """;

    [Theory]
    [InlineData("{ extends: .a }", "script: [\"a\"], tags: [\"a\"], variables: {\"A\": \"a\", \"B\": \"a\"}")]
    [InlineData("{ extends: .b, variables: { C: j } }", "script: [\"a\"], tags: [\"a\"], variables: {\"A\": \"a\", \"B\": \"b\", \"C\": \"j\"}")]
    [InlineData("{ extends: [.a, .c] }", "script: [\"c\"], tags: [\"a\"], variables: {\"A\": \"c\", \"B\": \"a\", \"C\": \"c\"}")]
    [InlineData("{ extends: [.c, .a], script: j }", "script: \"j\", tags: [\"a\"], variables: {\"A\": \"a\", \"C\": \"c\", \"B\": \"a\"}")]
    [InlineData("{ extends: visible }", "image: \"i\", script: [\"v\"]")]
    [InlineData("{ extends: .a, variables: }", "script: [\"a\"], tags: [\"a\"], variables: Null")]
    [InlineData("{ extends: .a, tags: [] }", "script: [\"a\"], tags: [], variables: {\"A\": \"a\", \"B\": \"a\"}")]
    [InlineData("{ extends: .included }", "script: [\"i\"]")]
    [InlineData("{ script: !reference [.b, script] }", "script: [\"a\"]")]
    [InlineData("{ script: [x, !reference [.a, script], !reference [.c, script]] }", "script: [\"x\", [\"a\"], [\"c\"]]")]
    [InlineData("{ extends: .a, variables: !reference [.c, variables] }", "script: [\"a\"], tags: [\"a\"], variables: {\"A\": \"c\", \"C\": \"c\"}")]
    [InlineData("{ script: !reference [.included, script] }", "script: [\"i\"]")]
    [InlineData("{ script: [!reference [.a, variables, B]] }", "script: [\"a\"]")]
    public void Merges_what_a_job_extends_and_names(string job, string expected)
    {
        var files = new CiFiles($"include: i.yml\n{Base}\njob: {job}\n", ("i.yml", ".included: { script: [i] }\n"));
        var merged = (YamlMap)CiFiles.Parse(files.Merged()).Entries.Single(e => e.Key == "job").Value;
        var shown = merged.Entries.Where(e => e.Key != "extends").OrderBy(e => e.Key, StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(", ", shown.Select(e => $"{e.Key}: {CiFiles.Show(e.Value)}")));
    }

    [Theory]
    [InlineData("job: { extends: .x, script: j }", "job: unknown keys in `extends` (.x) (line 1)")]
    [InlineData("job: { extends: [.x, .y], script: j }", "job: unknown keys in `extends` (.x, .y) (line 1)")]
    [InlineData(".x: [a]\njob: { extends: .x, script: j }", "job: invalid base hashes in `extends` (.x) (line 2)")]
    [InlineData("job: { extends: job, script: j }", "job: circular dependency detected in `extends` (line 1)")]
    [InlineData(".x: { extends: .y }\n.y: { extends: .x }\njob: { script: j }", ".x: circular dependency detected in `extends` (line 1)")]
    [InlineData(".x: { extends: .y }\njob: { script: j }", ".x: unknown keys in `extends` (.y) (line 1)")] // also of a hidden job
    [InlineData("job: { script: !reference [.x, script] }", "!reference [\".x\", \"script\"] could not be found (line 1)")]
    [InlineData(".x: { script: }\njob: { script: !reference [.x, script] }", "!reference [\".x\", \"script\"] could not be found (line 2)")]
    [InlineData(".x: { a: false }\njob: { script: [j], when: !reference [.x, a] }", "!reference [\".x\", \"a\"] could not be found (line 2)")]
    [InlineData("job: { script: !reference [1] }", "!reference [1] is not valid (line 1)")]
    [InlineData("job: { script: !reference text }", "!reference text is not valid (line 1)")]
    [InlineData(".x: { a: !reference [.x, a] }\njob: { script: j }", "!reference [\".x\", \"a\"] is part of a circular chain (line 1)")]
    [InlineData(".x: { a: !reference [.y, a] }\n.y: { a: !reference [.x, a] }\njob: { script: j }", "!reference [\".y\", \"a\"] is part of a circular chain (line 1)")]
    public void Refuses_what_leads_nowhere(string text, string error) => Assert.Contains(error, new CiFiles(text).Errors());

    [Theory]
    [InlineData("job: { extends: .x, stage: nowhere, tags: 5 }", "job: unknown keys in `extends` (.x) (line 1)")]
    [InlineData("job: { script: !reference [.x, script] }", "!reference [\".x\", \"script\"] could not be found (line 1)")]
    [InlineData("job: { script: j, tags: 5 }", "jobs:job:tags config should be an array of strings (line 1)")]
    public void Says_nothing_that_only_follows_from_a_job_that_is_not_whole(string text, string error) => Assert.Equal([error], new CiFiles(text).Errors());

    [Theory]
    [InlineData(11, null)]
    [InlineData(12, "j1: nesting too deep in `extends`")]
    public void Follows_ten_ancestors_that_extend(int jobs, string? error)
    {
        // j12 extends j11 and so on; j0 extends nothing. Whatever is read first, the answer is the same.
        var chain = Enumerable.Range(1, jobs).Select(i => $"j{i}: {{ extends: j{i - 1} }}\n").ToList();
        foreach (var order in new[] { chain, chain.AsEnumerable().Reverse() })
        {
            var errors = new CiFiles("j0: { script: x }\n" + string.Concat(order)).Load().ReadAll().Errors.Where(e => e.Keyword == "extends");
            Assert.Equal(error is null ? [] : [error], errors.Select(e => e.Message).Distinct());
        }
    }

    [Fact]
    public void Puts_the_first_and_the_last_stage_around_the_others() => Assert.Equal(
        "stages:\n- .pre\n- one\n- .post\njob:\n  stage: one\n  script: x\n",
        new CiFiles("stages: [.post, one]\njob: { stage: one, script: x }\n").Merged());

    [Fact]
    public void Refuses_parents_that_multiply_the_file()
    {
        var variables = string.Concat(Enumerable.Range(0, 5000).Select(i => $"    V{i}: x\n"));
        var parents = string.Concat(Enumerable.Repeat(".a, ", 1000));
        Assert.Contains(new CiFiles($".a:\n  variables:\n{variables}j: {{ extends: [{parents}], script: x }}\n").Errors(), e => e.Contains("extends makes the file too large", StringComparison.Ordinal));
    }
}
