using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary><c>spec:inputs</c> and <c>$[[ … ]]</c>.</summary>
public sealed class InputsTests
{
    // The file a.yml declares the inputs and has one job; the first file includes it with some.
    private static CiFiles Including(string given, string inputs, string content) => new(
        $"include: {{ local: a.yml, inputs: {{ {given} }} }}\n",
        ("a.yml", $"spec:\n  inputs: {{ {inputs} }}\n---\n{content}\n"))
    {
        Context = new IncludeContext
        {
            Variables = [new IncludeVariable("NAME", "world"), new IncludeVariable("SECRET", "s", Masked: true)],
            Holds = (expression, variables) => variables.Aggregate(expression, (e, v) => e.Replace("$" + v.Key, v.Value, StringComparison.Ordinal)) == "prod == prod",
        },
    };

    [Theory]
    [InlineData("x: a", "x:", "v: $[[ inputs.x ]]", "{\"v\": \"a\"}")]
    [InlineData("", "x: { default: d }", "v: '$[[inputs.x]]'", "{\"v\": \"d\"}")]
    [InlineData("x: yes", "x:", "v: $[[ inputs.x ]]", "{\"v\": \"true\"}")] // a string takes the text of anything
    [InlineData("x: 5", "x: { type: number }", "v: $[[ inputs.x ]]\nw: n$[[ inputs.x ]]", "{\"v\": Integer 5, \"w\": \"n5\"}")]
    [InlineData("x: '1.50'", "x: { type: number }", "v: $[[ inputs.x ]]", "{\"v\": Float 1.5}")]
    [InlineData("x: false", "x: { type: boolean, default: true }", "v: $[[ inputs.x ]]", "{\"v\": Boolean false}")]
    [InlineData("x: [a, 1]", "x: { type: array }", "v: $[[ inputs.x ]]\nw: l$[[ inputs.x ]]", "{\"v\": [\"a\", Integer 1], \"w\": \"l[\\\"a\\\", 1]\"}")]
    [InlineData("x: '[\"a\"]'", "x: { type: array }", "v: $[[ inputs.x[0] ]]", "{\"v\": \"a\"}")]
    [InlineData("x: [[a, b]]", "x: { type: array }", "v: $[[ inputs.x[0][1] ]]", "{\"v\": \"b\"}")]
    [InlineData("x: job", "x:", "$[[ inputs.x ]]: { script: 'a-$[[ inputs.x ]]-$[[ inputs.x ]]' }", "{\"job\": {\"script\": \"a-job-job\"}}")]
    [InlineData("x: '$[[ inputs.y ]]', y: b", "x:, y:", "v: $[[ inputs.x ]]$[[ inputs.y ]]", "{\"v\": \"$[[ inputs.y ]]b\"}")] // not looked through again
    [InlineData("x: a", "x: { options: [a, b] }", "v: $[[ inputs.x ]]", "{\"v\": \"a\"}")]
    [InlineData("x: v1", "x: { regex: '^v\\d$' }", "v: $[[ inputs.x ]]", "{\"v\": \"v1\"}")]
    [InlineData("x: 'hello $NAME $OTHER'", "x:", "v: $[[ inputs.x | expand_vars ]]", "{\"v\": \"hello world $OTHER\"}")]
    [InlineData("x: abcdef", "x:", "v: $[[ inputs.x | truncate(1,3) ]]", "{\"v\": \"bcd\"}")]
    [InlineData("x: abc", "x:", "v: $[[ inputs.x | truncate(5, 3) ]]", "{\"v\": \"\"}")]
    [InlineData("x: \"it's a $\"", "x:", "v: $[[ inputs.x | posix_escape ]]", "{\"v\": \"it\\\\'s\\\\ a\\\\ \\\\$\"}")]
    [InlineData("x: '$NAME!'", "x:", "v: $[[ inputs.x | expand_vars | truncate(0,3) | posix_escape ]]", "{\"v\": \"wor\"}")]
    [InlineData("", "x: { default: a }", "v: $[[ matrix.X ]]", "{\"v\": \"$[[ matrix.X ]]\"}")]
    [InlineData("", "x: { default: a }", "v: $[[ ]]\nw: $[ inputs.x ]", "{\"v\": \"$[[ ]]\", \"w\": \"$[ inputs.x ]\"}")]
    [InlineData("e: prod", "e:, x: { rules: [{ if: '$[[ inputs.e ]] == prod', options: [a], default: a }, { options: [b], default: b }] }", "v: $[[ inputs.x ]]", "{\"v\": \"a\"}")]
    [InlineData("e: dev", "e:, x: { rules: [{ if: '$[[ inputs.e ]] == prod', options: [a], default: a }, { options: [b], default: b }] }", "v: $[[ inputs.x ]]", "{\"v\": \"b\"}")]
    public void Puts_values_into_a_file(string given, string inputs, string content, string expected) =>
        Assert.Equal(expected, CiFiles.Show(CiFiles.Parse(Including(given, inputs, content).Merged())));

