using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Sallyport.ExplainTool.Output;
using Sallyport.Explain;
using Sallyport.Explain.Brought;
using Sallyport.Explain.Errors;

namespace Sallyport.ExplainTool;

/// <summary>
/// An error as somebody has it: what its code means, what it names, and how that compares with the credentials. A text
/// is nobody's proof, so its values are shown and nothing is believed for them.
/// </summary>
internal sealed class ErrorReport
{
    /// <summary>A log, a message, or the name of a file with one.</summary>
    public static readonly Option<string?> Error = new("--error")
    {
        Description =
            "An error of a sign-in: a file with the log or the message, - for stdin, or the text itself; " +
            "with --credentials what it names is compared",
        HelpName = "FILE|TEXT",
    };

    private readonly ErrorText? error;
    private readonly IReadOnlyList<Neighbour> neighbours;
    private readonly ErrorComparison? comparison;
    private readonly Explained? explained;
    private readonly bool hasCredentials;
    private readonly string? contradiction;

    private ErrorReport(string text, CredentialDocument? document, Explained? explained)
    {
        error = ErrorText.Read(text);
        neighbours = Neighbour.In(text);
        hasCredentials = document is not null;
        this.explained = explained;
        var judged = explained?.Explanation.In2026;
        if (error is not null && judged is not null)
            contradiction = Contradiction(error, explained!.Explanation, judged.Code);
        var isCompared = document is not null && explained is null;
        if (!isCompared || error is null)
            return;
        var context = new ExplanationContext
        {
            ApplicationId = document!.ApplicationId,
            Credentials = document.Credentials,
            Identities = document.Identities,
        };
        comparison = ErrorComparison.Of(error, document.Credentials, context);
        if (ErrorComparison.IsOfOthers(error, document.Credentials))
            contradiction = OtherList(error, "none of these trusts the platform of the subject");
    }

