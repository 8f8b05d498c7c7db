using System.CommandLine;
using Sallyport.Cli.Explain;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;

namespace Sallyport.Cli;

/// <summary><c>sallyport explain</c>: why a token does not match, or why the newest refused sign-in was refused.</summary>
internal static class ExplainCommand
{
    /// <summary>Explains the newest refusal.</summary>
    public static readonly Option<bool> Last = new("--last") { Description = "The newest sign-in that the running instance refused; with --app, of that application" };

    /// <summary>The rules that head the answer.</summary>
    public static readonly Option<string?> Rules = new Option<string?>("--rules")
    {
        Description = "Whose code heads the answer; both are printed [default: the instance's with --app, else entra-2026]", HelpName = "RULES",
    }.AcceptOnlyFromAmong([.. RuleSet.All.Select(r => r.Name)]);

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "explain",
            "Say why a token does not match, character by character, and what fixes it. Exit code 0: it would match; 1: it would not. " +
            "--last: 1 as long as it would be refused again, else 0.",
            "sallyport explain --last",
            "sallyport explain --claims claims.json --credentials credentials.json",
            "sallyport explain --token-env GITLAB_OIDC_TOKEN --app gitlab-oidc",
            "sallyport explain --job auth --ref main --project mygroup/myproject --project-id 57382910 --credentials credentials.json",
            "sallyport explain --expression \"claims['sub'] matches 'project_path:mygroup/*'\" --issuer https://gitlab.com");
        foreach (var option in Combinations.All.Append(GlobalOptions.Json))
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (Combinations.Refuse(result) is { } reason)
                result.AddError(reason);
        });
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Explains the newest refusal since an instant, after a job has failed. Says nothing when there was none.</summary>
    public static async Task ExplainSinceAsync(InstanceClient instance, DateTimeOffset since, TextWriter output, CancellationToken cancel)
    {
        var refused = await SignIns.ListAsync(instance, refused: true, top: 1, cancel);
        if (refused is [var record] && record.CreatedDateTime >= since)
            Text(output).Write(record, RecordedSignIn.Explain(record));
    }

    /// <summary>Prints the warnings of what passed since an instant under rules that are no longer those of the real service.</summary>
    public static async Task WarnSinceAsync(InstanceClient instance, DateTimeOffset since, TextWriter output, CancellationToken cancel)
    {
        var records = await SignIns.ListAsync(instance, refused: false, top: 20, cancel);
        var warnings = records.Where(r => r.CreatedDateTime >= since).Select(r => RecordedSignIn.Explain(r)?.Warning).OfType<string>();
        foreach (var warning in warnings.Distinct(StringComparer.Ordinal))
            Text(output).WriteWarning(warning);
    }

    private static Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var text = Text(Console.Out, command.GetValue(CredentialOptions.ClientId));
        if (command.GetValue(Last))
            return LastRefusal.RunAsync(command, text, cancel);
        return command.GetValue(ExpressionReport.Expression) is null
            ? PresentedReport.RunAsync(command, text, cancel)
            : ExpressionReport.RunAsync(command, text, cancel);
    }

    private static ExplanationText Text(TextWriter output, string? clientId = null)
    {
        var redirected = ReferenceEquals(output, Console.Error) ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        return new ExplanationText(output, colour: !redirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")), clientId);
    }
}
