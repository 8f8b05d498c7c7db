using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sallyport.Cli.Explain;

/// <summary>Which options go together: an option that would be ignored is refused.</summary>
internal static class Combinations
{
    private static readonly Option[] Counterparts = [CredentialOptions.Credentials, CredentialOptions.App, CredentialOptions.ClientId];

    private static readonly Option[] OfPresented = [.. Counterparts, LiveCheck.Live, .. LiveCheck.OfThisMachine, ExplainCommand.Rules];

    /// <summary>What each form of the command takes besides itself. The first that is given decides the form.</summary>
    private static readonly (Option Form, Option[] Takes)[] Forms =
    [
        (ExplainCommand.Last, [CredentialOptions.App]),
        (ExpressionReport.Expression, [ExpressionReport.Issuer, PresentedOptions.Claims]),
        (PresentedOptions.Job, [.. OfPresented, .. RealJobOptions.All]),
        (PresentedOptions.Claims, OfPresented),
        (PresentedOptions.Token, OfPresented),
        (PresentedOptions.TokenFile, OfPresented),
        (PresentedOptions.TokenEnv, OfPresented),
    ];

    /// <summary>All options that belong to some forms and not to others, as <c>--help</c> lists them.</summary>
    public static IReadOnlyList<Option> All { get; } =
        [ExplainCommand.Last, .. PresentedOptions.All, .. RealJobOptions.All, .. OfPresented, ExpressionReport.Expression, ExpressionReport.Issuer];

    /// <summary>What is wrong with the command line; null when nothing is.</summary>
    public static string? Refuse(CommandResult result)
    {
        bool Given(Option option) => result.GetResult(option) is { Implicit: false };
        var (form, takes) = Forms.FirstOrDefault(f => Given(f.Form));
        var stray = All.Where(o => o != form && Given(o) && takes?.Contains(o) != true).ToList();
        if (form is null || Forms.Any(f => stray.Contains(f.Form)))
            return "Say what to explain: --last for the newest refused sign-in, or one of --token, --token-file, --token-env, --claims, --job, or --expression.";
        if (stray.Count > 0)
            return $"{form.Name} does not go with {string.Join(", ", stray.Select(o => o.Name))}.";
        return form == ExpressionReport.Expression ? Given(ExpressionReport.Issuer) ? null : "--expression needs --issuer: what an expression may test depends on it."
            : form == ExplainCommand.Last ? result.GetValue(CredentialOptions.App) is { } app ? CredentialOptions.Refuse("--app", app) : null
            : Given(RealJobOptions.Ref) && Given(RealJobOptions.Tag) ? "Name a branch with --ref or a tag with --tag, not both."
            : Given(CredentialOptions.Credentials) && IsStdin(result, CredentialOptions.Credentials) && (IsStdin(result, PresentedOptions.Claims) || IsStdin(result, PresentedOptions.TokenFile))
                ? "Only one file can be read from stdin (-)."
            : CredentialOptions.Refuse(result) ?? LiveCheck.OfThisMachine.Where(Given).Select(RefuseOfThisMachine(result)).FirstOrDefault(r => r is not null);
    }

    private static Func<Option, string?> RefuseOfThisMachine(CommandResult result) => option =>
        !result.GetValue(LiveCheck.Live) ? $"{option.Name} goes with --live."
        : result.GetValue(CredentialOptions.Credentials) is null ? $"{option.Name} goes with --credentials: the instance verifies with the settings that it was started with."
        : null;

    private static bool IsStdin(CommandResult result, Option<string?> option) => result.GetValue(option) == "-";
}
