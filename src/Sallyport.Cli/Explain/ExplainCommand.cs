using System.CommandLine;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// <c>sallyport explain</c>: why a token does not match, or why the newest refused sign-in was refused.
/// </summary>
internal static class ExplainCommand
{
    /// <summary>Explains the newest refusal.</summary>
    public static readonly Option<bool> Last = new("--last")
    {
        Description =
            "The newest sign-in that the running instance refused, with --app of that application; " +
            "exit code 1 while it would be refused again",
    };

    /// <summary>The rules that head the answer.</summary>
    public static readonly Option<string?> Rules = new Option<string?>("--rules")
    {
        Description =
            "The rules whose error code comes first; the other code is printed as well " +
            "[default: the instance's rules with --app, otherwise entra-2026]",
        HelpName = "RULES",
    }.AcceptOnlyFromAmong([.. RuleSet.All.Select(r => r.Name)]);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "explain",
            "Say why a token is refused, character by character, and what fixes it",
            "sallyport explain --last",
            "sallyport explain --claims claims.json --credentials credentials.json",
            "sallyport explain --error job.log --credentials credentials.json",
            "sallyport explain --token-env GITLAB_OIDC_TOKEN --app gitlab-oidc",
            "sallyport explain --job auth --ref main --project-id 57382910 --credentials credentials.json",
            "sallyport explain --job auth --gitlab-url https://gitlab.example.com",
            "sallyport explain --expression \"claims['sub'] matches 'project_path:mygroup/*'\" " +
            "--issuer https://gitlab.com");
        foreach (var option in Combinations.All.Append(GlobalOptions.Json))
            command.Options.Add(option);
        command.Groups = Combinations.Groups;
        command.Validators.Add(result =>
        {
            if (Combinations.Refuse(result) is { } reason)
                result.AddError(reason);
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var clientId = command.GetValue(CredentialOptions.ClientId);
        var text = new ExplanationText(Console.Out, Colours.AreFor(Console.Out), clientId)
        {
            Width = TerminalWidth.OfStdout, ShowsAll = command.GetValue(PresentedOptions.ShowAll),
        };
        if (command.GetValue(Last))
            return LastRefusal.RunAsync(command, text, cancel);
        if (command.GetValue(ErrorReport.Error) is not null)
            return ErrorReport.RunAsync(command, text, command.GetValue(GlobalOptions.Json), cancel);
        if (JobReport.IsAskedFor(command))
            return JobReport.RunAsync(command, text, cancel);
        return command.GetValue(ExpressionReport.Expression) is null
            ? PresentedReport.RunAsync(command, text, cancel)
            : ExpressionReport.RunAsync(command, text, command.GetValue(GlobalOptions.Json), cancel);
    }
}
