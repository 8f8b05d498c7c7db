namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// How much a configuration may come to. A few lines can name a long text a thousand times, so every step that writes
/// something out, or goes through something again, takes from a budget first. It is counted in characters
/// (<see cref="YamlNode.Weight"/>). GitLab bounds the same: <c>max_yaml_size_bytes</c> and
/// <c>ci_max_total_yaml_size_bytes</c>, "Application settings API", GitLab documentation.
/// </summary>
/// <param name="maximum">How much there is.</param>
/// <param name="cancel">Ends the work, when the one who asked for it has left.</param>
internal sealed class Budget(long maximum, CancellationToken cancel)
{
    /// <summary>What a whole configuration may have, every include, input and alias written out.</summary>
    public const long Whole = 8 * 1024 * 1024;

    /// <summary>GitLab's sentence when there is no more.</summary>
    public const string Exceeded = "The parsed YAML is too big";

    private long used;

    /// <summary>Takes some; false when there is not as much.</summary>
    public bool Take(long weight)
    {
        cancel.ThrowIfCancellationRequested();
        used += weight;
        return used <= maximum;
    }
}
