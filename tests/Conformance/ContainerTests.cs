namespace Sallyport.Conformance;

/// <summary><c>sallyport run --executor container</c> with the real podman.</summary>
public sealed class ContainerTests(ContainerSite site) : IClassFixture<ContainerSite>
{
    private static readonly string Secret = $"leak{Guid.CreateVersion7():N}";

    // What podman, the shell and the runner set, beside the variables of the instance and those of the job.
    private static readonly string[] OfTheJob =
    [
        "CI", "GITLAB_CI", "TOKEN", "HOME", "TMPDIR", "PATH", "HOSTNAME", "PWD", "OLDPWD", "SHLVL", "TERM", "container",
    ];

    private const string Certificates = "/etc/ssl/certs/ca-certificates.crt";

    private static readonly string[] Predefined = ["CI_", "GITLAB_"];

    // What a caller has, and no job may see.
    private static readonly Dictionary<string, string> Callers = new()
    {
        ["CALLERS_SECRET"] = Secret,
        ["FTP_PROXY"] = $"http://{Secret}.example.com", // podman hands proxies on by itself
        ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/{Secret}",
    };

    [Fact]
    public async Task Runs_in_the_image_with_the_jobs_environment_alone_and_masks_the_token()
    {
        var run = (await site.RunAsync($$"""
              id_tokens: { TOKEN: { aud: x } }
              script:
                - echo "token $TOKEN of $CI_JOB_NAME"
                - env | sed -n 's/^\([A-Za-z_0-9]*\)=.*/has \1/p'
                - env
                - cat .gitlab-ci.yml | grep localhost
              after_script:
                - echo "after $CI_JOB_STATUS"
            """, null, Callers)).Passes();
        Assert.Contains("token [MASKED] of job", run.Output, StringComparison.Ordinal);
        Assert.Contains("after success", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.All, StringComparison.Ordinal);
        var names = Lines(run, "has ").ToArray();
        Assert.Contains("CI_JOB_ID", names);
        var ours = (await site.Instance.EnvironmentAsync()).Keys.Concat(OfTheJob).ToHashSet();
        Assert.Equal([], names.Where(n => !Predefined.Any(p => n.StartsWith(p, StringComparison.Ordinal))).Except(ours));
    }

