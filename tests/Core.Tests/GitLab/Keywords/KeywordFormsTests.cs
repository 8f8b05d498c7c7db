using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>The forms that the keywords have, and what a job has of them.</summary>
public sealed class KeywordFormsTests
{
    private static readonly Dictionary<string, (Func<JobDefinition, object?> Of, string Expected)> Rows = new(StringComparer.Ordinal)
    {
        ["image: alpine"] = (j => j.Image!.Name, "alpine"),
        ["image: { name: alpine, entrypoint: [''], pull_policy: [always, if-not-present] }"] = (j => $"{j.Image!.Name} {j.Image.Entrypoint!.Count} {List(j.Image.PullPolicy)}", "alpine 1 always,if-not-present"),
        ["image: { name: alpine, docker: { platform: linux/arm64, user: root }, kubernetes: { user: '1000' } }"] = (j => $"{j.Image!.Platform} {j.Image.User}", "linux/arm64 root"),
        ["services: [redis, { name: postgres, alias: 'db, sql', command: [a, b], variables: { P: q } }]"] = (j => List(j.Services.Select(s => $"{s.Image.Name}={s.Alias}/{List(s.Command)}/{List(s.Variables.Select(v => v.Key))}")), "redis=//,postgres=db, sql/a,b/P"),
        ["before_script: [a, [b]]\n  after_script: z"] = (j => $"{List(j.Script)} {List(j.AfterScript)}", "a,b,x z"),
        ["stage: .pre"] = (j => j.Stage, ".pre"),
        ["tags: [a, $B]"] = (j => List(j.Tags), "a,$B"),
        ["variables: { A: 1, B: true, C: { value: $D, expand: false }, D: { value: d } }"] = (j => List(j.Variables.Select(v => $"{v.Key}={v.Value}{(v.Raw ? "!" : "")}")), "A=1,B=true,C=$D!,D=d"),
        ["when: on_failure"] = (j => j.When, "OnFailure"),
        ["when: always"] = (j => j.When, "Always"),
        ["when: manual"] = (j => $"{j.When} {j.AllowFailure}", "Manual True"),
        ["when: manual\n  allow_failure: false"] = (j => j.AllowFailure, "False"),
        ["when: delayed\n  start_in: 30 minutes"] = (j => $"{j.When} {j.StartIn}", "Delayed 1800"),
        ["allow_failure: true"] = (j => j.AllowFailure, "True"),
        ["allow_failure: { exit_codes: 3 }"] = (j => $"{j.AllowFailure} {List(j.AllowFailureExitCodes)}", "False 3"),
        ["allow_failure: { exit_codes: [3, 4] }"] = (j => List(j.AllowFailureExitCodes), "3,4"),
        ["interruptible: true"] = (j => j.Interruptible, "True"),
        ["timeout: 1h 30m"] = (j => j.Timeout, "5400"),
        ["resource_group: prod-$X"] = (j => j.ResourceGroup, "prod-$X"),
        ["retry: 2"] = (j => $"{j.Retry.Max} {List(j.Retry.When)}", "2 always"),
        ["retry: { max: 1, when: script_failure }"] = (j => $"{j.Retry.Max} {List(j.Retry.When)}", "1 script_failure"),
        ["retry: { max: 1, exit_codes: [137, 255] }"] = (j => $"{List(j.Retry.When)}/{List(j.Retry.ExitCodes)}", "/137,255"),
        ["needs: []"] = (j => j.Needs!.Count, "0"),
        ["needs: [a, { job: b, artifacts: false, optional: true }]"] = (j => List(j.Needs!.Select(n => $"{n.Job}/{n.Artifacts}/{n.Optional}")), "a/True/False,b/False/True"),
        ["needs: [{ job: c, parallel: { matrix: [{ P: [x, y] }] } }]"] = (j => List(j.Needs!.Select(n => n.Job)), "c: [x],c: [y]"),
        ["dependencies: []"] = (j => j.Dependencies!.Count, "0"),
        ["dependencies: [a]"] = (j => List(j.Dependencies), "a"),
        ["artifacts: { paths: [a, b/**], exclude: [c], untracked: true, name: n, when: always, expire_in: 1 week }"] = (j => $"{List(j.Artifacts!.Paths)} {List(j.Artifacts.Exclude)} {j.Artifacts.Untracked} {j.Artifacts.Name} {j.Artifacts.When} {j.Artifacts.ExpireIn}", "a,b/** c True n Always 1 week"),
        ["artifacts: { expire_in: never, reports: { dotenv: a.env, junit: [b.xml] } }"] = (j => $"{List(j.Artifacts!.Dotenv)} {j.Artifacts.ExpireIn}", "a.env never"),
        ["cache: [{ key: { files: [a], prefix: b }, paths: [c], policy: pull, when: always, fallback_keys: [d] }]"] = (j => j.Name, "job"),
        ["environment: prod"] = (j => $"{j.Environment!.Name} {j.Environment.Action}", "prod start"),
        ["environment: { name: prod/$R, url: https://x.example, action: prepare, deployment_tier: other, auto_stop_in: 1 day, kubernetes: { agent: a:b } }"] = (j => $"{j.Environment!.Name} {j.Environment.Url} {j.Environment.Action} {j.Environment.DeploymentTier}", "prod/$R https://x.example prepare other"),
        ["environment: { name: prod, on_stop: halt }"] = (j => j.Environment!.OnStop, "halt"),
        ["id_tokens: { T: { aud: a }, U: { aud: [b, c] } }"] = (j => List(j.IdTokens.Select(t => $"{t.Name}={List(t.Audiences)}{t.IsList}")), "T=aFalse,U=b,cTrue"),
        ["secrets: { P: { azure_key_vault: { name: n, version: v }, token: $T, file: false } }"] = (j => j.Secrets[0], "SecretDefinition { Variable = P, Secret = n, Version = v, Token = $T, IsFile = False }"),
        ["rules:"] = (j => j.Rules is null, "True"),
        ["rules: [{ if: $A }, [{ when: never }]]"] = (j => List(j.Rules!.Select(r => $"{r.If}{r.When}")), "$A,Never"),
        ["rules: [{ changes: [a], exists: b, when: delayed, start_in: 1 day, allow_failure: true, interruptible: false, variables: { V: 1 }, needs: [a] }]"] = (j => $"{List(j.Rules![0].Changes!.Paths)} {List(j.Rules[0].Exists!.Paths)} {j.Rules[0].StartIn} {j.Rules[0].AllowFailure} {j.Rules[0].Interruptible} {j.Rules[0].Variables[0].Value} {j.Rules[0].Needs![0].Job}", "a b 86400 True False 1 a"),
        ["rules: [{ changes: { paths: [a], compare_to: main }, exists: { paths: [b], project: g/p, ref: r } }]"] = (j => $"{j.Rules![0].Changes!.CompareTo} {j.Rules[0].Exists!.Project} {j.Rules[0].Exists!.Ref}", "main g/p r"),
        ["only: [main, /^v/i, schedules]"] = (j => List(j.Only!.Refs), "main,/^v/i,schedules"),
        ["only:\n  except: { refs: [tags], variables: [$A], changes: [b], kubernetes: active }"] = (j => $"{j.Only} {List(j.Except!.Refs)} {List(j.Except.Variables)} {List(j.Except.Changes)} {j.Except.Kubernetes}", " tags $A b True"),
        ["pages: true"] = (j => List(j.Artifacts!.Paths), "public"),
        ["pages: { publish: site, path_prefix: p, expire_in: never }\n  artifacts: { paths: [a] }"] = (j => List(j.Artifacts!.Paths), "a,site"),
        ["pages: true\n  publish: out"] = (j => List(j.Artifacts!.Paths), "out"),
        ["coverage: '/\\d+%/'\n  release: { tag_name: v1, description: d, milestones: [m], assets: { links: [] } }"] = (j => j.Name, "job"),
        ["hooks: { pre_get_sources_script: [a] }\n  manual_confirmation: Sure?\n  dast_configuration: { site_profile: a }"] = (j => j.Name, "job"),
        ["inherit: { default: false, variables: [A] }"] = (j => $"{j.InheritedVariables.IsEverything} {List(j.InheritedVariables.Names)}", "False A"),
    };