    [Theory]
    [InlineData("", "x:", "v: 1", "`x` input: required value has not been provided")]
    [InlineData("x:", "x:", "v: 1", "`x` input: required value has not been provided")]
    [InlineData("x: a", "x: { type: number }", "v: 1", "`x` input: provided value is not a number")]
    [InlineData("x: a", "x: { type: boolean }", "v: 1", "`x` input: provided value is not a boolean")]
    [InlineData("x: a", "x: { type: array }", "v: 1", "`x` input: provided value is not an array")]
    [InlineData("", "x: { type: number, default: a }", "v: 1", "`x` input: default value is not a number")]
    [InlineData("x: c", "x: { options: [a, b] }", "v: 1", "`x` input: `c` cannot be used because it is not in the list of allowed options")]
    [InlineData("x: 3", "x: { type: number, options: [1] }", "v: 1", "`x` input: `3` cannot be used because it is not in the list of the allowed options")]
    [InlineData("x: true", "x: { type: boolean, options: [true] }", "v: 1", "`x` input: Options can only be used with string and number inputs")]
    [InlineData("x: 3", "x: { type: number, regex: a }", "v: 1", "`x` input: RegEx validation can only be used with string inputs")]
    [InlineData("x: b", "x: { regex: ^a }", "v: 1", "`x` input: provided value does not match required RegEx pattern")]
    [InlineData("", "x: { regex: ^a, default: b }", "v: 1", "`x` input: default value does not match required RegEx pattern")]
    [InlineData("x: b", "x: { regex: '(' }", "v: 1", "`x` input: invalid regular expression")]
    [InlineData("y: b", "x: { default: a }", "v: 1", "unknown input arguments: y")]
    [InlineData("y: b", "x:, z:", "v: 1", "unknown input arguments: y, `x` input: required value has not been provided, `z` input: required value has not been provided")]
    [InlineData("x: a", "x: { kind: a }", "v: 1", "header:spec:inputs:x config contains unknown keys: kind")]
    [InlineData("x: a", "x: { type: text }", "v: 1", "header:spec:inputs:x input type unknown value: text")]
    [InlineData("x: a", "x: 5", "v: 1", "header:spec:inputs:x config should be a hash")]
    [InlineData("x: a", "x: { default: a, rules: [{ default: a }] }", "v: 1", "header:spec:inputs:x config these keys cannot be used together: rules, default")]
    [InlineData("x: a", "x: { rules: [{ if: a }] }", "v: 1", "`x` input: rule must define 'options' with at least one value and a 'default'")]
    [InlineData("x: a", "x: { rules: [{ options: [b], default: c }] }", "v: 1", "`x` input: default 'c' must be one of the options")]
    [InlineData("x: a", "x:", "v: $[[ inputs.y ]]", "unknown interpolation provided: `y` in `inputs.y`")]
    [InlineData("x: a", "x:", "v: $[[ component.name ]]", "unknown interpolation provided: `name` in `component.name`")]
    [InlineData("x: a", "x:", "v: $[[ abc ]]", "invalid pattern used for interpolation. valid pattern is $[[ inputs.input ]]")]
    [InlineData("x: a", "x:", "v: $[[ inputs.x | upper ]]", "no function matching `upper`: check that the function name, arguments, and types are correct")]
    [InlineData("x: a", "x:", "v: $[[ inputs.x | expand_vars | expand_vars | expand_vars | expand_vars ]]", "too many functions in interpolation block")]
    [InlineData("x: 1", "x: { type: number }", "v: $[[ inputs.x | truncate(0,1) ]]", "error in `truncate` function: invalid input type: truncate can only be used with string inputs")]
    [InlineData("x: $SECRET", "x:", "v: $[[ inputs.x | expand_vars ]]", "error in `expand_vars` function: variable expansion error: masked variables cannot be expanded")]
    [InlineData("x: a", "x:", "v: $[[ inputs.x[0] ]]", "cannot index into non-array value at [0] in `inputs.x[0]`")]
    [InlineData("x: [a]", "x: { type: array }", "v: $[[ inputs.x[1] ]]", "array index 1 out of bounds (size: 1) in `inputs.x[1]`")]
    [InlineData("x: [a]", "x: { type: array }", "v: $[[ inputs.x[b] ]]", "invalid array index in `inputs.x[b]`: `b` is not a valid index")]
    public void Refuses_inputs_in_gitlabs_words(string given, string inputs, string content, string sentence)
    {
        var error = Assert.Single(Including(given, inputs, content).Load().Errors, e => e.Job is null);
        Assert.Equal($"`a.yml`: {sentence}", error.Message);
    }

