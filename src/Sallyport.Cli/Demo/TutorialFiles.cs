namespace Sallyport.Cli.Demo;

/// <summary>
/// The tutorial's files, as it prints them (<c>samples/tutorial</c>), and what stands for its placeholders.
/// </summary>
internal static class TutorialFiles
{
    /// <summary>The project that the demo plays.</summary>
    public const string Project = "mygroup/myproject";

    /// <summary>The branch of the exact credential.</summary>
    public const string Branch = "main";

    /// <summary>A file with its placeholders.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(TutorialFiles).Assembly.GetManifestResourceStream($"tutorial/{name}")
            ?? throw new ArgumentException($"There is no tutorial file '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Fills the placeholders in.</summary>
    public static string Fill(string text, Guid tenantId, Guid subscriptionId, string clientId) => text
        .Replace("<mygroup>/<myproject>", Project, StringComparison.Ordinal)
        .Replace("<branch>", Branch, StringComparison.Ordinal)
        .Replace("<tenant-id>", tenantId.ToString(), StringComparison.Ordinal)
        .Replace("<subscription-id>", subscriptionId.ToString(), StringComparison.Ordinal)
        .Replace("<client-id>", clientId, StringComparison.Ordinal);
}
