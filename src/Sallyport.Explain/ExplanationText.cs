using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;
using static Sallyport.Core.Wire.TerminalText;

namespace Sallyport.Explain;

/// <summary>
/// The one form of an explanation as text: presented above expected, the first difference marked, then the cause and
/// what fixes it. What a token or a credential says cannot move the cursor.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="colour">Whether in colours.</param>
/// <param name="clientId">
/// The application's client id, where the command line says it; for the commands that need the object id.
/// </param>
public sealed class ExplanationText(TextWriter output, bool colour, string? clientId = null)
{
    private const int NameWidth = 9;
    private const int ValueColumn = 24;
    private const int LabelColumn = 12;
    private const int NamesShown = 5;

    private bool saysObjectId;

    /// <summary>The columns of the terminal; null where lines may have any length, as in a file.</summary>
    public int? Width { get; init; }

    /// <summary>Whether each credential is compared, and not the nearest alone.</summary>
    public bool ShowsAll { get; init; }

    /// <summary>Writes the verdict: each credential, the nearest first, then cause, codes, fixes and advice.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="rules">The rules whose code stands in the headline.</param>
    public void Write(Explanation explanation, RuleSet rules)
    {
        WriteHeadline(explanation, rules);
        WriteComparisons(explanation.Judgement.Compared);
        if (explanation.Cause is { } cause)
            WriteCause(
                cause,
                explanation.In2026?.Code,
                explanation.In2024?.Code,
                explanation.IsUndecided ? ", if it does not fit" : "");
        if (explanation.Warning is { } warning)
            WriteWarning(warning);
        foreach (var advice in explanation.Advice)
            Labelled("advice", advice);
    }

