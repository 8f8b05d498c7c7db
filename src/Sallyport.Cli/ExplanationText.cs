using System.Text.RegularExpressions;
using Sallyport.Cli.Explain;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using static Sallyport.Cli.TerminalText;

namespace Sallyport.Cli;

/// <summary>Draws explanations for a terminal: presented above expected, the first difference marked, then the cause and what mends it.</summary>
/// <param name="output">Where to.</param>
/// <param name="colour">Whether in colours.</param>
/// <param name="clientId">The application's client id, where the command line says it.</param>
internal sealed partial class ExplanationText(TextWriter output, bool colour, string? clientId = null)
{
    private const int Indent = 23;

    /// <summary>Draws one record.</summary>
    public void Write(SignInRecord record)
    {
        output.WriteLine($"{Red($"✗ AADSTS{record.ErrorCode}")} {Visible(record.AppDisplayName ?? record.AppId ?? "")}, {record.CreatedDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        if (record.Explanation is not { } explanation)
        {
            output.WriteLine($"  {Visible(record.FailureReason ?? "")}");
            return;
        }
        if (explanation.Nearest is null)
            output.WriteLine("  The application has no federated identity credential.");
        else
            output.WriteLine($"  nearest credential: {Visible(explanation.Nearest.Name)}");
        WriteClaims(explanation);
        Labelled("cause", explanation.Cause);
        Labelled("fault", explanation.Side is { } side ? FaultOf(side) : null);
        var (in2026, in2024) = RecordedMatch.CodesOf(record);
        Labelled("code", CodesOf(in2026, in2024));
        WriteMend(explanation.Mend, explanation.MendCommand);
        WriteMend(explanation.OtherMend, explanation.OtherMendCommand);
    }

    /// <summary>The headline of what would be refused.</summary>
    public void WriteRefusal(string headline) => output.WriteLine($"{Red("✗")} {Visible(headline)}");

    /// <summary>The headline of what would match.</summary>
    public void WriteMatch(string headline) => output.WriteLine($"{Green("✓")} {Visible(headline)}");

    /// <summary>Draws what is presented beside one credential.</summary>
    public void WriteComparison(CredentialMatch match)
    {
        output.WriteLine($"  credential: {Visible(match.Credential!.Name)}");
        WriteClaims(Explanation.Of(match, match.Credential.ApplicationId, null));
    }

    /// <summary>Draws a likely cause, whose fault it is, the codes, and its mends.</summary>
    public void WriteCause(LikelyCause cause, string in2026, string in2024, string condition = "")
    {
        Labelled("cause", cause.Cause);
        Labelled("fault", FaultOf(cause.Side.ToString().ToLowerInvariant()));
        Labelled("code", CodesOf(in2026, in2024) + condition);
        WriteMend(cause.Mend.Text, cause.Mend.Command);
        WriteMend(cause.Other?.Text, cause.Other?.Command);
    }

    /// <summary>What mends it, and the command; nothing without a text.</summary>
    public void WriteMend(string? text, string? command)
    {
        if (command is not null && ObjectId().IsMatch(command))
            Labelled("first", "Set objectId, as the list of credentials does not say it" + (clientId is null ? "; appId is the application's client id:" : ":"),
                $"objectId=$(az ad app show --id {(clientId is null ? "\"$appId\"" : ShellText.Quote(clientId))} --query id --output tsv)");
        Labelled("mend", text, command);
    }

    /// <summary>A line with a label in front, and a command below it; nothing without a text.</summary>
    public void Labelled(string label, string? text, string? command = null)
    {
        if (text is not null)
            output.WriteLine($"  {label,-10}{Visible(text)}");
        foreach (var line in command?.Split('\n') ?? [])
            output.WriteLine($"  {"",-10}{Bold(Visible(line))}");
    }

    /// <summary>A line as it is.</summary>
    public void Plain(string line) => output.WriteLine(Visible(line));

    /// <summary>Draws the warning of a sign-in that passed under old rules.</summary>
    public void WriteWarning(string warning) => output.WriteLine($"{Yellow("! warning")} {Visible(warning)}");

    private void WriteClaims(Explanation explanation)
    {
        var (presented, nearest) = (explanation.Presented, explanation.Nearest);
        Compare("issuer", presented.Issuer, nearest?.Issuer, explanation.Stage == "issuer" ? explanation.Difference : null);
        Compare("audience", presented.Audience, nearest?.Audience, explanation.Stage == "audience" ? explanation.Difference : null);
        if (nearest?.Expression is null)
            Compare("subject", presented.Subject, nearest?.Subject, explanation.Stage == "subject" ? explanation.Difference : null);
        else
            CompareExpression(explanation, presented.Subject, nearest.Expression);
    }

    private void Compare(string claim, string presented, string? expected, int? difference)
    {
        var same = string.Equals(presented, expected, StringComparison.Ordinal);
        output.WriteLine($"  {(same ? Green("=") : Red("≠"))} {claim,-9} presented {Visible(presented)}");
        if (same || expected is null)
            return;
        output.WriteLine($"    {"",-9} expected  {Visible(expected)}");
        Mark(difference ?? TextDifference.Between(expected, presented));
    }

    // Each comparison by itself: it holds, it does not, or its claim is not known here.
    private void CompareExpression(Explanation explanation, string subject, string expression)
    {
        if (explanation.Terms is null)
        {
            output.WriteLine($"  {Red("≠")} {"subject",-9} presented {Visible(subject)}");
            output.WriteLine($"    {"",-9} rule      {Visible(expression)}");
        }
        foreach (var term in explanation.Terms ?? [])
            WriteTerm(term);
    }

    private void WriteTerm(ExplainedTerm term)
    {
        var name = term.Claim == "sub" ? "subject" : term.Claim;
        var mark = term.Holds switch { true => Green("="), false => Red("≠"), null => Yellow("?") };
        output.WriteLine($"  {mark} {Visible(name),-9} presented {(term.Presented is { } value ? Visible(value) : term.Holds is null ? "(not known here)" : "(missing, or no text)")}");
        output.WriteLine($"    {new string(' ', Math.Max(9, name.Length))} {term.Operator,-9} {Visible(term.Comparand)}");
        if (term.Holds == false && term.Presented is not null)
            Mark(term.Difference, Math.Max(0, name.Length - 9));
    }

    private void Mark(int? at, int further = 0)
    {
        if (at is { } position)
            output.WriteLine($"{new string(' ', Indent + 1 + further + position)}{Red("^")} differs from character {position + 1} on");
    }

    private static string CodesOf(string? in2026, string in2024) =>
        in2026 == in2024 ? $"{in2026} (entra-2026 and entra-2024)" : $"{(in2026 is null ? "" : $"{in2026} (entra-2026), ")}{in2024} (entra-2024)";

    private static string FaultOf(string side) => side switch
    {
        "job" or "credential" or "issuer" or "application" => $"the {side}'s",
        _ => "cannot be told from here: the job's or the credential's",
    };

    private string Red(string text) => Paint("31", text);

    private string Green(string text) => Paint("32", text);

    private string Yellow(string text) => Paint("33", text);

    private string Bold(string text) => Paint("1", text);

    private string Paint(string code, string text) => colour ? $"\u001b[{code}m{text}\u001b[0m" : text;

    // What a mend uses where the object id is not known.
    [GeneratedRegex(@"\$\{?objectId\b", RegexOptions.NonBacktracking)]
    private static partial Regex ObjectId();
}