    public static TheoryData<string> All => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Reads_a_form_of_a_keyword(string written)
    {
        var (of, expected) = Rows[written];
        var others = "a: { script: x }\nb: { script: x }\nc: { script: x, parallel: { matrix: [{ P: [x, y] }] } }\nhalt: { script: x, environment: { name: prod, action: stop } }\n";
        Assert.Equal(expected, $"{of(CiReading.ReadJob($"{others}job:\n  script: x\n  {written}\n"))}");
    }

    [Fact]
    public void The_table_is_long() => Assert.True(Rows.Count >= 40);

    [Theory]
    [InlineData("trigger: g/p", "g/p///False/True/False")]
    [InlineData("trigger: { project: g/p, branch: b, strategy: depend, inputs: { a: 1 }, forward: { yaml_variables: false, pipeline_variables: true } }", "g/p/b//True/False/True")]
    [InlineData("trigger: { include: child.yml, strategy: mirror }", "//include: child.yml/True/True/False")]
    [InlineData("trigger: { include: [{ local: child.yml }] }\n  needs: [a]\n  rules: [{ when: always }]", "//include:\n- local: child.yml/False/True/False")]
    public void Reads_what_a_job_triggers(string written, string expected)
    {
        var trigger = CiReading.ReadJob($"a: {{ script: x }}\njob:\n  {written}\n").Trigger!;
        Assert.Equal(
            expected,
            $"{trigger.Project}/{trigger.Branch}/{trigger.Include?.Trim()}/{trigger.Waits}/{trigger.ForwardsYamlVariables}/{trigger.ForwardsPipelineVariables}");
    }

