namespace Sallyport.Core.Tests;

/// <summary>How many cases a property is tried with: a million with SALLYPORT_FULL_TESTS=1, few with 0, as mutation testing wants it.</summary>
internal static class PropertySize
{
    /// <summary>One case of so many is tried of a list that has an end.</summary>
    public static int Stride => Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS") == "0" ? 13 : 1;

    public static long Of(long usual) => Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS") switch
    {
        "1" => 1_000_000,
        "0" => usual / 50,
        _ => usual,
    };
}
