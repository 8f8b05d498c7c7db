using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sallyport.ExplainTool;

/// <summary>Which of the tool's options go together: an option that would be ignored is refused.</summary>
internal static class ToolCombinations
{
    private const string NothingToExplain =
        "Say what to explain: one of --token, --token-file, --token-env, --claims, --error or --expression.";

    /// <summary>What is wrong with the command line; null when nothing is.</summary>
    public static string? Refuse(CommandResult result, Option<string?> clientId)
    {
        Option[] all =
        [
            .. PresentedOptions.All, CredentialFile.Credentials, clientId, ErrorReport.Error,
            ExpressionReport.Expression, ExpressionReport.Issuer,
        ];
        if (all.Any(o => LacksValue(result, o)))
            return null;
        var presented = PresentedOptions.All.Count(o => IsGiven(result, o));
        if (IsGiven(result, ErrorReport.Error))
            return RefuseError(result, clientId, presented);
        if (IsGiven(result, ExpressionReport.Expression))
            return RefuseExpression(result, presented);
        if (presented != 1)
            return NothingToExplain;
        if (IsGiven(result, ExpressionReport.Issuer))
            return "--issuer goes with --expression.";
        if (!IsGiven(result, CredentialFile.Credentials))
            return "Say what to compare with: --credentials FILE.";
        if (PresentedOptions.RefuseStdinTwice(result) is { } refusal)
            return refusal;
        return result.GetValue(clientId) is { } id ? ClientCheck.RefuseName("--client-id", id) : null;
    }

    /// <summary>
    /// Whether an option is given without the value that it needs. The parser says so itself, and its value must not
    /// be asked for.
    /// </summary>
    public static bool LacksValue(CommandResult result, Option option) =>
        result.GetResult(option) is { Implicit: false } given
        && given.Tokens.Count < option.Arity.MinimumNumberOfValues;

    private static string? RefuseError(CommandResult result, Option<string?> clientId, int presented)
    {
        Option[] others = [clientId, ExpressionReport.Expression, ExpressionReport.Issuer];
        var isAlone = presented == 0 && !others.Any(o => IsGiven(result, o));
        return isAlone ? ErrorReport.Refuse(result) : "--error goes with --credentials alone.";
    }

    private static string? RefuseExpression(CommandResult result, int presented)
    {
        if (!IsGiven(result, ExpressionReport.Issuer))
            return "--expression needs --issuer: what an expression may test depends on it.";
        var isAlone = presented == 0 || (presented == 1 && IsGiven(result, PresentedOptions.Claims));
        return isAlone && !IsGiven(result, CredentialFile.Credentials)
            ? null
            : "--expression goes with --issuer and --claims alone.";
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
