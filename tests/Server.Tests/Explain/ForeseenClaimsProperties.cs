using System.Text.Json;
using CsCheck;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Git;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.ExplainTool.Output;

namespace Sallyport.Server.Tests.Explain;

/// <summary>What <c>explain --job</c> foretells of an ID token is what <c>run</c> puts into it.</summary>
public sealed class ForeseenClaimsProperties
{
    private const string Instance = "https://gitlab.example.com";
    private static readonly DateTimeOffset Noon = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Compared = ["iss", "sub", "aud"];

    // A variable refers to later ones only, so that there are no circles.
    private static readonly string[] Fixed =
    [
        "api://x", "$CI_COMMIT_REF_SLUG", "${CI_COMMIT_REF_NAME}", "$CI_PROJECT_PATH", "%CI_PROJECT_NAME%", "$CI_COMMIT_TAG",
        "$CI_COMMIT_BRANCH", "$CI_JOB_NAME", "$CI_NODE_INDEX", "$CI_SERVER_HOST", "a$$b", "", "$CI_COMMIT_SHORT_SHA",
    ];

    private static readonly Gen<string> ValueC = OneOf(Fixed);
    private static readonly Gen<string> ValueB = OneOf([.. Fixed, "$C", "x-${C}"]);
    private static readonly Gen<string> ValueA = OneOf([.. Fixed, "$B", "$B/$C", "%C%"]);
    private static readonly Gen<string> Audience =
        OneOf([.. Fixed, "$A", "$B-$C", "api://$A/$CI_ENVIRONMENT_NAME", "$R", "$CI_ENVIRONMENT_ACTION"]);

    private static readonly Gen<string> Condition = OneOf(
        "$CI_COMMIT_TAG", "$CI_COMMIT_BRANCH == \"main\"", "$CI_COMMIT_REF_NAME =~ /^feature/", "$A == \"api://x\"", "$R == \"eu\"", "$UNSET",
        "$CI_PIPELINE_SOURCE == \"push\"");

    private static readonly Gen<string> Workflow = Gen.Select(Condition, ValueC, ValueB, OneOf(0, 1)).Select(
        (condition, one, two, some) => some == 0
            ? ""
            : $"workflow:\n  rules:\n    - if: '{condition}'\n      variables: {{ C: '{one}' }}\n    - if: $CI\n      variables: {{ B: '{two}' }}\n");

    private static readonly Gen<string> Rules = Gen.Select(Condition, ValueB, OneOf(0, 1)).Select(
        (condition, value, some) => some == 0
            ? ""
            : $"  rules:\n    - if: '{condition}'\n      variables: {{ B: '{value}' }}\n    - when: always\n");

    private static readonly Gen<string> Parallel =
        OneOf("", "  parallel: 2\n", "  parallel: { matrix: [{ R: [eu, us] }, { R: asia, C: y }] }\n");

    private static readonly Gen<string> Environment =
        OneOf("", "  environment: production\n", "  environment: { name: review/$CI_COMMIT_REF_SLUG, action: prepare }\n", "  environment: { name: qa/$C }\n");

    private static readonly Gen<string> Tops = Gen.Select(ValueA, ValueB, ValueC, Gen.Bool).Select((a, b, c, raw) =>
        $"variables:\n  A: '{a}'\n  B: {{ value: '{b}', expand: {(raw ? "false" : "true")} }}\n  C: '{c}'\n");

    private static readonly Gen<string> Token = Gen.Select(Audience, Audience, Gen.Bool, OneOf("", "  variables: { A: '$C' }\n")).Select(
        (one, two, list, variables) => $"{variables}  id_tokens:\n    T: {{ aud: {(list ? $"['{one}', '{two}']" : $"'{one}'")} }}\n");

    private static readonly Gen<string> File = Gen.Select(Workflow, Tops, Rules, Parallel, Environment, Token).Select(
        (workflow, tops, rules, parallel, environment, token) =>
            $"{workflow}{tops}deploy:\n  script: [\"true\"]\n{rules}{parallel}{environment}{token}");

