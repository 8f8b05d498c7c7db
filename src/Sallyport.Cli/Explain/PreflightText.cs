using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;


namespace Sallyport.Cli.Explain;

/// <summary>Draws a <see cref="Preflight"/> for a terminal: each credential, the nearest first, then cause, codes and mend.</summary>
internal static class PreflightText
{
    /// <summary>Draws it.</summary>
    public static void Write(Preflight verdict, ExplanationText text, RuleSet rules)
    {
        if (verdict.Matches)
            text.WriteMatch($"would match: {verdict.Compared[0].Credential!.Name}");
        else if (verdict.IsUndecided)
            text.WriteWarning($"cannot be told from here: {verdict.Compared[0].Credential!.Name} would match if what is not known here fits");
        else
            text.WriteRefusal($"{Refusal(verdict, rules).Code} would be the answer ({rules.Name})");
        foreach (var credential in verdict.Compared)
            text.WriteComparison(credential);
        if (verdict.Cause is { } cause)
            text.WriteCause(cause, verdict.In2026!.Code, verdict.In2024!.Code, verdict.IsUndecided ? ", if it does not fit" : "");
        if (verdict.Warning is { } warning)
            text.WriteWarning(warning);
        foreach (var advice in verdict.Lint)
            text.Labelled("advice", advice);
    }

    private static AadstsRefusal Refusal(Preflight verdict, RuleSet rules) => rules.LegacyNoMatch ? verdict.In2024! : verdict.In2026!;
}
