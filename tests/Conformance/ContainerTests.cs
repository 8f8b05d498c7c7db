namespace Sallyport.Conformance;

/// <summary><c>sallyport run --executor container</c> with the real podman and an image of busybox alone.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    private const string Image = "localhost/sallyport-test-busybox:1";

    private readonly Dictionary<string, string> environment = [];
    private Instance instance = null!;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        var script = Path.Combine(Command.Repository, "eng", "containers");
        var settings = (await Command.RunAsync(script, [Path.Combine(instance.Folder, "podman")])).Passes();
        environment["CONTAINERS_CONF"] = settings.Output.Trim();
        const string build = """
            set -e; mkdir -p "$1/bin" "$1/tmp"; cp "$(command -v busybox)" "$1/bin/busybox"
            for name in sh sleep cat id env nc grep seq mkdir; do ln -s busybox "$1/bin/$name"; done
            tar -C "$1" -c . | podman import --quiet - "$2"
            """;
        string[] arguments = ["-c", build, "build", Path.Combine(instance.Folder, "image"), Image];
        (await Command.RunAsync("bash", arguments, null, environment)).Passes();
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task Runs_in_the_image_with_the_jobs_environment_alone_and_masks_the_token()
    {
        var run = (await RunAsync("""
              id_tokens: { TOKEN: { aud: x } }
              script:
                - echo "token $TOKEN of $CI_JOB_NAME"
                - echo "path $PATH secret ${CALLERS_SECRET:-none}"
                - cat /bin/busybox > /dev/null && echo "root has" /*
                - cat .gitlab-ci.yml | grep localhost
              after_script:
                - echo "after $CI_JOB_STATUS"
            """)).Passes();
        Assert.Contains("token [MASKED] of job", run.Output, StringComparison.Ordinal);
        Assert.Contains("secret none", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/home", run.Output, StringComparison.Ordinal);
        Assert.Contains("after success", run.Output, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Ends_with_the_scripts_exit_code()
    {
        (await RunAsync("  script: exit 7\n")).Fails("exit status 7", 1);
        (await RunAsync("  script: exit 0\n")).Passes();
    }

    [Fact]
    public async Task Ends_a_job_that_takes_too_long()
    {
        (await RunAsync("  timeout: 6 seconds\n  script: sleep 600\n")).Fails("took longer than", 1);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Reaches_a_service_by_its_alias_and_by_its_image()
    {
        var run = (await RunAsync($$"""
              services:
                - name: {{Image}}
                  alias: db
                  variables: { ANSWER: from-the-service }
                  command: ["sh", "-c", "while :; do echo $ANSWER | nc -l -p 5432; done"]
              script:
                - for try in $(seq 50); do nc db 5432 < /dev/null && break || sleep 0.1; done
                - for try in $(seq 50); do nc localhost-sallyport-test-busybox 5432 < /dev/null && break || sleep 0.1; done
            """)).Passes();
        Assert.Equal(3, run.Output.Split("from-the-service").Length);
    }

    [Fact]
    public async Task Runs_as_the_user_and_without_the_entrypoint_that_the_job_names()
    {
        var image = $"{{ name: {Image}, entrypoint: [ENTRY], docker: {{ user: '1000' }} }}";
        Task<Outcome> WithAsync(string entry) =>
            RunAsync("  script: [id -u, echo made > file, cat file]\n", image.Replace("ENTRY", entry, StringComparison.Ordinal));
        Assert.Contains("\n1000\n", (await WithAsync("''")).Passes().Output, StringComparison.Ordinal);
        (await WithAsync("cat")).Fails("its entrypoint does not run what it is given", 1);
    }

    [Fact]
    public async Task Says_what_to_do_about_an_image_that_is_not_there() =>
        (await RunAsync("  script: echo\n", "localhost/sallyport-test-missing:1")).Fails("the pull policy is never", 1);

    [Fact]
    public async Task Takes_artifacts_out_of_one_container_into_the_next()
    {
        var run = (await RunAsync($"""
              script: [mkdir out, echo made-inside > out/file]
              artifacts: {"{ paths: [out] }"}
            second:
              image: {Image}
              stage: deploy
              script: cat out/file
            """)).Passes();
        Assert.Contains("\nmade-inside\n", run.Output, StringComparison.Ordinal);
    }

    private async Task<Outcome> RunAsync(string rest, string image = Image)
    {
        var project = await GitProject.NewAsync(instance.Folder, $"job:\n  image: {image}\n{rest}");
        string[] command = ["run", "--executor", "container", "--pull-policy", "never"];
        return await instance.RunAsync(command, project.Folder, new Dictionary<string, string>(environment)
        {
            ["CALLERS_SECRET"] = "s3cret",
        });
    }

    private async Task NothingIsLeftAsync()
    {
        string[] list = ["pod", "ls", "--filter", "label=sallyport.runner", "--format", "{{.Name}}"];
        Assert.Equal("", (await Command.RunAsync("podman", list, null, environment)).Passes().Output.Trim());
    }
}
