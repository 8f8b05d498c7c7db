namespace Sallyport.Runner.Containers;

/// <summary>
/// Gets the images of a job, by the first pull policy that the job names or else the runner's. Source: "Configure how
/// runners pull images" in GitLab Runner's documentation.
/// </summary>
internal sealed class Images(Engine engine, RunnerSettings settings, JobLog log)
{
    // Before a colon they tell podman to read files of this machine, or another engine's images.
    private static readonly string[] Transports =
    [
        "containers-storage", "dir", "docker-archive", "docker-daemon", "oci", "oci-archive", "ostree", "sif",
        "tarball",
    ];

    /// <summary>Sees that an image is there.</summary>
    /// <returns>Why it is not; null if it is.</returns>
    public async Task<JobResult?> GetAsync(string name, JobImage image, CancellationToken cancel)
    {
        var isLocal = name.Contains(':', StringComparison.Ordinal)
            && Transports.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase);
        if (name.Length == 0 || name.StartsWith('-') || isLocal)
            return Failed(name, "this is no name of an image");
        var policy = image.PullPolicy is [var own, ..] ? own : settings.PullPolicy;
        var isThere = policy != "always" && (await engine.AskAsync(cancel, "image", "exists", name)).IsDone;
        if (isThere || cancel.IsCancellationRequested)
            return null;
        if (policy == "never")
            return Failed(
                name, "it is not on this machine and the pull policy is never; pull or build it, or set --pull-policy");
        await log.LineAsync($"Pulling image {name} ...");
        string[] platform = image.Platform is { } wanted ? ["--platform", wanted] : [];
        var pulled = await engine.AskAsync(cancel, ["pull", "--quiet", .. platform, name]);
        if (pulled.IsDone || cancel.IsCancellationRequested)
            return null;
        return Failed(name, $"{pulled.Errors}; check its name, the network and podman login");
    }

    private static JobResult Failed(string name, string reason) => new(
        JobState.Failed, "image_pull_failure", null, $"ERROR: Job failed: failed to pull image \"{name}\": {reason}");
}
