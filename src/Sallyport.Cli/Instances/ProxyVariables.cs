namespace Sallyport.Cli.Instances;

/// <summary>The proxy variables of the surroundings; of the two spellings the upper one wins.</summary>
internal static class ProxyVariables
{
    /// <summary>The proxy for https; null when there is none.</summary>
    public static string? HttpsProxy => Variable("HTTPS_PROXY") ?? Variable("https_proxy");

    /// <summary>The hosts of both spellings that need no proxy; null when there are none.</summary>
    public static string? NoProxy
    {
        get
        {
            var both = string.Join(',', new[] { Variable("NO_PROXY"), Variable("no_proxy") }.OfType<string>());
            return both.Length == 0 ? null : both;
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