    private static readonly Gen<Ref> Reference = OneOf(
        new Ref(RefType.Branch, "main"), new Ref(RefType.Branch, "feature/Login_2"), new Ref(RefType.Tag, "v1.2"), new Ref(RefType.Tag, "release/3"));

    private static readonly Gen<string[]?> Components = OneOf<string[]?>(
        null, ["project_id", "ref_type", "ref"], ["project_path", "ref"], ["project_path", "deployment_tier", "ref"]);

    [Fact]
    public void Explain_foretells_the_iss_sub_and_aud_that_a_run_gives()
    {
        var (same, unknown) = (0, 0);
        Gen.Select(File, Reference, Components).Sample(
            (file, reference, components) =>
            {
                foreach (var (name, run) in Run(file, reference, components))
                {
                    if (Foretell(file, name, reference, components) is not { } foretold)
                    {
                        Interlocked.Increment(ref unknown);
                        continue;
                    }
                    Assert.Equal((name, run), (name, foretold));
                    Interlocked.Increment(ref same);
                }
            },
            iter: 1000);
        Assert.True(same > 500 && unknown < same, $"{same} agree, {unknown} are not known before the run");
    }

    private static IEnumerable<(string Name, string Claims)> Run(string file, Ref reference, string[]? components)
    {
        var reading = Load(file).ReadAll();
        Assert.Empty(reading.Errors);
        var facts = Facts(reference, components);
        var plan = PipelinePlan.Of(reading.Config!, facts, []);
        foreach (var job in plan.Jobs)
        {
            var context = facts.Context(job.Definition);
            yield return (job.Definition.Name, Shown(IdTokens.Preview(context, JobVariables.Scoped(context), Noon)));
        }
    }

    private static string? Foretell(string file, string name, Ref reference, string[]? components)
    {
        var at = new GitRef(reference.Name, reference.Type == RefType.Tag, new string('a', 40), true);
        var place = new JobPlace(name, at, Instance, false, "acme/payments", 57382910) 
        {
            Source = Instance, SubComponents = components,
        };
        var reading = JobOutline.ReadAsync(Document.DefaultPath, name, Files(file));
        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Null(reading.Result.Error);
        var job = ClaimsPreview.InPipeline(place, reading.Result, [], new Core.GitLab.CommitFiles([], ChangedFiles.NothingToCompare));
        Assert.NotNull(job);
        try
        {
            return Shown(ClaimsPreview.Of(place, job));
        }
        catch (CommandFailedException)
        {
            return null;
        }
    }

    private static string Shown(IReadOnlyDictionary<string, JsonElement> tokens) =>
        string.Join(' ', Compared.Select(c => $"{c}={tokens["T"].GetProperty(c).GetRawText()}"));

    private static PlanFacts Facts(Ref reference, string[]? components)
    {
        var project = new Project
        {
            Key = Guid.Empty, Id = 57382910, Path = "acme/payments", PathKey = "acme/payments", NamespaceId = 12, RootNamespaceId = 12, CreatedAt = Noon,
        };
        if (components is not null)
            project.SubComponents = [.. components];
        var pipeline = new Pipeline
        {
            Id = 31, Iid = 3, ProjectKey = project.Key, UserId = 1, RefType = reference.Type, RefName = reference.Name, Source = "push",
            Commit = new Commit(new string('a', 40), "Title", "A <a@example.com>", Noon), CreatedAt = Noon,
            Runner = new GitLabRunner { Id = 5, TokenHash = [], Description = "test" },
        };
        var user = new GitLabUser { Id = 1, Username = "root", Name = "Administrator", Email = "a@example.com", TokenHash = [], CreatedAt = Noon };
        return new PlanFacts(new GitLabInstance(Instance), project, pipeline, user, new Core.GitLab.CommitFiles([], ChangedFiles.NothingToCompare));
    }

    private static Document Load(string file) => Document.LoadAsync(Document.DefaultPath, Files(file)).Result!;

    private static CollectedFiles Files(string file) => new(new Dictionary<string, string> { [Document.DefaultPath] = file });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
