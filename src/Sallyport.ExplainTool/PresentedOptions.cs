using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Sallyport.Explain;
using Sallyport.ExplainTool.Output;
using Sallyport.Core.Wire;
using Sallyport.Explain.Brought;

namespace Sallyport.ExplainTool;

/// <summary>
/// What is presented: a token from an argument, a file or a variable, or claims that somebody has decoded.
/// </summary>
internal static class PresentedOptions
{
    /// <summary>The token itself.</summary>
    public static readonly Option<string?> Token = new("--token")
    {
        Description = "The ID token; other users of this machine may see it, so prefer one of the next two",
        HelpName = "TOKEN",
    };

    /// <summary>A file with the token.</summary>
    public static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "A file with the ID token, or - for stdin",
        HelpName = "FILE",
    };

    /// <summary>A variable with the token.</summary>
    public static readonly Option<string?> TokenEnv = new("--token-env")
    {
        Description = "The name of an environment variable with the ID token",
        HelpName = "NAME",
    };

    /// <summary>A file with decoded claims.</summary>
    public static readonly Option<string?> Claims = new("--claims")
    {
        Description =
            "A file with decoded claims (JSON), or - for stdin; their times do not count. " +
            "The middle part of a token, a token or a log with either will do",
        HelpName = "FILE",
    };

    /// <summary>Whether each credential is shown.</summary>
    public static readonly Option<bool> ShowAll = new("--all")
    {
        Description = "Show what each credential says, not the nearest alone",
    };

    /// <summary>The options of which exactly one is given.</summary>
    public static IReadOnlyList<Option<string?>> All { get; } = [Token, TokenFile, TokenEnv, Claims];

    /// <summary>What is wrong where two files are stdin; null when nothing is.</summary>
    public static string? RefuseStdinTwice(CommandResult result) =>
        InputText.RefuseStdinTwice(result, CredentialFile.Credentials, Claims, TokenFile);

    /// <summary>Reads what the command line presents.</summary>
    public static async Task<Presented> ReadAsync(ParseResult command, CancellationToken cancel)
    {
        if (command.GetValue(Claims) is { } file)
            return await ReadBroughtAsync(file, cancel);
        return new Presented(null, await ReadTokenAsync(command, cancel), null);
    }

    /// <summary>The claims of a file.</summary>
    public static async Task<JsonElement> ReadClaimsAsync(string file, CancellationToken cancel)
    {
        var presented = await ReadBroughtAsync(file, cancel);
        return presented.Claims ?? BroughtText.ClaimsOf(presented.Token!) ?? throw NoClaims(file);
    }

    // Whoever names claims means what the token says, and not how the text came.
    private static async Task<Presented> ReadBroughtAsync(string file, CancellationToken cancel)
    {
        var text = await InputText.ReadAsync("--claims", file, cancel);
        var brought = BroughtText.Read(text);
        if (brought.Token is null && brought.Claims is null)
            return new Presented(
                null, null, StrictJson.ReadObject(Encoding.UTF8.GetBytes(text)) ?? throw NoClaims(file));
        var around = brought.Wrappings.Where(w => w.Kind is not (WrappingKind.Decoded or WrappingKind.WhiteSpace));
        return new Presented(null, brought.Token, brought.Claims) { Around = [.. around] };
    }

    private static CommandFailedException NoClaims(string file) => new(
        ExitCodes.Usage,
        $"--claims: {file} is not a JSON object and has none in it; it must hold the decoded claims of a token");

    private static async Task<string> ReadTokenAsync(ParseResult command, CancellationToken cancel)
    {
        if (command.GetValue(TokenFile) is { } file)
            return BroughtText.OfFile(await InputText.ReadWholeAsync("--token-file", file, cancel));
        if (command.GetValue(TokenEnv) is not { } name)
            return command.GetValue(Token) ?? "";
        if (!name.StartsWith('$'))
            return Environment.GetEnvironmentVariable(name) ?? "";
        var bare = name.Trim('$', '{', '}');
        throw new CommandFailedException(
            ExitCodes.Usage, $"--token-env takes the name of a variable, without $: --token-env {bare}");
    }
}
