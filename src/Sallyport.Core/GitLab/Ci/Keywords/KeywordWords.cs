namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The table of the language's words with what a run here makes of each. What stands in no line is unknown to GitLab.
/// Sources: "CI/CD YAML syntax reference", GitLab documentation; <c>lib/gitlab/ci/config/entry</c>, gitlabhq.
/// </summary>
internal static partial class KeywordCatalogue
{
    private const string NoCache = "a run here keeps no cache; what a job needs must come from it or from artifacts";
    private const string StartsAtOnce = "a delayed job starts at once";
    private const string NoReports = "reports are not evaluated here; keep the file with artifacts:paths";
    private const string Processable =
        "extends stage only except rules variables inherit allow_failure when needs resource_group environment "
        + "interruptible";

    private const string NoContainers = "the shell executor leaves it out and says so in the job's log";

    private static readonly Word[] Words =
    [
        .. Honoured("root", "stages default variables workflow include spec before_script after_script"),
        .. Noted("root", "cache", NoCache),
        .. InContainers("root", "image services"),
        .. Honoured("default", "before_script after_script interruptible retry artifacts id_tokens"),
        .. Noted("default", "tags", "one runner takes all jobs; tags choose none"),
        .. Noted("default", "cache", NoCache),
        .. InContainers("default", "image services"),
        .. Noted("default", "hooks", "hooks run before the checkout on GitLab's runner only"),
        .. Noted("default", "timeout", "GitLab ignores it under default; write timeout into the jobs"),
        .. Refused("default", "identity", "it signs in to Google Cloud; use id_tokens and sign in in the script"),

        .. Honoured("job", Processable),
        .. Honoured("job", "script before_script after_script dependencies artifacts id_tokens parallel"),
        .. Honoured("job", "retry timeout secrets pages publish"),
        .. Noted("job", "tags", "one runner takes all jobs; tags choose none"),
        .. InContainers("job", "image services"),
        .. Noted("job", "cache", NoCache),
        .. Noted("job", "hooks", "hooks run before the checkout on GitLab's runner only"),
        .. Noted("job", "coverage", "coverage is read by GitLab only"),
        .. Noted("job", "release", "no release is made; glab does the same in a script"),
        .. Noted("job", "start_in", StartsAtOnce),
        .. Noted("job", "dast_configuration", "DAST profiles are kept by GitLab"),
        .. Noted("job", "manual_confirmation", "nobody is asked; the job runs when it is named"),
        .. Refused("job", "run", "steps need GitLab's step runner; write the commands as script"),
        .. Refused("job", "inputs", "job inputs are given by GitLab when the job starts; use variables"),
        .. Refused("job", "identity", "it signs in to Google Cloud; use id_tokens and sign in in the script"),

        .. Honoured("trigger job", Processable),
        .. Honoured("trigger job", "trigger parallel"),

        .. Honoured("workflow", "name rules"),
        .. Noted("workflow", "auto_cancel", "a newer pipeline cancels no older one here"),
        .. Noted("auto_cancel", "on_new_commit", "a newer pipeline cancels no older one here"),
        .. Honoured("auto_cancel", "on_job_failure"),
        .. Honoured("workflow:rules", "if changes exists when variables"),
        .. Noted("workflow:rules", "start_in allow_failure needs", "GitLab ignores it in workflow:rules"),
        .. Noted("workflow:rules", "auto_cancel", "a newer pipeline cancels no older one here"),

        .. Honoured("rules", "if changes exists when allow_failure variables needs interruptible"),
        .. Noted("rules", "start_in", StartsAtOnce),
        .. Honoured("rules:changes", "paths compare_to"),
        .. Honoured("rules:exists", "paths project ref"),
        .. Honoured("only", "refs variables changes"),
        .. Noted("only", "kubernetes", "there is no cluster; the condition never holds"),
        .. Honoured("needs", "job artifacts optional parallel"),
        .. Refused("needs", "pipeline project ref", "other pipelines' artifacts are not here; need a job of this one"),
        .. Honoured("allow_failure", "exit_codes"),
        .. Honoured("retry", "max when exit_codes"),
        .. Honoured("parallel", "matrix"),
        .. Honoured("inherit", "default variables"),
        .. Honoured("variable", "value expand"),
        .. Honoured("top-level variable", "value expand description options"),

        .. Honoured("artifacts", "paths exclude untracked name when reports"),
        .. Noted("artifacts", "expire_in", "artifacts stay until the instance is removed"),
        .. Noted("artifacts", "expose_as public access", "whoever can read the instance can read its artifacts"),
        .. Honoured("artifacts:reports", "dotenv"),
        .. Noted(
            "artifacts:reports",
            "junit codequality sast secret_detection dependency_scanning container_scanning dast performance "
            + "browser_performance load_performance license_scanning metrics lsif terraform accessibility "
            + "coverage_fuzzing api_fuzzing cluster_image_scanning requirements requirements_v2 coverage_report "
            + "cyclonedx annotations repository_xray",
            NoReports),

        .. Honoured("image", "name entrypoint pull_policy docker"),
        .. Noted("image", "kubernetes", "jobs run in no cluster"),
        .. Honoured("services", "name alias entrypoint command variables pull_policy docker"),
        .. Noted("services", "kubernetes", "jobs run in no cluster"),
        .. Honoured("docker", "platform user"),
        .. Honoured("kubernetes", "user"),
        .. Honoured("environment", "name url action deployment_tier on_stop"),
        .. Noted("environment", "auto_stop_in", "environments are not stopped by themselves"),
        .. Noted("environment", "kubernetes", "jobs run in no cluster"),
        .. Noted("trigger", "project", "other projects' pipelines are not started; the job counts as a success"),
        .. Honoured("trigger", "branch strategy forward inputs"),
        .. Honoured("trigger with include", "include strategy forward"),
        .. Honoured("trigger:forward", "yaml_variables pipeline_variables"),
        .. Honoured("cache", "key paths untracked when policy unprotect fallback_keys"),
        .. Honoured("cache:key", "files files_commits prefix"),
        .. Honoured("hooks", "pre_get_sources_script"),
        .. Honoured("pages", "publish"),
        .. Noted("pages", "path_prefix expire_in", "pages are not published here"),
        .. Honoured("release", "tag_name tag_message name description ref released_at milestones assets"),
        .. Honoured("release:assets", "links"),
        .. Honoured("id_tokens", "aud"),
        .. Honoured("secrets", "azure_key_vault token file"),
        .. Refused(
            "secrets",
            "vault gcp_secret_manager aws_secrets_manager akeyless gitlab_secrets_manager",
            "only Azure Key Vault is played here; fetch the secret in the script"),
        .. Honoured("secrets:azure_key_vault", "name version"),
        .. Honoured("dast_configuration", "site_profile scanner_profile"),
    ];

    private static readonly Dictionary<string, Word[]> ByPlace =
        Words.GroupBy(w => w.Place).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    private static IEnumerable<Word> Honoured(string place, string names) =>
        Of(place, names, Treatment.Honoured, "");

    private static IEnumerable<Word> InContainers(string place, string names) =>
        Of(place, names, Treatment.InContainers, NoContainers);

    private static IEnumerable<Word> Noted(string place, string names, string reason) =>
        Of(place, names, Treatment.Noted, reason);

    private static IEnumerable<Word> Refused(string place, string names, string reason) =>
        Of(place, names, Treatment.Refused, reason);

    private static IEnumerable<Word> Of(string place, string names, Treatment treatment, string reason) =>
        names.Split(' ').Select(n => new Word(place, n, treatment, reason));
}
