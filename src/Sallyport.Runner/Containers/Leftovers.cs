namespace Sallyport.Runner.Containers;

/// <summary>Pods whose runner was killed before it could remove them. Their names have the runner's mark.</summary>
internal static class Leftovers
{
    /// <summary>The label of each pod of a runner.</summary>
    public const string Label = "sallyport.runner";

    private const string Beginning = "sallyport-";

    /// <summary>How the names of this process's pods begin.</summary>
    public static string Prefix => Beginning + RunnerMark.Own;

    /// <summary>Removes the pods of runners that are gone.</summary>
    public static async Task RemoveAsync(Engine engine, CancellationToken cancel)
    {
        var listed = await engine.AskAsync(cancel, "pod", "ls", "--filter", $"label={Label}", "--format", "{{.Name}}");
        if (!listed.IsDone)
            return;
        foreach (var pod in listed.Output.Split('\n').Where(p => RunnerMark.IsOfGone(p, Beginning)))
            await engine.AskAsync(cancel, "pod", "rm", "-f", "-t", "0", pod);
    }
}
