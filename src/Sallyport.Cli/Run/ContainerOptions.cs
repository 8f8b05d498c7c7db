using System.CommandLine;

namespace Sallyport.Cli.Run;

/// <summary>What the command line says of the jobs' containers.</summary>
/// <param name="Image">The image of a job that names none, or null.</param>
/// <param name="PullPolicy">When images are pulled, in GitLab Runner's words.</param>
/// <param name="Volumes">Folders of this machine, as <c>FROM:TO:ro</c>.</param>
internal sealed record ContainerOptions(string? Image, string PullPolicy, IReadOnlyList<string> Volumes)
{
    /// <summary>Reads it; null when the jobs run on this machine.</summary>
    public static ContainerOptions? Of(ParseResult command)
    {
        if (command.GetValue(RunOptions.Executor) != "container")
            return null;
        var volumes = command.GetValue(RunOptions.Volume) ?? [];
        return new ContainerOptions(
            command.GetValue(RunOptions.Image), command.GetValue(RunOptions.PullPolicy)!, volumes);
    }
}
