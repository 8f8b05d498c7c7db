using System.CommandLine;
using System.CommandLine.Parsing;
using Sallyport.ExplainTool.Output;
using Sallyport.Explain;
using Sallyport.Explain.Brought;

namespace Sallyport.ExplainTool;

/// <summary><c>--error</c>: what an error means, what it names, and how that compares with the credentials.</summary>
internal static class ErrorReport
{
    /// <summary>A log, a message, or the name of a file with one.</summary>
    public static readonly Option<string?> Error = new("--error")
    {
        Description =
            "An error of a sign-in: a file with the log or the message, - for stdin, or the text itself; " +
            "with --credentials what it names is compared",
        HelpName = "FILE|TEXT",
    };

    /// <summary>Prints the report; fails unless what the text names would be accepted now.</summary>
    public static async Task<int> RunAsync(
        ParseResult command, ExplanationText output, bool asJson, CancellationToken cancel)
    {
        var text = await TextOfAsync(command.GetValue(Error)!, cancel);
        var file = command.GetValue(CredentialFile.Credentials);
        var document = file is null ? null : await CredentialFile.ReadAsync(file, cancel);
        var found = ErrorFinding.Of(text, document, await ExplainAsync(text, document));
        if (found.IsNothing)
            throw new CommandFailedException(
                ExitCodes.Usage,
                "--error: the text has no code AADSTS… and nothing else that is known; give the whole log of the job");
        if (asJson)
            new Envelope("explain", found.FitsNow ? "ok" : "failed", ErrorFindingJson.Of(found)).Print();
        else
            ErrorFindingText.Write(found, output);
        return found.FitsNow ? ExitCodes.Done : ExitCodes.Failed;
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
}
