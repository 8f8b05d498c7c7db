using Sallyport.Core.GitLab.Ci;
using static Sallyport.Core.Tests.GitLab.CiReading;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>CI files as a run reads them.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Reads_the_tutorials_file()
    {
        var config = Read(
            """
            default:
              image: mcr.microsoft.com/azure-cli:latest

            variables:
              AZURE_CLIENT_ID: "<client-id>"
              AZURE_TENANT_ID: "<tenant-id>"

            auth:
              id_tokens:
                GITLAB_OIDC_TOKEN:
                  aud: https://gitlab.com
              script:
                - az login --service-principal -u $AZURE_CLIENT_ID -t $AZURE_TENANT_ID --federated-token $GITLAB_OIDC_TOKEN
                - az account show
            """);
        var job = config.Jobs.Single().With(config.Variables);

        Assert.Equal("mcr.microsoft.com/azure-cli:latest", job.Image?.Name);
        Assert.Equal("test", job.Stage);
        Assert.Equal(["AZURE_CLIENT_ID", "AZURE_TENANT_ID"], job.Variables.Select(v => v.Key));
        var token = Assert.Single(job.IdTokens);
        Assert.Equal(("GITLAB_OIDC_TOKEN", "https://gitlab.com", false), (token.Name, token.Audiences.Single(), token.IsList));
        Assert.Equal("az account show", job.Script[1]);
    }

    [Fact]
    public void Puts_before_script_in_front_and_flattens_nested_commands() =>
        Assert.Equal(
            ["a", "b", "c", "d"],
            ReadJob("job:\n  before_script: a\n  script:\n    - [b, [c]]\n    - d\n").Script);

    [Fact]
    public void Follows_anchors_aliases_and_merge_keys()
    {
        var job = ReadJob(
            """
            .base: &base
              script: &commands [one]
              tags: [base]
            job:
              <<: *base
              script: [*commands, two]
            """);

        Assert.Equal(["one", "two"], job.Script);
        Assert.Equal(["base"], job.Tags);
    }

    [Fact]
    public void Merges_extended_maps_deeply_and_replaces_lists()
    {
        var job = ReadJob(
            """
            .one: { script: [one], variables: { A: "1", B: "1" }, id_tokens: { X: { aud: x } } }
            .two: { extends: .one, variables: { B: "2" } }
            job:
              extends: [.two]
              script: [mine]
              variables: { C: "3" }
              id_tokens: { Y: { aud: [y] } }
            """);

        Assert.Equal(["mine"], job.Script);
        Assert.Equal(["A=1", "B=2", "C=3"], job.Variables.Select(v => $"{v.Key}={v.Value}"));
        Assert.Equal(["X", "Y"], job.IdTokens.Select(t => t.Name));
        Assert.True(job.IdTokens[1].IsList);
    }

    [Fact]
    public void Replaces_the_default_id_tokens_by_the_jobs_own()
    {
        var config = Read(
            """
            default: { id_tokens: { D: { aud: d } } }
            own: { script: x, id_tokens: { J: { aud: j } } }
            inherits: { script: x }
            refuses: { script: x, inherit: { default: false } }
            keeps: { script: x, inherit: { default: [id_tokens] } }
            other: { script: x, inherit: { default: [image] } }
            """);

        Assert.Equal(["J", "D", "", "D", ""], config.Jobs.Select(j => string.Join(",", j.IdTokens.Select(t => t.Name))));
    }

    [Fact]
    public void Inherits_the_variables_that_are_named()
    {
        var config = Read(
            """
            variables: { A: "1", B: "2" }
            all: { script: x, variables: { B: "3" } }
            none: { script: x, inherit: { variables: false } }
            some: { script: x, inherit: { variables: [B] } }
            """);

        Assert.Equal(["A=1 B=3", "", "B=2"], config.Jobs.Select(config.VariablesOf));
    }

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("off", "false")]
    [InlineData("1.10", "1.1")]
    [InlineData("0755", "493")]
    [InlineData("1_000", "1000")]
    [InlineData("-0x1f", "-31")]
    [InlineData("'1.10'", "1.10")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("!!str yes", "yes")]
    public void Turns_a_variables_scalar_into_the_text_that_ruby_prints(string yaml, string text) =>
        Assert.Equal(text, ReadJob($"job:\n  script: x\n  variables:\n    V: {yaml}\n").Variables.Single().Value);

    [Fact]
    public void Reads_the_other_keywords_of_a_job()
    {
        var job = ReadJob(
            """
            stages: [one, two]
            job:
              stage: two
              script: x
              after_script: [y]
              when: on_failure
              allow_failure: { exit_codes: [3, 4] }
              interruptible: true
              image: { name: alpine, entrypoint: [""] }
              environment: { name: prod/eu, url: https://x.example, action: prepare, deployment_tier: other }
              variables: { RAW: { value: $X, expand: false } }
            """);

        Assert.Equal("two", job.Stage);
        Assert.Equal(["y"], job.AfterScript);
        Assert.Equal(JobWhen.OnFailure, job.When);
        Assert.Equal([3, 4], job.AllowFailureExitCodes);
        Assert.True(job.Interruptible);
        Assert.Equal([""], job.Image?.Entrypoint);
        Assert.Equal(new EnvironmentDefinition("prod/eu", "https://x.example", "prepare", "other"), job.Environment);
        Assert.True(job.Variables.Single().Raw);
    }

    [Theory]
    [InlineData("job: [", "(<unknown>): did not find", 1)]
    [InlineData("job:\n  script: x\n bad: y\n", "(<unknown>): did not find expected key", 3)]
    [InlineData("job:\n  script: *nowhere\n", "An alias referenced an unknown anchor: nowhere", 2)]
    [InlineData("", "Please provide content of .gitlab-ci.yml", 1)]
    [InlineData("- a\n", "Invalid configuration format", 1)]
    [InlineData("job:\n  script:\n    - echo: x\n", "nested array of strings", 3)]
    [InlineData("job:\n  script:\n    - true\n", "nested array of strings", 3)]
    [InlineData("job:\n  script: !reference [a, script]\n", "!reference", 2)]
    [InlineData(".hidden:\n  script: x\n", "at least one visible job", 1)]
    [InlineData("job:\n  extends: .nowhere\n  script: x\n", "job: unknown keys in `extends` (.nowhere)", 2)]
    [InlineData("job:\n  extends: job\n  script: x\n", "job: circular dependency detected in `extends`", 2)]
    public void Refuses_a_file_that_gitlab_or_this_runner_would_not_run_as_written(string text, string message, int line)
    {
        var error = ReadAll(text).Errors[0];

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.At.Line);
    }

    [Fact]
    public void Refuses_aliases_that_multiply_the_file()
    {
        var levels = string.Concat(Enumerable.Range(1, 9).Select(i => $".a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));

        Assert.Contains("The parsed YAML is too big", Errors(".a0: &a0 [x]\n" + levels + "job: { script: *a9 }\n").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_nested_without_end() =>
        Assert.Contains("The parsed YAML is too big", Errors("job: " + new string('[', 100_000)).Single(), StringComparison.Ordinal);

    [Fact]
    public void Leaves_hidden_jobs_alone_whatever_they_hold() =>
        Assert.Single(Read(".notes: [1, { anything: goes }]\n.template: { rules: [], needs: [] }\njob: { script: x }\n").Jobs);

    [Fact]
    public void Merges_included_files_below_the_one_that_includes_them()
    {
        var reading = ReadAll(
            "include: [/ci/a.yml, { local: ci/b.yml }]\njob: { extends: .base, script: [mine] }\n",
            ("ci/a.yml", "variables: { A: a, B: a }\n.base: { tags: [a], script: [a] }\n"),
            ("ci/b.yml", "variables: { B: b }\n"));

        var job = Assert.Single(reading.Config!.Jobs);
        Assert.Equal(["mine"], job.Script);
        Assert.Equal(["a"], job.Tags);
        Assert.Equal("A=a B=b", reading.Config.VariablesOf(job));
    }

    [Theory]
    [InlineData("script: !reference [.setup, script]", "one two")]
    [InlineData("script: [zero, !reference [.setup, script], three]", "zero one two three")]
    [InlineData("script: !reference [.extending, script]", "one two")] // what extends brings can be named
    [InlineData("script: !reference [.referring, script]", "one two")] // a reference to a reference
    public void Puts_what_a_reference_names_in_its_place(string keyword, string script) =>
        Assert.Equal(
            script,
            string.Join(' ', ReadJob(
                $$"""
                .setup: { script: [one, two] }
                .extending: { extends: .setup }
                .referring: { script: !reference [.setup, script] }
                job:
                  {{keyword}}
                """).Script));

    [Fact]
    public void Puts_what_a_reference_names_under_default_too()
    {
        var job = ReadJob(".t: { id_tokens: { T: { aud: a } } }\ndefault: { id_tokens: !reference [.t, id_tokens] }\njob: { script: x }\n");

        Assert.Equal("T", Assert.Single(job.IdTokens).Name);
    }

    [Theory]
    [InlineData("script: !reference [.nowhere, script]", "!reference [\".nowhere\", \"script\"] could not be found (line 3)")]
    [InlineData("script: !reference [job, script]", "!reference [\"job\", \"script\"] is part of a circular chain (line 3)")]
    [InlineData("script: [!reference [.a, script]]", "!reference [\".a\", \"script\"] is part of a circular chain (line 1)")]
    public void Refuses_a_reference_that_leads_nowhere(string keyword, string error) =>
        Assert.Contains(error, Errors($".a: {{ script: [!reference [.a, script]] }}\njob:\n  {keyword}\n"));

    [Fact]
    public void Refuses_references_that_multiply_the_file()
    {
        var levels = string.Concat(Enumerable.Range(1, 8).Select(i =>
            $".a{i}: {{ script: [{string.Join(", ", Enumerable.Repeat($"!reference [.a{i - 1}, script]", 9))}] }}\n"));

        var errors = Errors($".a0: {{ script: [x] }}\n{levels}job: {{ script: !reference [.a8, script] }}\n");
        Assert.Contains(errors, e => e.Contains("!reference makes the file too large", StringComparison.Ordinal));
    }
}