    /// <summary>Prints the report; fails unless what the text names would be accepted now.</summary>
    public static async Task<int> RunAsync(
        ParseResult command, ExplanationText output, bool asJson, CancellationToken cancel)
    {
        var text = await TextOfAsync(command.GetValue(Error)!, cancel);
        var file = command.GetValue(CredentialFile.Credentials);
        var document = file is null ? null : await CredentialFile.ReadAsync(file, cancel);
        var report = new ErrorReport(text, document, await ExplainAsync(text, document));
        if (report.error is null && report.neighbours.Count == 0)
            throw new CommandFailedException(
                ExitCodes.Usage,
                "--error: the text has no code AADSTS… and nothing else that is known; give the whole log of the job");
        // A neighbour alone: the sign-in was right, and what came behind it failed.
        var fits = (report.comparison?.FitsNow ?? false) || (report.explained?.Matches ?? false);
        var isOfCredentials = report.error is { } error && !ErrorComparison.IsOfPolicy(error);
        var fitsNow = fits && isOfCredentials && report.contradiction is null;
        if (asJson)
            new Envelope("explain", fitsNow ? "ok" : "failed", report.Json()).Print();
        else
            report.Write(output);
        return fitsNow ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>What is wrong with the options together; null when nothing is.</summary>
    public static string? Refuse(CommandResult result) =>
        InputText.RefuseStdinTwice(result, Error, CredentialFile.Credentials);

    private static async Task<string> TextOfAsync(string given, CancellationToken cancel)
    {
        var isFile = given == "-" || File.Exists(given);
        return isFile ? await InputText.ReadAsync("--error", given, cancel) : given;
    }

    // A log may have the claims, or a token, beside the error: that is more than the message tells.
    private static async Task<Explained?> ExplainAsync(string text, CredentialDocument? document)
    {
        var brought = BroughtText.Read(text);
        var isNothing = brought.Token is null && brought.Claims is null;
        if (document is null || isNothing)
            return null;
        var comparison = Comparison.ForRealTenant(document, ClientCheck.OfFile(document, null));
        var explained = await comparison.ExplainAsync(new Presented(null, brought.Token, brought.Claims));
        return explained.Explanation.Judgement.Assertion is null ? null : explained;
    }

    private static string? Contradiction(ErrorText error, Explanation explanation, string judged)
    {
        var isCertain = ErrorComparison.IsOfFederation(error) && !explanation.IsUndecided;
        var isTheSame = error.Code == judged || error.Code == explanation.In2024?.Code;
        return isCertain && !isTheSame ? OtherList(error, $"for these it would be {judged}") : null;
    }

    private static string OtherList(ErrorText error, string why) =>
        $"These are probably another application's credentials: the text says {error.Code}, and {why}. Or they were "
        + "changed since. Give the list of the application that the job signs in to, by its client ID.";

    private IEnumerable<string> ToBring()
    {
        if (error is null || explained is not null)
            yield break;
        if (!ErrorComparison.IsOfFederation(error))
            yield break;
        if (!hasCredentials)
            yield return "The application's credentials, with --credentials FILE: then they are compared with what "
                + "the message names.";
        else if (comparison is null)
            yield return "The credentials were compared with nothing, since the text names nothing of the token.";
        var missing = error.Values.Count == 0 ? "names nothing of the token" : "does not name all of the token";
        yield return $"The text {missing}: the claims of the job, with --claims FILE, tell the rest.";
    }

    private void Write(ExplanationText text)
    {
        WriteNeighbours(neighbours.Where(n => n.PreventsToken), text);
        if (error is not null)
            WriteError(error, text);
        WriteNeighbours(neighbours.Where(n => !n.PreventsToken && (error is null || !n.IsOfTenant)), text);
        text.Labelled("note", contradiction);
        text.WriteComparisons(comparison?.Compared ?? []);
        if (comparison is { Unknown: [_, ..] unknown })
            text.Labelled("note", $"The text does not tell: {string.Join(", ", unknown)}. That is taken to fit.");
        if (contradiction is not null)
            return;
        if (comparison?.Cause is { } cause)
            text.WriteCause(cause, null, null);
        else if (comparison is not null)
            text.Labelled("now", "A credential fits all that the text names: it was changed since, or is not meant.");
        if (explained is not null)
        {
            text.Plain("The claims in the text:");
            ExplainedText.Write(explained, text, Core.Entra.Rules.RuleSet.Entra2026);
        }
        foreach (var more in ToBring())
            text.Labelled("bring", more);
    }

    private static void WriteNeighbours(IEnumerable<Neighbour> which, ExplanationText text)
    {
        foreach (var neighbour in which)
        {
            text.WriteRefusal(neighbour.See);
            WriteMeaning(neighbour.Meaning, text);
        }
    }

    private CodeMeaning? MeaningOf(ErrorText of) =>
        neighbours.FirstOrDefault(n => n.IsOfTenant && of.Number is (90002 or 900023))?.Meaning
        ?? AssertionTime.Meaning(of)
        ?? FurtherMeaning.Of(of.Number);

    private void WriteError(ErrorText of, ExplanationText text)
    {
        text.WriteRefusal(of.Code);
        text.Labelled("message", of.Message.Length == 0 ? null : of.Message);
        if (MeaningOf(of) is { } meaning)
            WriteMeaning(meaning, text);
        else
            text.Labelled(
                "means",
                "This code is not known here; Microsoft explains it at "
                + $"https://login.microsoftonline.com/error?code={of.Number}.");
        foreach (var (name, value) in of.Values)
            text.Labelled(name == ErrorValues.Application ? "client" : name, value);
        text.Labelled("time", of.Timestamp?.ToString("u"));
        text.Labelled("trace id", of.TraceId?.ToString());
        text.Labelled("corr. id", of.CorrelationId?.ToString());
    }

    private static void WriteMeaning(CodeMeaning meaning, ExplanationText text)
    {
        text.Labelled("means", meaning.Text);
        text.Labelled("do", meaning.Advice);
    }

    private JsonObject Json() => new()
    {
        ["error"] = error is null ? null : Json(error),
        ["neighbours"] = new JsonArray([.. neighbours.Select(n => Json(n.See, n.Meaning))]),
        ["contradiction"] = contradiction,
        ["comparison"] = comparison is null ? null : Json(comparison),
        ["explained"] = explained is null ? null : ExplainedJson.Of(explained),
        ["bring"] = new JsonArray([.. ToBring().Select(more => JsonValue.Create(more))]),
    };

    private JsonObject Json(ErrorText of)
    {
        var json = Json(of.Code, MeaningOf(of));
        json["message"] = of.Message;
        json["values"] = new JsonObject(
            of.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)JsonValue.Create(v.Value))));
        json["time"] = of.Timestamp?.ToString("O");
        json["traceId"] = of.TraceId?.ToString();
        json["correlationId"] = of.CorrelationId?.ToString();
        return json;
    }

    private static JsonObject Json(string see, CodeMeaning? meaning) => new()
    {
        ["see"] = see,
        ["means"] = meaning?.Text,
        ["do"] = meaning?.Advice,
    };

    private static JsonObject Json(ErrorComparison comparison) => new()
    {
        ["fitsNow"] = comparison.FitsNow,
        ["unknown"] = new JsonArray([.. comparison.Unknown.Select(name => JsonValue.Create(name))]),
        ["credentials"] = new JsonArray([.. comparison.Compared.Select(ExplanationJson.OfComparison)]),
        ["cause"] = comparison.Cause is { } cause ? ExplanationJson.OfCause(cause) : null,
    };
}
