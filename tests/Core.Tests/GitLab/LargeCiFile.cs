using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>The files of a project as they are found in production: nearly every keyword that GitLab has.</summary>
internal static class LargeCiFile
{
    public const string Main = """
        spec:
          inputs:
            environment: { default: production, options: [staging, production] }
        ---
        include:
          - local: /ci/azure.yml
          - local: 'ci/missing-*.yml'
          - project: platform/pipelines
            ref: v3
            file: [/security.yml, /quality.yml]
          - template: Jobs/SAST.gitlab-ci.yml
          - component: $CI_SERVER_FQDN/components/opentofu/full-pipeline@2.1.0
            inputs: { version: 1.8.0 }
          - remote: https://example.com/ci/lint.yml

        workflow:
          name: 'Pipeline of $CI_COMMIT_REF_NAME'
          auto_cancel: { on_new_commit: interruptible }
          rules:
            - if: $CI_PIPELINE_SOURCE == "merge_request_event"
            - if: $CI_COMMIT_TAG
            - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
              variables: { DEPLOY_TIER: production }

        stages: [lint, build, test, package, deploy, cleanup]

        variables:
          AZURE_AUDIENCE: https://gitlab.example.com
          FF_USE_FASTZIP: "true"
          RELEASE_KIND: { value: minor, options: [major, minor], description: Which part of the version to raise }

        default:
          image: { name: "registry.example.com/build:1", docker: { platform: linux/amd64, user: builder } }
          services: [{ name: "docker:27-dind", alias: docker, command: ["--tls=false"], variables: { X: "1" } }]
          cache: &cache
            - key: { files: [package-lock.json], prefix: $CI_JOB_NAME }
              paths: [node_modules/]
              policy: pull-push
              fallback_keys: [main]
          artifacts: { expire_in: 1 week, reports: { junit: "out/*.xml" } }
          retry: { max: 2, when: [runner_system_failure], exit_codes: [137] }
          hooks: { pre_get_sources_script: [date] }
          tags: [docker, $RUNNER_TAG]
          interruptible: true
          id_tokens:
            VAULT_ID_TOKEN: { aud: https://vault.example.com }

        .setup:
          before_script:
            - npm ci
          id_tokens:
            SHARED_TOKEN:
              aud: [$AZURE_AUDIENCE]

        .rules:main:
          rules:
            - if: $CI_COMMIT_BRANCH == "main"
              changes: { paths: ["src/**/*"], compare_to: refs/heads/main }
              when: manual
              allow_failure: true
            - when: never

        build:
          stage: build
          parallel: 3
          cache: *cache
          script: [make]
          script: [make all]
          needs: []
          coverage: '/\d+%/'
          dast_configuration: { site_profile: a }

        test:
          extends: .setup
          stage: test
          inherit: { default: [image] }
          parallel:
            matrix:
              - REGION: [eu, us]
                AZURE_AUDIENCE: ["https://gitlab.example.com"]
          script: ["true"]

        deploy production:
          extends: [.setup, .azure:login]
          stage: deploy
          needs: [{ job: build, artifacts: true, parallel: { matrix: [{ REGION: eu }] } }, { pipeline: $UPSTREAM }]
          rules: !reference [".rules:main", rules]
          environment: { name: production, on_stop: stop production, auto_stop_in: 1 week, kubernetes: { namespace: prod } }
          resource_group: production
          secrets: { PASSWORD: { vault: production/db/password@ops, token: $VAULT_ID_TOKEN } }
          release: { tag_name: v$VERSION, description: x }
          start_in: 10 minutes
          when: delayed
          identity: google_cloud
          manual_confirmation: Sure?
          script:
            - !reference [.setup, before_script]
            - az deployment group create

        deploy from matrix:
          stage: deploy
          variables: { AUDIENCE_OF: { value: $TENANT_AUDIENCE, expand: true } }
          id_tokens: { AZURE_ID_TOKEN: { aud: $TENANT_AUDIENCE } }
          script: ["true"]

        referring:
          id_tokens: !reference [.setup, id_tokens]
          inherit: { default: false }
          script: ["true"]

        pages:
          publish: public
          pages: { path_prefix: mr }
          script: ["true"]

        trigger downstream:
          trigger: { project: group/other, strategy: depend, forward: { pipeline_variables: true } }

        broken:
          id_tokens: { T: { audience: x } }
          script: ["true"]

        orphan:
          extends: .from-template
          script: ["true"]
        """;

    /// <summary><c>ci/azure.yml</c>, which the main file includes and overrides.</summary>
    public const string Azure = """
        include: /ci/more.yml
        variables: { AZURE_AUDIENCE: https://overridden.example.com }
        .azure:login:
          inherit: { default: false }
          id_tokens: { GITLAB_OIDC_TOKEN: { aud: $AZURE_AUDIENCE } }
          before_script: [az login]
        """;

    /// <summary><c>ci/more.yml</c>, included by the included file.</summary>
    public const string More = """
        nightly:
          only: [schedules]
          script: ["true"]
        """;

    /// <summary>All of them.</summary>
    public static ICiFiles Files { get; } = new CollectedFiles(new Dictionary<string, string>
    {
        [".gitlab-ci.yml"] = Main,
        ["ci/azure.yml"] = Azure,
        ["ci/more.yml"] = More,
    });
}
