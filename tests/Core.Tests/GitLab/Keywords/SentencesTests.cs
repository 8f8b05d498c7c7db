using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>
/// GitLab's sentences for broken files. A row is what is written in the job <c>J</c> after its script, in lines 3 and on, or, where it begins
/// with <c>^</c>, a whole file; the sentence and its line follow. In a whole file <c>;</c> and <c>|</c> break lines, <c>|</c> with two blanks.
/// </summary>
public sealed class SentencesTests
{
    private static readonly Dictionary<string, string> Rows = new(StringComparer.Ordinal)
    {
        // keys
        ["foo: 1"] = "jobs:j config contains unknown keys: foo (3)",
        ["foo: 1\n  Bar: 2"] = "jobs:j config contains unknown keys: foo, bar (3)",
        ["artifacts: { path: a }"] = "jobs:j:artifacts config contains unknown keys: path (3)",
        ["artifacts: { reports: { nunit: a } }"] = "jobs:j:artifacts:reports config contains unknown keys: nunit (3)",
        ["^default: { script: x };J:|script: x"] = "default config contains unknown keys: script (1)",
        ["^default: 5;J:|script: x"] = "default config should be a hash (1)",
        ["^image: a;default: { image: b };J:|script: x"] = "image is defined in top-level and `default:` entry (1)",
        ["^image: 5;J:|script: x"] = "image config should be a hash or a string (1)",
        ["trigger: a/b"] = "jobs:j config contains unknown keys: trigger (3)|jobs:j config these keys cannot be used together: script, trigger (3)",
        ["run: [{ name: a, script: x }]"] = "jobs:j config these keys cannot be used together: script, run (3)",
        ["rules: [{ when: always }]\n  only: [main]"] = "jobs:j config key may not be used with `rules`: only (4)",
        ["rules: [{ when: always }]\n  except: [main]\n  start_in: 1 day"] = "jobs:j config key may not be used with `rules`: except, start_in (4)|jobs:j start in must be blank (5)",
        // jobs
        ["^J: {}"] = "jobs j config should implement the script:, run:, or trigger: keyword (1)",
        ["^J: 5"] = "jobs j config should implement the script:, run:, or trigger: keyword (1)",
        ["^.J: { script: x }"] = "jobs config should contain at least one visible job (1)",
        ["^J:|script:"] = "jobs:j script can't be blank (2)",
        ["^J:|script: []"] = "jobs:j script can't be blank (2)",
        ["^J:|needs: [a];a:|script: x"] = "jobs:j config should contain either a trigger or a needs:pipeline (1)",
        ["^J:|script: [{ a: b }]"] = "jobs:j:script config should be a string or a nested array of strings up to 10 levels deep (2)",
        ["before_script: 5"] = "jobs:j:before_script config should be a string or a nested array of strings up to 10 levels deep (3)",
        // simple values
        ["stage: [a]"] = "jobs:j:stage config should be a string (3)",
        ["image: [a]"] = "jobs:j:image config should be a hash or a string (3)",
        ["image: { entrypoint: [a] }"] = "jobs:j:image name can't be blank (3)|jobs:j:image name should be a string (3)",
        ["image: { name: a, entrypoint: a }"] = "jobs:j:image entrypoint should be an array of strings (3)",
        ["image: { name: a, pull_policy: [often] }"] = "jobs:j:image:pull_policy config contains unknown values: often (3)",
        ["services: a"] = "jobs:j:services config should be an array (3)",
        ["services: [5]"] = "jobs:j:services:service config should be a hash or a string (3)",
        ["services: [{ name: a, port: 1 }]"] = "jobs:j:services:service config contains unknown keys: port (3)",
        ["tags: a"] = "jobs:j:tags config should be an array of strings (3)",
        ["interruptible: 'yes'"] = "jobs:j:interruptible config should be a boolean value (3)",
        ["resource_group: 5"] = "jobs:j resource group should be a string (3)",
        ["dependencies: a"] = "jobs:j dependencies should be an array of strings (3)",
        ["when: never"] = "jobs:j when should be one of: on_success, on_failure, always, manual, delayed (3)",
        ["when: delayed\n  start_in: 8 days"] = "jobs:j start in should not exceed the limit (4)",
        ["when: delayed"] = "jobs:j start in should be a duration (3)",
        ["start_in: 1 day"] = "jobs:j start in must be blank (3)",
        ["allow_failure: maybe"] = "jobs:j allow failure should be a hash or a boolean value (3)",
        ["allow_failure: { exit_codes: a }"] = "jobs:j:allow_failure exit codes should be an array of integers or an integer (3)",
        ["timeout: soon"] = "jobs:j:timeout config should be a duration (3)|jobs:j:timeout config should not exceed the limit (3)",
        ["timeout: 32 days"] = "jobs:j:timeout config should not exceed the limit (3)",
        ["coverage: 90%"] = "jobs:j:coverage config must be a regular expression with re2 syntax (3)",
        ["manual_confirmation: 5"] = "jobs:j manual confirmation should be a string (3)",
        ["inherit: { default: 5 }"] = "jobs:J:inherit:default should be a bool or array of strings (3)",
        ["inherit: { default: [script] }"] = "jobs:j:inherit:default config contains unknown values: script (3)",
        ["publish: a"] = "jobs:j publish can only be used within a `pages` job (3)",
        // variables
        ["variables: [a]"] = "jobs:j:variables config should be a hash (3)",
        ["variables: { A: [b] }"] = "variable definition must be either a string or a hash (3)",
        ["variables: { A: }"] = "variable definition must be either a string or a hash (3)",
        ["variables: { A: { value: x, description: y } }"] = "jobs:j:variables:a config uses invalid data keys: description (3)",
        ["^variables: { A: { value: x, options: [y] } };J:|script: x"] = "variables:a config value must be present in options (1)",
        ["^variables: { A: { val: x } };J:|script: x"] = "variables:a config uses invalid data keys: val (1)",
        // retry, parallel
        ["retry: 3"] = "retry config must be less than or equal to 2 (3)",
        ["retry: { max: -1 }"] = "retry max must be greater than or equal to 0 (3)",
        ["retry: twice"] = "retry config has to be either an integer or a hash (3)",
        ["retry: { when: [rain] }"] = "retry when contains unknown values: rain (3)",
        ["retry: { when: rain }"] = "retry when is not included in the list (3)",
        ["parallel: 0"] = "jobs:j:parallel config must be greater than or equal to 1 (3)",
        ["parallel: 201"] = "jobs:j:parallel config must be less than or equal to 200 (3)",
        ["parallel: 1.5"] = "jobs:j:parallel config must be an integer (3)",
        ["parallel: two"] = "jobs:J:parallel should be an integer or a hash (3)",
        ["parallel: {}"] = "jobs:j:parallel config missing required keys: matrix (3)",
        ["parallel: { matrix: { A: b } }"] = "jobs:j:parallel:matrix config should be an array of hashes (3)",
        ["parallel: { matrix: [{ A: [] }] }"] = "jobs:j:parallel:matrix:variables config should be a hash of key value pairs, value can be an array (3)",
        // needs
        ["needs: a"] = "jobs:j:needs config can only be a hash or an array (3)",
        ["needs: [5]"] = "jobs:J:needs:need has an unsupported type (3)",
        ["needs: [{ job: a, parallel: 2 }]"] = "jobs:j:needs config cannot use \"parallel: <number>\". (3)",
        ["needs: [{ job: a, artifact: true }]"] = "jobs:j:needs:need config contains unknown keys: artifact (3)",
        ["needs: [a]\n  dependencies: [b]"] = "jobs:j dependencies the b should be part of needs (4)",
        // rules, only, workflow
        ["rules: []"] = "jobs:j:rules config can't be blank (3)",
        ["rules: a"] = "jobs:j rules should be an array containing hashes and arrays of hashes (3)",
        ["rules:\n    - if: $A ==\n"] = "jobs:j:rules:rule if invalid expression syntax (4)",
        ["rules: [{ when: later }]"] = "jobs:j:rules:rule when unknown value: later (3)",
        ["rules: [{ fi: $A }]"] = "jobs:j:rules:rule config contains unknown keys: fi (3)",
        ["rules: [{ start_in: 1 day }]"] = "jobs:j:rules:rule config contains disallowed keys: start_in (3)",
        ["rules: [{ when: delayed }]"] = "jobs:j:rules:rule start in can't be blank (3)",
        ["rules: [{ changes: a }]"] = "jobs:J:rules:rule:changes should be an array or a hash (3)",
        ["rules: [{ changes: { compare_to: a } }]"] = "jobs:j:rules:rule:changes config missing required keys: paths (3)",
        ["rules: [{ exists: { paths: [a], ref: b } }]"] = "jobs:j:rules:rule:exists config missing required keys: project (3)",
        ["rules: [{ variables: { A: { value: b } } }]"] = "jobs:j:rules:rule:variables:a config must be a string (3)",
        ["only: main"] = "jobs:J:only has to be either an array of conditions or a hash (3)",
        ["only: [5]"] = "jobs:j:only config should be an array of strings or regular expressions using re2 syntax (3)",
        ["except: { variables: ['$A =='] }"] = "jobs:j:except variables invalid expression syntax (3)",
        ["^workflow: { rules: [{ when: manual }] };J:|script: x"] = "workflow:rules:rule when unknown value: manual (1)",
        ["^workflow: { auto_cancel: { on_job_failure: some } };J:|script: x"] = "workflow:auto_cancel on job failure must be one of: none, all (1)",
        ["^stages: build;J:|script: x"] = "stages config should be an array of strings or a nested array of strings up to 10 levels deep (1)",
        // artifacts, cache
        ["artifacts: [a]"] = "jobs:j:artifacts config should be a hash (3)",
        ["artifacts: { paths: a }"] = "jobs:j:artifacts paths should be an array of strings (3)",
        ["artifacts: { when: never }"] = "jobs:j:artifacts when should be one of: on_success, on_failure, always (3)",
        ["artifacts: { expire_in: soon }"] = "jobs:j:artifacts expire in should be a duration (3)",
        ["artifacts: { access: all, public: true }"] = "jobs:j:artifacts config these keys cannot be used together: access, public (3)",
        ["artifacts: { reports: { dotenv: 5 } }"] = "jobs:j:artifacts:reports dotenv should be an array of strings or a string (3)",
        ["cache: { key: a/b }"] = "jobs:j:cache:key config cannot contain the \"/\" character (3)",
        ["cache: { key: { prefix: a } }"] = "jobs:j:cache:key config missing required keys: files (3)",
        ["cache: { untracked: a }"] = "jobs:j:cache:untracked config should be a boolean value (3)",
        ["cache: [{}, {}, {}, {}, {}]"] = "jobs:j:cache config no more than 4 caches can be created (3)",
        // id tokens, environment, secrets, release
        ["id_tokens: { T: {} }"] = "jobs:j:id_tokens:t aud should be an array of strings or a string (3)|jobs:j:id_tokens:t config missing required keys: aud (3)",
        ["id_tokens: { T: x }"] = "jobs:j:id_tokens:t aud should be an array of strings or a string (3)|jobs:j:id_tokens:t config missing required keys: aud (3)",
        ["id_tokens: { T: { aud: 5 } }"] = "jobs:j:id_tokens:t aud should be an array of strings or a string (3)",
        ["id_tokens: { T: { aud: [a, 5] } }"] = "jobs:j:id_tokens:t aud should be an array of strings or a string (3)",
        ["id_tokens: { T: { aud: { a: b } } }"] = "jobs:j:id_tokens:t aud should be an array of strings or a string (3)",
        ["id_tokens: { T: { aud: a, sub: b } }"] = "jobs:j:id_tokens:t config contains unknown keys: sub (3)",
        ["environment: [a]"] = "jobs:j:environment config should be a hash or a string (3)",
        ["environment: a:b"] = "jobs:j:environment name can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/' (3)",
        ["environment: /a"] = "jobs:j:environment name can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/' (3)",
        ["environment: { name: a, action: begin }"] = "jobs:j:environment action should be start, stop, prepare, verify, or access (3)",
        ["environment: { name: a, uri: b }"] = "jobs:j:environment config contains unknown keys: uri (3)",
        ["secrets: { P: { file: true } }"] = "jobs:j:secrets:p config must use exactly one of these keys: vault, azure_key_vault, gcp_secret_manager, aws_secrets_manager, akeyless, gitlab_secrets_manager (3)",
        ["release: { tag_name: a }"] = "jobs:j:release description can't be blank (3)",
        // trigger
        ["^J:|trigger: 5"] = "jobs:J:trigger has to be either a string or a hash (2)",
        ["^J:|trigger: { project: a, strategy: wait }"] = "jobs:j:trigger strategy should be depend or mirror (2)",
        ["^J:|trigger: { include: [a, b, c, d] }"] = "jobs:j:trigger:include config is too long (maximum is 3) (2)",
        ["^J:|trigger: a/b|id_tokens: { T: { aud: a } }"] = "jobs:j config contains unknown keys: id_tokens (3)",
        ["^J:|trigger: a/b|when: delayed"] = "jobs:j when should be one of: on_success, on_failure, always, manual (3)",
        ["^J:|trigger: a/b|parallel: 2"] = "jobs:j:parallel config cannot use \"parallel: <number>\". (3)",
    };