    /// <summary>Writes a refused sign-in as it was recorded.</summary>
    /// <param name="record">The record.</param>
    /// <param name="explanation">What its facts tell; null when it has none of a federated assertion.</param>
    public void Write(SignInRecord record, Explanation? explanation)
    {
        var client = Visible(record.AppDisplayName ?? record.AppId ?? "");
        var code = Red($"✗ AADSTS{record.ErrorCode}");
        output.WriteLine($"{code} {client}, {record.CreatedDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        if (explanation is null)
        {
            output.WriteLine($"  {Visible(record.FailureReason ?? "")}");
            return;
        }
        if (explanation.Judgement.Nearest is { } nearest)
        {
            output.WriteLine($"  nearest credential: {Visible(nearest.Credential.Name)}");
            WriteClaims(nearest);
        }
        else
        {
            output.WriteLine("  The application has no federated identity credential.");
            if (explanation.Judgement.Assertion is { } assertion)
                WritePresented(assertion);
        }
        if (explanation.Cause is { } cause)
            WriteCause(cause, explanation.In2026?.Code, explanation.In2024?.Code);
    }

    /// <summary>The headline of what would be refused.</summary>
    public void WriteRefusal(string headline) => output.WriteLine($"{Red("✗")} {Visible(headline)}");

    /// <summary>The headline of what would match.</summary>
    public void WriteMatch(string headline) => output.WriteLine($"{Green("✓")} {Visible(headline)}");

    /// <summary>Writes what is presented beside one credential.</summary>
    public void WriteComparison(CredentialMatch match)
    {
        output.WriteLine($"  credential: {Visible(match.Credential.Name)}");
        WriteClaims(match);
    }

    /// <summary>Writes a likely cause and what is wrong besides, whose fault it is, the codes, and the fixes.</summary>
    /// <param name="cause">The cause.</param>
    /// <param name="in2026">The code of today's rules; null where nothing was refused.</param>
    /// <param name="in2024">The code of the rules of 2024.</param>
    /// <param name="condition">What stands behind the codes.</param>
    public void WriteCause(LikelyCause cause, string? in2026, string? in2024, string condition = "")
    {
        Labelled("cause", cause.Text);
        foreach (var further in cause.Further)
            Labelled("also", further.Text);
        Labelled("fault", FaultOf(cause.Side));
        if (in2026 is not null)
            Labelled("code", CodesOf(in2026, in2024) + condition);
        foreach (var fix in cause.Fixes)
            WriteFix(fix);
    }

    /// <summary>Writes what fixes it, and the command.</summary>
    public void WriteFix(Fix fix)
    {
        if (!saysObjectId && ObjectIdCommand.IsNeededBy(fix))
        {
            Labelled("first", ObjectIdCommand.Text(clientId), ObjectIdCommand.Of(clientId));
            saysObjectId = true;
        }
        Labelled("fix", fix.Text, fix.Command);
    }

    /// <summary>A line with a label in front, and a command below it; nothing without a text.</summary>
    public void Labelled(string label, string? text, string? command = null)
    {
        if (text is not null)
            WriteWrapped($"  {label,-10}", text);
        foreach (var line in command?.Split('\n') ?? [])
            output.WriteLine($"  {"",-10}{Bold(Visible(line))}");
    }

    /// <summary>A line without a label.</summary>
    public void Plain(string line) => output.WriteLine(Visible(line));

    /// <summary>Writes what is taken and would be refused under newer rules, or cannot be told.</summary>
    public void WriteWarning(string warning) => WriteWrapped($"{Yellow("! warning")} ", warning);

    /// <summary>What would be the answer, in one line.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="rules">The rules whose code is named.</param>
    public static string HeadlineOf(Explanation explanation, RuleSet rules)
    {
        var nearest = explanation.Judgement.Nearest?.Credential.Name;
        if (explanation.Matches)
            return $"would match: {nearest}";
        return explanation.IsUndecided
            ? $"cannot be told from here: {nearest} would match if what is not known here fits"
            : $"{explanation.RefusalUnder(rules)!.Code} would be the answer ({rules.Name})";
    }

    /// <summary>Whose fault it is, as the end of a sentence.</summary>
    public static string FaultOf(FaultSide side) => side == FaultSide.Either
        ? "cannot be told from here: the job's or the credential's"
        : $"the {side.ToString().ToLowerInvariant()}'s";

    /// <summary>The codes under the rules of both years; the rules of 2026 first.</summary>
    public static string CodesOf(string? in2026, string? in2024)
    {
        if (in2026 == in2024)
            return $"{in2026} ({RuleSet.Entra2026.Name} and {RuleSet.Entra2024.Name})";
        return $"{in2026} ({RuleSet.Entra2026.Name}), {in2024} ({RuleSet.Entra2024.Name})";
    }

    /// <summary>What was presented to a comparison of an expression, or that nothing is known of it.</summary>
    public static string PresentedIn(TermMatch term)
    {
        if (term.Presented is { } value)
            return Visible(value);
        return term.Holds is null ? "(not known here)" : "(missing, or no text)";
    }

    /// <summary>Writes the nearest credential and the others' names, or each if <see cref="ShowsAll"/>.</summary>
    public void WriteComparisons(IReadOnlyList<CredentialMatch> compared)
    {
        foreach (var match in compared.Take(ShowsAll ? compared.Count : 1))
            WriteComparison(match);
        if (ShowsAll || compared.Count <= 1)
            return;
        var names = string.Join(", ", compared.Skip(1).Take(NamesShown).Select(m => m.Credential.Name));
        var rest = compared.Count - 1 - NamesShown;
        Labelled("others", names + (rest > 0 ? $" and {rest} more" : "") + "; --all compares them as well");
    }

    private void WriteWrapped(string head, string text)
    {
        var lines = WrappedText.Lines(Visible(text), Width - LabelColumn);
        foreach (var (index, line) in lines.Index())
            output.WriteLine((index == 0 ? head : new string(' ', LabelColumn)) + line);
    }

    private void WriteHeadline(Explanation explanation, RuleSet rules)
    {
        var headline = HeadlineOf(explanation, rules);
        if (explanation.Matches)
            WriteMatch(headline);
        else if (explanation.IsUndecided)
            WriteWarning(headline);
        else
            WriteRefusal(headline);
    }

    private void WritePresented(Assertion assertion)
    {
        Compare("issuer", assertion.Issuer, null);
        Compare("audience", assertion.Audience, null);
        Compare("subject", assertion.Subject, null);
    }

    private void WriteClaims(CredentialMatch match)
    {
        var assertion = match.Assertion;
        var credential = match.Credential;
        Row("issuer", "iss", assertion.Issuer, credential.Issuer);
        Row("audience", "aud", assertion.Audience, credential.Audience);
        if (credential.Expression is null)
            Row("subject", "sub", assertion.Subject, credential.Subject);
        else if (match.Terms.Count == 0)
            WriteUnreadable(assertion.Subject, credential.Expression);
        foreach (var term in match.Terms)
            WriteTerm(term);

        // A message does not name each claim: what is only taken to fit was not presented.
        void Row(string name, string claim, string presented, string? expected)
        {
            if (assertion.Claims.TryGetProperty(claim, out _))
                Compare(name, presented, expected);
            else
                output.WriteLine($"  {Yellow("?")} {name,-NameWidth} not known here");
        }
    }

    private void Compare(string claim, string presented, string? expected)
    {
        var isSame = string.Equals(presented, expected, StringComparison.Ordinal);
        var head = $"  {(isSame ? Green("=") : Red("≠"))} {claim,-NameWidth} presented ";
        if (isSame || expected is null)
            output.WriteLine(head + Visible(presented));
        else
            Write(new ComparedTexts(head, Visible(presented), $"    {"",-NameWidth} expected  ", Visible(expected))
            {
                DiffersAt = TextDifference.Between(expected, presented), Column = ValueColumn,
            });
    }

    private void Write(ComparedTexts texts)
    {
        foreach (var line in texts.Lines(Width, Red))
            output.WriteLine(line);
    }

    private void WriteUnreadable(string subject, string expression)
    {
        output.WriteLine($"  {Red("≠")} {"subject",-NameWidth} presented {Visible(subject)}");
        output.WriteLine($"    {"",-NameWidth} rule      {Visible(expression)}");
    }

    // Each comparison by itself: it holds, it does not, or its claim is not known here.
    private void WriteTerm(TermMatch term)
    {
        var name = term.Test.Claim == "sub" ? "subject" : term.Test.Claim;
        var width = Math.Max(NameWidth, name.Length);
        var head = $"  {MarkOf(term.Holds)} {Visible(name),-NameWidth} presented ";
        var otherHead = $"    {new string(' ', width)} {term.Test.Word,-NameWidth} ";
        Write(new ComparedTexts(head, PresentedIn(term), otherHead, Visible(term.Test.Comparand))
        {
            DiffersAt = term.Holds == false && term.Presented is not null ? term.Difference : null,
            Column = ValueColumn + width - NameWidth,
        });
    }

    private string MarkOf(bool? holds) => holds switch
    {
        true => Green("="),
        false => Red("≠"),
        null => Yellow("?"),
    };

    private string Red(string text) => Paint("31", text);

    private string Green(string text) => Paint("32", text);

    private string Yellow(string text) => Paint("33", text);

    private string Bold(string text) => Paint("1", text);

    private string Paint(string code, string text) => colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
