using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary>Whole projects, from their files to the commands of a job.</summary>
public sealed class WholeFileTests
{
    [Fact]
    public void Of_several_parents_the_later_one_wins_and_the_job_over_both()
    {
        var files = new CiFiles(
            """
            include: /ci/base.yml

            stages: [deploy]

            deploy:
              extends: [.region-north, .deploy]
              variables:
                APP: orders
            """,
            ("ci/base.yml", """
                .deploy:
                  stage: deploy
                  variables:
                    APP: none
                    SLOT: blue
                  script:
                    - !reference [.hello, script]
                    - echo "$APP to $REGION, slot $SLOT"

                .region-north:
                  variables:
                    REGION: northeurope
                    SLOT: green

                .hello:
                  script:
                    - echo "== $CI_JOB_NAME"
                """));

        var job = Assert.Single(files.Load().ReadAll().Config!.Jobs);
        Assert.Equal(["echo \"== $CI_JOB_NAME\"", "echo \"$APP to $REGION, slot $SLOT\""], job.Script);
        Assert.Equal(["APP=orders", "REGION=northeurope", "SLOT=blue"], job.Variables.Select(v => $"{v.Key}={v.Value}").Order());
    }

    [Fact]
    public void A_child_pipeline_takes_inputs()
    {
        var files = new CiFiles(
            """
            spec:
              inputs:
                name:
                size:
                  default: small
            ---
            deploy:
              id_tokens:
                AZURE_TOKEN:
                  aud: api://$[[ inputs.name ]]
              script:
                - echo "== $CI_JOB_NAME"
                - echo "$[[ inputs.name ]] is $[[ inputs.size ]], from $CI_PIPELINE_SOURCE"
            """)
        {
            Context = new IncludeContext { Inputs = new Dictionary<string, string> { ["name"] = "api" } },
        };

        var job = Assert.Single(files.Load().ReadAll().Config!.Jobs);
        Assert.Equal("echo \"api is small, from $CI_PIPELINE_SOURCE\"", job.Script[1]);
        Assert.Equal(["api://api"], job.IdTokens.Single().Audiences);
    }

    [Fact]
    public void The_same_template_makes_two_jobs_with_other_inputs()
    {
        var files = new CiFiles(
            """
            include:
              - local: job.yml
                inputs: { name: one, tags: [a, b], retries: 3 }
              - local: job.yml
                inputs: { name: two }
            """,
            ("job.yml", """
                spec:
                  inputs:
                    name: { regex: '^[a-z]+$' }
                    tags: { type: array, default: [] }
                    retries: { type: number, default: 1 }
                ---
                "$[[ inputs.name ]]-deploy":
                  tags: $[[ inputs.tags ]]
                  variables:
                    RETRIES: $[[ inputs.retries ]]
                  script:
                    - deploy $[[ inputs.name ]]
                """));

        var config = files.Load().ReadAll().Config!;
        Assert.Equal(["one-deploy", "two-deploy"], config.Jobs.Select(j => j.Name));
        Assert.Equal(["a", "b"], config.Jobs[0].Tags);
        Assert.Equal(["RETRIES=3", "RETRIES=1"], config.Jobs.Select(j => $"{j.Variables[0].Key}={j.Variables[0].Value}"));
        Assert.Equal(["deploy one"], config.Jobs[0].Script);
    }

    [Fact]
    public void An_included_file_reads_its_own_inputs_for_the_files_that_it_includes()
    {
        var files = new CiFiles(
            "include: { local: outer.yml, inputs: { region: north } }\n",
            ("outer.yml", "spec: { inputs: { region: } }\n---\ninclude: { local: \"$[[ inputs.region ]].yml\", inputs: { name: \"x-$[[ inputs.region ]]\" } }\n"),
            ("north.yml", "spec: { inputs: { name: } }\n---\njob: { script: \"echo $[[ inputs.name ]]\" }\n"));

        Assert.Equal(["echo x-north"], files.Load().ReadAll().Config!.Jobs.Single().Script);
        Assert.Equal(["outer.yml", "north.yml"], files.Load().Included.Select(f => $"{f}"));
    }
}
