namespace Sallyport.Cli.Run;

/// <summary>What the command line says of the jobs' containers.</summary>
/// <param name="Image">The image of a job that names none, or null.</param>
/// <param name="PullPolicy">When images are pulled, in GitLab Runner's words.</param>
/// <param name="Volumes">Folders of this machine, as <c>FROM:TO:ro</c>.</param>
internal sealed record ContainerOptions(string? Image, string PullPolicy, IReadOnlyList<string> Volumes);
