using System.CommandLine;
using System.Text;
using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Explain;

/// <summary>What is presented: a token from an argument, a file or a variable, or claims that somebody has decoded.</summary>
internal static class PresentedOptions
{
    /// <summary>The token itself.</summary>
    public static readonly Option<string?> Token = new("--token") { Description = "The ID token; others on this machine may see it, so prefer one of the next two", HelpName = "TOKEN" };

    /// <summary>A file with the token.</summary>
    public static readonly Option<string?> TokenFile = new("--token-file") { Description = "A file with the ID token; - for stdin", HelpName = "FILE" };

    /// <summary>A variable with the token.</summary>
    public static readonly Option<string?> TokenEnv = new("--token-env") { Description = "An environment variable with the ID token", HelpName = "NAME" };

    /// <summary>A file with decoded claims.</summary>
    public static readonly Option<string?> Claims = new("--claims") { Description = "A file with decoded claims (JSON); - for stdin. Their time is not looked at", HelpName = "FILE" };

    /// <summary>A job of the repository's CI file.</summary>
    public static readonly Option<string?> Job = new("--job") { Description = "A job of .gitlab-ci.yml: the claims that a real GitLab would give it", HelpName = "NAME" };

    /// <summary>All of them: each excludes the others.</summary>
    public static IReadOnlyList<Option<string?>> All { get; } = [Token, TokenFile, TokenEnv, Claims, Job];

    /// <summary>Reads what the command line presents, <see cref="Job"/> aside.</summary>
    public static async Task<Presented> ReadAsync(ParseResult command, CancellationToken cancel) => command.GetValue(Claims) is { } claims
        ? new Presented(null, null, await ReadClaimsAsync(claims, cancel))
        : new Presented(null, await ReadTokenAsync(command, cancel), null);

    /// <summary>The claims of a file.</summary>
    public static async Task<JsonElement> ReadClaimsAsync(string file, CancellationToken cancel) =>
        StrictJson.ReadObject(Encoding.UTF8.GetBytes(await InputText.ReadAsync("--claims", file, cancel)))
            ?? throw new CommandFailedException(ExitCodes.Usage, $"--claims: {file} is no JSON object; it must hold the decoded claims of a token");

    private static async Task<string> ReadTokenAsync(ParseResult command, CancellationToken cancel)
    {
        if (command.GetValue(TokenFile) is { } file)
            return TokenText.OfFile(await InputText.ReadWholeAsync("--token-file", file, cancel));
        if (command.GetValue(TokenEnv) is not { } name)
            return command.GetValue(Token) ?? "";
        if (name.StartsWith('$'))
            throw new CommandFailedException(ExitCodes.Usage, $"--token-env takes the name of a variable, without $: --token-env {name.Trim('$', '{', '}')}");
        return Environment.GetEnvironmentVariable(name) ?? "";
    }
}