    public static TheoryData<string> All => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Says_what_gitlab_says_and_where(string written)
    {
        var errors = CiReading.ReadAll(TextOf(written)).Errors;
        Assert.All(errors, e => Assert.Equal(CiErrorKind.Invalid, e.Kind));
        Assert.Equal(Rows[written].Split('|'), errors.Select(e => $"{e.Message} ({e.At.Line})"));
    }

    [Fact]
    public void The_table_is_long() => Assert.True(Rows.Count >= 60);

    [Theory]
    [InlineData("scrpt: x", "did you mean 'script'?")]
    [InlineData("Tags: [a]", "did you mean 'tags'?")]
    [InlineData("artifacts: { path: [a] }", "did you mean 'paths'?")]
    [InlineData("when: on_sucess", "did you mean 'on_success'?")]
    [InlineData("timeout: 3600", "write '3600 seconds'")]
    [InlineData("unheard_of: x", null)]
    public void Guesses_what_was_meant_beside_the_sentence(string written, string? hint)
    {
        var error = CiReading.ReadAll(TextOf(written)).Errors[0];
        Assert.Equal(hint, error.Hint);
        Assert.DoesNotContain("did you mean", error.Message, StringComparison.Ordinal);
        Assert.Equal(hint is not null, $"{error}".Contains(hint ?? "did you mean", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_the_file_of_an_error_that_stands_in_an_included_one() => Assert.Equal(
        ["retry config must be less than or equal to 2 (ci/a.yml, line 3)"],
        CiReading.ReadAll("include: ci/a.yml\n", ("ci/a.yml", "nightly:\n  script: x\n  retry: 5\n")).Errors.Select(e => $"{e}"));

    private static string TextOf(string row) => row[0] == '^'
        ? row[1..].Replace(";", "\n", StringComparison.Ordinal).Replace("|", "\n  ", StringComparison.Ordinal) + "\n"
        : $"J:\n  script: x\n  {row}\n";
}