    [Fact]
    public void Refuses_inputs_for_a_file_that_declares_none() => Assert.Equal(
        ["`a.yml`: Given inputs not defined in the `spec` section of the included configuration file (line 1)"],
        new CiFiles("include: { local: a.yml, inputs: { x: 1 } }\n", ("a.yml", "v: 1\n")).Load().Errors.Where(e => e.Job is null).Select(e => $"{e}"));

    [Theory]
    [InlineData("n", "5", "{\"v\": Integer 5}")]
    [InlineData("s", "a", "{\"v\": Null}")]
    public void Takes_the_inputs_of_the_first_file_as_text(string name, string value, string expected)
    {
        var files = new CiFiles("spec: { inputs: { n: { type: number, default: }, s: { default: b } } }\n---\nv: $[[ inputs.n ]]\n")
        {
            Context = new IncludeContext { Inputs = new Dictionary<string, string> { [name] = value } },
        };
        Assert.Equal(expected, CiFiles.Show(CiFiles.Parse(files.Merged())));
    }

    [Fact]
    public void Reads_inputs_that_the_header_includes()
    {
        var files = new CiFiles("spec: { include: [i.yml], inputs: { y: { default: b } } }\n---\nv: $[[ inputs.x ]]$[[ inputs.y ]]\n", ("i.yml", "inputs: { x: { default: a } }\n"));
        Assert.Equal("v: ab\n", files.Merged());
        var twice = new CiFiles("spec: { include: [i.yml], inputs: { x: { default: b } } }\n---\nj: { script: x }\n", ("i.yml", "inputs: { x: { default: a } }\nother: 1\n"));
        Assert.Equal(
            ["Duplicate input keys found: x. Input keys must be unique across all included files and inline specifications. (line 1)", "Header include file `i.yml` contains unknown keys: [:other] (line 1)"],
            twice.Load().Errors.Where(e => e.Job is null).Select(e => $"{e}"));
    }

    [Fact]
    public void Refuses_values_that_multiply_the_file()
    {
        var many = string.Concat(Enumerable.Repeat("$[[ inputs.x ]]", 1000));
        var text = Including("x: " + new string('a', 100_000), "x:", $"v: {many}").Load();
        Assert.Equal(["`a.yml`: config too large"], text.Errors.Where(e => e.Job is null).Select(e => e.Message));
        var list = Including($"x: [{string.Join(",", Enumerable.Repeat("a", 10_000))}]", "x: { type: array }", $"v: [{string.Join(",", Enumerable.Repeat("'$[[ inputs.x ]]'", 1000))}]").Load();
        Assert.Equal(["`a.yml`: config too large"], list.Errors.Where(e => e.Job is null).Select(e => e.Message));
        var blocks = string.Concat(Enumerable.Range(0, 10_001).Select(i => $"- $[[ inputs.x | truncate(0,{i}) ]]\n"));
        Assert.Equal(["`a.yml`: too many interpolation blocks"], Including("x: a", "x:", "v:\n" + blocks).Load().Errors.Where(e => e.Job is null).Select(e => e.Message));
    }
}
