using System.Diagnostics;

namespace Sallyport.Server.Tests.Http;

/// <summary>What only root may do: give files away, and mount. CI runs as root and forbids skips.</summary>
internal static class Root
{
    /// <summary>A user that is not us.</summary>
    public const string Stranger = "65534";

    /// <summary>Skips the test when we are not root.</summary>
    public static void Require() =>
        Assert.SkipUnless(Environment.UserName == "root", "needs root: it gives files to another user, or mounts");

    /// <summary>Runs a program to its end.</summary>
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }
}