    [Fact]
    public async Task Sees_no_file_and_no_process_of_this_machine_but_what_it_was_given()
    {
        var given = Directory.CreateDirectory(Path.Combine(site.Folder, "given")).FullName;
        await File.WriteAllTextAsync(Path.Combine(given, "file"), Secret, TestContext.Current.CancellationToken);
        var run = (await site.RunAsync($"""
              script:
                - (ls -d /proc {Command.Repository} /home /root /etc/shadow 2>/dev/null || true) | sed 's/^/there /'
                - busybox find {site.Folder} -type f | sed 's/^/file /'
                - cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ
                - cat /given/file
                - if echo more > /given/file; then exit 9; fi
            """, null, Callers, "--volume", $"{given}:/given:ro")).Passes();
        Assert.Equal(["/proc"], Lines(run, "there "));
        var named = (await site.Instance.EnvironmentAsync()).Values.Where(File.Exists);
        Assert.Equal(named.Distinct().Order(StringComparer.Ordinal), Lines(run, "file ").Order(StringComparer.Ordinal));
        Assert.Contains("while :; do sleep", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sallyport.dll", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Split(Secret).Length); // the file alone
    }

    [Fact]
    public async Task Reaches_the_instance_by_the_proxy_that_its_environment_names()
    {
        var run = (await site.RunAsync("""
              script:
                - address=${HTTPS_PROXY##*@}; address=${address#http://}; echo "at $address"
                - printf 'CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nHost:login.microsoftonline.com:443\r\n\r\n' > ask
                - echo > answer
                - (cat ask; until grep HTTP answer; do sleep 0.1; done > /dev/null) | nc ${address%:*} ${address#*:} > answer
                - cat answer
            """)).Passes();
        Assert.Contains($"at 10.0.2.2:{site.Instance.Port}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_with_the_scripts_exit_code()
    {
        (await site.RunAsync("  script: exit 7\n")).Fails("exit status 7", 1);
        (await site.RunAsync("  script: exit 0\n")).Passes();
    }

    // The limit counts from the job's start, as at GitLab: it must leave time for the pod.
    [Fact]
    public async Task Ends_a_job_that_takes_too_long_and_removes_its_pod()
    {
        using var run = await site.StartAsync("  timeout: 15 seconds\n  script: [echo begun, sleep 600]\n");
        await site.PodOfAsync(run);
        var ended = (await ContainerSite.EndAsync(run)).Fails("took longer than 15s", 1);
        Assert.Contains("\nbegun\n", ended.Output, StringComparison.Ordinal);
        Assert.Equal("", await site.PodsOfAsync(run));
    }

    [Fact]
    public async Task Removes_the_pod_of_a_run_that_was_killed()
    {
        using var run = await site.StartAsync("  script: sleep 600\n");
        await site.PodOfAsync(run);
        run.Kill();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual("", await site.PodsOfAsync(run));
        (await site.RunAsync("  script: echo\n")).Passes();
        Assert.Equal("", await site.PodsOfAsync(run));
    }

    [Fact]
    public async Task Reaches_a_service_by_its_alias_and_by_its_image()
    {
        var run = (await site.RunAsync($$"""
              services:
                - name: {{site.Image}}
                  alias: db
                  variables: { ANSWER: from-the-service }
                  command: ["sh", "-c", "while :; do echo $ANSWER | nc -l -p 5432; done"]
              script:
                - for try in $(seq 50); do nc db 5432 < /dev/null | grep from- && break || sleep 0.1; done
                - for try in $(seq 50); do nc localhost-sallyport-test-busybox 5432 < /dev/null | grep from- && break || sleep 0.1; done
            """)).Passes();
        Assert.Equal(3, run.Output.Split("\nfrom-the-service").Length);
    }

    [Fact]
    public async Task Runs_as_the_user_and_without_the_entrypoint_that_the_job_names()
    {
        var image = $"{{ name: {site.Image}, entrypoint: [ENTRY], docker: {{ user: '1000' }} }}";
        Task<Outcome> WithAsync(string entry) =>
            site.RunAsync("  script: [id -u, echo made > file, cat file]\n", image.Replace("ENTRY", entry, StringComparison.Ordinal));
        Assert.Contains("\n1000\n", (await WithAsync("''")).Passes().Output, StringComparison.Ordinal);
        (await WithAsync("cat")).Fails("its entrypoint does not run what it is given", 1);
    }

    [Fact]
    public async Task Says_what_to_do_about_an_image_that_is_not_there() =>
        (await site.RunAsync("  script: echo\n", "localhost/sallyport-test-missing:1")).Fails("the pull policy is never", 1);

    [Fact]
    public async Task Takes_artifacts_out_of_one_container_into_the_next()
    {
        var run = (await site.RunAsync($"""
              script: [mkdir out, echo made-inside > out/file]
              artifacts: {"{ paths: [out] }"}
            second:
              image: {site.Image}
              stage: deploy
              script: cat out/file
            """)).Passes();
        Assert.Contains("\nmade-inside\n", run.Output, StringComparison.Ordinal);
    }

    // The unpacked az has its own Python and libc: of the image it needs a shell, and the file that Debian's Python
    // modules read as they are loaded.
    [Fact]
    public async Task The_real_az_signs_in_with_the_jobs_token_and_may_do_what_the_role_allows_and_no_more()
    {
        var owner = await Az.OwnerAsync(site.Instance);
        var application = await TutorialApplication.CreateAsync(site.Instance, owner);
        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:main"))).Passes();
        await application.GiveReaderAsync();
        var group = $"group-{Guid.CreateVersion7():N}";
        (await owner.RunAsync("group", "create", "--name", group, "--location", "westeurope")).Passes();
        var script = Path.Combine(Command.Repository, "eng", "azure-cli");
        var az = (await Command.RunAsync(script, ["--force"], limit: TimeSpan.FromMinutes(8))).Passes().Output.Trim();
        var tree = Path.GetDirectoryName(Path.GetDirectoryName(az))!;
        Task<Outcome> WithAzAsync(string audience, string command) => site.RunAsync($$"""
              id_tokens: { GITLAB_OIDC_TOKEN: { aud: "{{audience}}" } }
              script:
                - export PATH=/opt/azure-cli/bin:$PATH
                - az login --service-principal -u {{application.AppId}} -t {{site.Instance.TenantId}} --federated-token $GITLAB_OIDC_TOKEN --query "[].user.type"
                - {{command}}
            """, null, null, "--volume", $"{tree}:/opt/azure-cli:ro", "--volume", $"{Certificates}:{Certificates}:ro");

        var allowed = (await WithAzAsync(TutorialApplication.Issuer, "az group show --name " + group + " --query name -otsv")).Passes();
        Assert.Contains("\"servicePrincipal\"", allowed.Output, StringComparison.Ordinal);
        Assert.Contains($"\n{group}\n", allowed.Output, StringComparison.Ordinal);
        (await WithAzAsync(TutorialApplication.Issuer, $"az group create --name {group} --location westeurope")).Fails("AuthorizationFailed", 1);
        (await WithAzAsync("https://elsewhere.example.com", "echo not reached")).Fails("AADSTS700212", 1);
    }

    private static IEnumerable<string> Lines(Outcome run, string begin) =>
        run.Output.Split('\n').Where(l => l.StartsWith(begin, StringComparison.Ordinal)).Select(l => l[begin.Length..]);
}
