namespace Sallyport.Core.Tests;

/// <summary>
/// How many cases a property is tried with: a million with SALLYPORT_FULL_TESTS=1, few with 0, as mutation testing wants it, and a tenth in
/// the fast suites.
/// </summary>
internal static class PropertySize
{
    private static readonly string? Full = Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS");
    private static readonly bool IsFast = Environment.GetEnvironmentVariable("SALLYPORT_FAST_TESTS") == "1";

    /// <summary>One case of so many is tried of a list that has an end.</summary>
    public static int Stride => (Full, IsFast) switch
    {
        ("0", _) => 13,
        (null, true) => 7,
        _ => 1,
    };

    public static long Of(long usual) => (Full, IsFast) switch
    {
        ("1", _) => 1_000_000,
        ("0", _) => usual / 50,
        (_, true) => usual / 10,
        _ => usual,
    };
}
