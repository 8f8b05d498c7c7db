using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sallyport.Core.Tests.Signing;

namespace Sallyport.Server.Tests;

/// <summary>The RSA keys of tests. Making one takes a fifth of a second, so each is made once and never disposed of.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentDictionary<(string Name, int Bits), Lazy<RSA>> Known = new();
    private static readonly ConcurrentBag<RSA> Spare = [];

    /// <summary>The key of a name; signing with it is safe from several threads.</summary>
    public static RSA Named(string name, int bits = 2048) =>
        Known.GetOrAdd((name, bits), _ => new Lazy<RSA>(() => Made(bits))).Value;

    /// <summary>A key that nobody else has until it is put back, and that has no name.</summary>
    public static RSA Take() => Spare.TryTake(out var key) ? key : Made(2048);

    public static void PutBack(RSA key) => Spare.Add(key);

    // .NET makes a key when it is first used, and that is not safe from several threads.
    private static RSA Made(int bits)
    {
        var key = MadeRsaKey.Create(bits);
        key.ExportParameters(includePrivateParameters: false);
        return key;
    }
}
