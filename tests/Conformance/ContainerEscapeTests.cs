namespace Sallyport.Conformance;

/// <summary>What a job in a container leaves in its folders, and the runner outside reads or writes afterwards.</summary>
public sealed class ContainerEscapeTests(ContainerSite site) : IClassFixture<ContainerSite>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task C1_a_link_in_the_place_of_a_script_does_not_let_the_runner_write_elsewhere()
    {
        var target = await OutsideAsync("target");
        await site.RunAsync($"""
              script:
                - for folder in /tmp/sallyport-job-*/*; do mkdir -p $folder/sallyport || true; done
                - for folder in /tmp/sallyport-job-*/* /tmp/sallyport-job-*/*/sallyport; do busybox ln -sf {target} $folder/after_script.sh || true; done
              after_script: [echo overwritten]
            """);
        Assert.Equal("original", await File.ReadAllTextAsync(target, Cancel));
    }

    [Fact]
    [Trait("Passes", "C1")]
    public async Task A_job_writes_into_its_own_folders_and_after_script_finds_what_it_left()
    {
        var run = (await site.RunAsync("""
              script: [echo left > "$CI_PROJECT_DIR/file", echo left > "$TMPDIR/file"]
              after_script: [cat file "$TMPDIR/file" | sed 's/^/found /']
            """)).Passes();
        Assert.Equal(3, run.Output.Split("\nfound left").Length);
    }

    [Fact]
    public async Task A_project_that_the_script_has_removed_is_there_again_for_after_script()
    {
        var run = (await site.RunAsync("""
              script: [cd /, busybox rm -rf "$CI_PROJECT_DIR"]
              after_script: [echo made > file, ls]
            """)).Passes();
        Assert.Contains("\nfile\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C1_a_link_in_the_place_of_the_project_gives_no_file_of_this_machine_away()
    {
        var target = await OutsideAsync("secret.txt");
        var run = await site.RunAsync($"""
              script: [cd /, busybox rm -rf "$CI_PROJECT_DIR", busybox ln -s {Path.GetDirectoryName(target)} "$CI_PROJECT_DIR"]
              artifacts: {"{ paths: ['*.txt'] }"}
            """);
        run.Fails("the job has put a link in the place of its project's folder", 1);
        Assert.DoesNotContain("found 1", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C2_a_monitor_in_the_settings_of_the_jobs_repository_is_not_started()
    {
        var target = Path.Combine(Path.GetDirectoryName(await OutsideAsync("unused"))!, "started");
        var run = (await site.RunAsync($$"""
              script:
                - printf '[core]\n\tfsmonitor = "touch {{target}}; false"\n\tuntrackedCache = true\n' >> .git/config
                - echo x > untracked.txt
              artifacts: { untracked: true }
            """)).Passes();
        Assert.False(File.Exists(target), run.All);
    }

    [Fact]
    [Trait("Passes", "C2")]
    public async Task A_job_keeps_its_untracked_files()
    {
        var run = (await site.RunAsync("  script: echo x > new\n  artifacts: { untracked: true }\n")).Passes();
        Assert.Contains("201 Created", run.Output, StringComparison.Ordinal);
    }

    // The entrypoint runs before the script, and a repository that it has made would be the one that git then fills.
    [Fact]
    public async Task C2_an_entrypoint_does_not_run_before_the_sources_are_there()
    {
        const string plant = "mkdir -p /tmp/sallyport-job-*/builds/mygroup/myproject/.git; ls -d /tmp/sallyport-job-*/builds/mygroup/myproject/.gitlab-ci.yml > /tmp/seen; exec sleep 60";
        var image = $"{{ name: {site.Image}, entrypoint: [sh, -c, '{plant}'] }}";
        (await site.RunAsync("  script: grep gitlab-ci.yml /tmp/seen\n", image)).Passes();
    }

    [Theory]
    [InlineData("dir:/etc")]
    [InlineData("oci-archive:/etc/passwd")]
    [InlineData("containers-storage:localhost/x")]
    public async Task C3_a_name_that_leads_to_files_of_this_machine_is_no_image(string name) =>
        (await site.RunAsync("  script: echo\n", $"'{name}'")).Fails("this is no name of an image", 1);

    [Fact]
    [Trait("Passes", "C3")]
    public async Task A_name_with_a_host_and_a_version_is_an_image() => (await site.RunAsync("  script: echo\n")).Passes();

    private async Task<string> OutsideAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(site.Folder, $"outside-{Guid.CreateVersion7():N}")).FullName;
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, "original", Cancel);
        return path;
    }
}
