using System.Collections.Frozen;

namespace Sallyport.Core.Entra.Rules;

/// <summary>
/// The codes that the service's look-up page (<c>/error?code=</c>) has more to say about: only their answers name it
/// as <c>error_uri</c>. These were seen with it, or are of a family that was; the others were seen without, or never.
/// Source: "Microsoft Entra authentication and authorization error codes", and bodies in public reports.
/// </summary>
public static class ErrorPages
{
    private static readonly FrozenSet<int> Known = FrozenSet.ToFrozenSet(
    [
        50034, 50126, 700082, 70011, 70016, 70021, 70023, 90002, 90014, 500011,
        700016, 700021, 700024, 700027, 700211, 700212, 700213,
        5002723, 5002738, 7000215, 7000216, 7000222, 7000229, 7000274, 7002131, 7002138,
    ]);

    /// <summary>Whether the page knows the code.</summary>
    public static bool Has(int number) => Known.Contains(number);
}
