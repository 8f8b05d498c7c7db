using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.ExplainTool.Output;

namespace Sallyport.ExplainTool;

/// <summary>
/// <c>sallyport-explain</c>: what <c>sallyport explain</c> does without an instance, a repository or a network, as one
/// native file that can be put into a failing job.
/// </summary>
internal static class ToolCommand
{
    private static readonly Option<string?> Rules = new Option<string?>("--rules")
    {
        Description = "The rules whose error code comes first; the other code is printed as well [default: entra-2026]",
        HelpName = "RULES",
    }.AcceptOnlyFromAmong([.. RuleSet.All.Select(r => r.Name)]);

    private static readonly Option<string?> ClientId = new("--client-id")
    {
        Description = "The client id that the job signs in with (az login -u); the file shows some wrong ones",
        HelpName = "ID",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON on stdout" };

    /// <summary>Runs the command line; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (command.Action is ParseErrorAction)
                throw new CommandFailedException(
                    ExitCodes.Usage,
                    $"{string.Join(' ', command.Errors.Select(e => e.Message))} See `sallyport-explain --help`.");
            return await command.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailedException failure)
        {
            return Fail(command, failure.ExitCode, failure.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Fail(command, ExitCodes.Defect, $"{exception.GetType().Name}: {exception.Message} – this is a bug");
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Say why a token is refused, character by character, and what fixes it.");
        foreach (var option in PresentedOptions.All)
            root.Options.Add(option);
        Option[] further =
        [
            CredentialFile.Credentials, ClientId, Rules, PresentedOptions.ShowAll, ErrorReport.Error,
            ExpressionReport.Expression, ExpressionReport.Issuer, Json,
        ];
        foreach (var option in further)
            root.Options.Add(option);
        root.Validators.Add(result =>
        {
            if (ToolCombinations.Refuse(result, ClientId) is { } reason)
                result.AddError(reason);
        });
        root.SetAction(ExplainAsync);
        return root;
    }

    private static async Task<int> ExplainAsync(ParseResult command, CancellationToken cancel)
    {
        var clientId = command.GetValue(ClientId);
        var text = new ExplanationText(Console.Out, Colours.AreFor(Console.Out), clientId)
        {
            Width = TerminalWidth.OfStdout, ShowsAll = command.GetValue(PresentedOptions.ShowAll),
        };
        if (command.GetValue(ErrorReport.Error) is not null)
            return await ErrorReport.RunAsync(command, text, command.GetValue(Json), cancel);
        if (command.GetValue(ExpressionReport.Expression) is not null)
            return await ExpressionReport.RunAsync(command, text, command.GetValue(Json), cancel);
        var presented = await PresentedOptions.ReadAsync(command, cancel);
        var document = await CredentialFile.ReadAsync(command.GetValue(CredentialFile.Credentials)!, cancel);
        var comparison = Comparison.ForRealTenant(document, ClientCheck.OfFile(document, clientId));
        var explained = await comparison.ExplainAsync(presented);
        if (command.GetValue(Json))
            ExplainedJson.Envelope([explained]).Print();
        else
            ExplainedText.Write(explained, text, RuleSet.Find(command.GetValue(Rules)) ?? RuleSet.Entra2026);
        return explained.Matches ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static int Fail(ParseResult command, int exitCode, string message)
    {
        if (command.GetResult(Json) is { Implicit: false })
            new Envelope("explain", "error", new JsonObject { ["message"] = message, ["exitCode"] = exitCode }).Print();
        Console.Error.WriteLine(TerminalText.Visible($"sallyport-explain: {message}"));
        return exitCode;
    }
}