    [Fact]
    public void Reads_workflow_and_the_variables_of_the_top_level()
    {
        var config = CiReading.Read(
            """
            stages: [one, [two, one], .post]
            variables: { A: "1", B: { value: x, description: which, options: [x, y] }, C: { description: none } }
            workflow:
              name: P $A
              auto_cancel: { on_new_commit: interruptible, on_job_failure: all }
              rules:
                - if: $CI_COMMIT_TAG
                  when: never
                - variables: { A: "2" }
            job: { stage: two, script: x, variables: { B: own } }
            """);

        Assert.Equal([".pre", "one", "two", ".post"], config.Stages);
        Assert.Equal(("P $A", true), (config.Workflow.Name, config.Workflow.CancelsOnFailure));
        Assert.Equal([JobWhen.Never, null], config.Workflow.Rules!.Select(r => r.When));
        Assert.Equal("A=1 C= B=own", config.VariablesOf(config.Jobs[0]));
        Assert.Equal("A=2", string.Join(' ', config.Jobs[0].With([.. config.Variables, .. config.Workflow.Rules![1].Variables]).Variables.Where(v => v.Key == "A").Select(v => $"{v.Key}={v.Value}")));
    }

    [Fact]
    public void Takes_no_timeout_from_default() =>
        Assert.Equal([null, 60], CiReading.Read("default: { timeout: 1 hour, retry: 1 }\na: { script: x }\nb: { script: x, timeout: 1 minute }\n").Jobs.Select(j => j.Timeout));

    [Fact]
    public void A_job_named_pages_has_a_website_unless_it_says_otherwise()
    {
        Assert.Equal("public", CiReading.ReadJob("pages: { script: x }\n", "pages").Artifacts!.Paths.Single());
        Assert.Null(CiReading.ReadJob("pages: { script: x, pages: false }\n", "pages").Artifacts);
    }

    private static string List<T>(IEnumerable<T>? values) => string.Join(',', values ?? []);
}
