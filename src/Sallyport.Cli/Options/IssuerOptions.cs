using System.CommandLine;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Options;

/// <summary>How external issuers may be reached: private addresses, and certificates to trust.</summary>
internal static class IssuerOptions
{
    /// <summary>Hosts that may have a private address.</summary>
    public static Option<string[]> Private { get; } = new("--private-issuer")
    {
        Description = "An issuer host that may have a private or loopback address (repeatable)",
        HelpName = "HOST[:PORT]",
        DefaultValueFactory = _ => [],
        Validators = { r => RequireHosts(r.Tokens.Select(t => t.Value), r.AddError) },
    };

    /// <summary>CA certificates of issuers.</summary>
    public static Option<FileInfo> Ca { get; } = new Option<FileInfo>("--issuer-ca")
    {
        Description = "CA certificates (PEM) to trust for issuers, besides those of the system",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    private static void RequireHosts(IEnumerable<string> values, Action<string> addError)
    {
        foreach (var value in values.Where(value => !IsHost(value)))
            addError($"--private-issuer takes HOST or HOST:PORT, not '{value}'.");
    }

    private static bool IsHost(string text) =>
        HttpsUrl.Read($"https://{text}/") is { PathAndQuery: "/", Fragment: "" };
}
