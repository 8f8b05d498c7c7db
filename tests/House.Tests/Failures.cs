namespace Sallyport.House.Tests;

/// <summary>Fails a test with one line for each thing found.</summary>
internal static class Failures
{
    public static void None(IEnumerable<string> found)
    {
        var lines = found.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{lines.Count} found:\n{string.Join('\n', lines)}");
    }
}
