using System.CommandLine;
using System.CommandLine.Parsing;
using Sallyport.Cli.Options;

namespace Sallyport.Cli.Explain;

/// <summary>Which options go together: an option that would be ignored is refused.</summary>
internal static class Combinations
{
    private const string NothingToExplain =
        "Say what to explain: --last for the newest refused sign-in, or one of --token, --token-file, --token-env, " +
        "--claims, --error, --job or --expression.";

    private static readonly Option[] OfPresented =
    [
        CredentialFile.Credentials, CredentialOptions.App, CredentialOptions.ClientId,
        LiveCheck.Live, .. LiveCheck.OfThisMachine,
        ExplainCommand.Rules, PresentedOptions.ShowAll,
    ];

    /// <summary>What each form of the command takes besides itself. The first that is given decides the form.</summary>
    private static readonly (Option Form, Option[] Takes)[] Forms =
    [
        (ExplainCommand.Last, [CredentialOptions.App]),
        (ExpressionReport.Expression, [ExpressionReport.Issuer, PresentedOptions.Claims]),
        (RealJobOptions.Job, [.. OfPresented, .. RealJobOptions.All]),
        (ErrorReport.Error, [CredentialFile.Credentials, PresentedOptions.ShowAll]),
        (PresentedOptions.Claims, OfPresented),
        (PresentedOptions.Token, OfPresented),
        (PresentedOptions.TokenFile, OfPresented),
        (PresentedOptions.TokenEnv, OfPresented),
    ];

    /// <summary>All options that belong to some forms and not to others, as <c>--help</c> lists them.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        ExplainCommand.Last,
        .. PresentedOptions.All,
        RealJobOptions.Job,
        .. RealJobOptions.All,
        .. OfPresented,
        ErrorReport.Error,
        ExpressionReport.Expression, ExpressionReport.Issuer,
    ];

    /// <summary>The same for people: what somebody has, what it is compared with, and how.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new(
            "What you have, one of",
            [ErrorReport.Error, .. PresentedOptions.All, RealJobOptions.Job, ExplainCommand.Last]),
        new("What to compare it with", CredentialOptions.All),
        new("The issuer, asked now", [LiveCheck.Live, .. LiveCheck.OfThisMachine]),
        new("With --job", RealJobOptions.All),
        new("An expression alone", [ExpressionReport.Expression, ExpressionReport.Issuer]),
    ];

    /// <summary>What is wrong with the command line; null when nothing is.</summary>
    public static string? Refuse(CommandResult result)
    {
        var given = All.Where(o => IsGiven(result, o)).ToList();
        if (given.Exists(o => ToolCombinations.LacksValue(result, o)))
            return null;
        var (form, takes) = Forms.FirstOrDefault(f => given.Contains(f.Form));
        if (form is null)
            return NothingToExplain;
        var stray = given.Where(o => o != form && !takes.Contains(o)).ToList();
        if (Forms.Any(f => stray.Contains(f.Form)))
            return NothingToExplain;
        if (stray.Count > 0)
            return $"{form.Name} does not go with {string.Join(", ", stray.Select(o => o.Name))}.";
        if (form == ExplainCommand.Last)
            return RefuseLast(result);
        if (form == ErrorReport.Error)
            return ErrorReport.Refuse(result);
        return form == ExpressionReport.Expression ? RefuseExpression(result) : RefusePresented(result);
    }

    private static string? RefuseLast(CommandResult result)
    {
        var app = result.GetValue(CredentialOptions.App);
        return app is null ? null : ClientCheck.RefuseName("--app", app);
    }

    private static string? RefuseExpression(CommandResult result) => IsGiven(result, ExpressionReport.Issuer)
        ? null
        : "--expression needs --issuer: what an expression may test depends on it.";

    private static string? RefusePresented(CommandResult result)
    {
        if (IsGiven(result, RealJobOptions.Ref) && IsGiven(result, RealJobOptions.Tag))
            return "Name a branch with --ref or a tag with --tag, not both.";
        return PresentedOptions.RefuseStdinTwice(result)
            ?? CredentialOptions.Refuse(result)
            ?? RefuseOfThisMachine(result);
    }

    private static string? RefuseOfThisMachine(CommandResult result)
    {
        if (LiveCheck.OfThisMachine.FirstOrDefault(o => IsGiven(result, o)) is not { } option)
            return null;
        if (!result.GetValue(LiveCheck.Live))
            return $"{option.Name} goes with --live.";
        return IsGiven(result, CredentialFile.Credentials)
            ? null
            : $"{option.Name} goes with --credentials: " +
              "the instance verifies with the settings that it was started with.";
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
