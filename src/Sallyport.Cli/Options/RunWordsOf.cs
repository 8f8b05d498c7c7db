using System.CommandLine;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Options;

/// <summary>The words of a command line, for a command that repeats it.</summary>
internal static class RunWordsOf
{
    private const string Variable = "--variable";

    /// <summary>Of an argument that was given.</summary>
    public static IEnumerable<string> Argument(ParseResult command, Argument argument) =>
        command.GetResult(argument)?.Tokens.Select(t => ShellText.Quote(t.Value)) ?? [];

    /// <summary>
    /// Of the options that were given, each with its value as one. What a variable is set to may be a secret, so that
    /// a log must not repeat it.
    /// </summary>
    public static IEnumerable<string> Options(ParseResult command, IEnumerable<Option> options) =>
        options.SelectMany(option => Option(command, option));

    private static IEnumerable<string> Option(ParseResult command, Option option)
    {
        if (command.GetResult(option) is not { Implicit: false } given)
            return [];
        if (given.Tokens.Count == 0)
            return [option.Name];
        return given.Tokens.Select(t => $"{option.Name} {ValueOf(option, t.Value)}");
    }

    private static string ValueOf(Option option, string value) => option.Name == Variable
        ? $"{ShellText.Quote(value.Split('=')[0])}=…"
        : ShellText.Quote(value);
}
