using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;
using static Sallyport.Cli.TerminalText;

namespace Sallyport.Cli;

/// <summary>Draws the explanation of a refused sign-in for a terminal: presented above expected, the first difference marked.</summary>
internal sealed class ExplanationText(TextWriter output, bool colour)
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

    /// <summary>Draws a likely cause and its mends.</summary>
    public void WriteCause(LikelyCause cause)
    {
        Labelled("cause", cause.Cause);
        WriteMend(cause.Mend.Text, cause.Mend.Command);
        WriteMend(cause.Other?.Text, cause.Other?.Command);
    }

    /// <summary>What mends it, and the command; nothing without a text.</summary>
    public void WriteMend(string? text, string? command)
    {
        Labelled("mend", text);
        if (command is not null)
            output.WriteLine($"  {"",-10}{Bold(Visible(command))}");
    }

    /// <summary>A line with a label in front; nothing without a text.</summary>
    public void Labelled(string label, string? text)
    {
        if (text is not null)
            output.WriteLine($"  {label,-10}{Visible(text)}");
    }

    /// <summary>Draws the warning of a sign-in that passed under old rules.</summary>
    public void WriteWarning(string warning) => output.WriteLine($"{Yellow("! warning")} {Visible(warning)}");

    private void WriteClaims(Explanation explanation)
    {
        var (presented, nearest) = (explanation.Presented, explanation.Nearest);
        Compare("issuer", presented.Issuer, nearest?.Issuer, explanation.Stage == "issuer" ? explanation.Difference : null);
        Compare("audience", presented.Audience, nearest?.Audience, explanation.Stage == "audience" ? explanation.Difference : null);
        if (nearest?.Expression is { } expression)
            CompareExpression(explanation, presented.Subject, expression);
        else
            Compare("subject", presented.Subject, nearest?.Subject, explanation.Stage == "subject" ? explanation.Difference : null);
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

    // Only a failing pattern of the subject itself can be marked under the subject; any other term is quoted by the cause.
    private void CompareExpression(Explanation explanation, string presented, string expression)
    {
        var failed = explanation.Stage == "expression";
        output.WriteLine($"  {(failed ? Red("≠") : Green("="))} {"subject",-9} presented {Visible(presented)}");
        if (!failed)
        {
            output.WriteLine($"    {"",-9} fulfils   {Visible(expression)}");
            return;
        }
        var test = ClaimsMatchingExpression.Read(expression).Expression?.Tests.FirstOrDefault(t => t.Claim == "sub");
        if (test?.Mismatch(presented) is { } at)
        {
            output.WriteLine($"    {"",-9} expected  {Visible(test.Comparand)}");
            Mark(at);
        }
        output.WriteLine($"    {"",-9} rule      {Visible(expression)}");
    }

    private void Mark(int? at)
    {
        if (at is { } position)
            output.WriteLine($"{new string(' ', Indent + 1 + position)}{Red("^")} differs from character {position + 1} on");
    }

    private string Red(string text) => Paint("31", text);

    private string Green(string text) => Paint("32", text);

    private string Yellow(string text) => Paint("33", text);

    private string Bold(string text) => Paint("1", text);

    private string Paint(string code, string text) => colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
