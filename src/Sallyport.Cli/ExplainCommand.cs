using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Explain;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Signing;

namespace Sallyport.Cli;

/// <summary><c>sallyport explain</c>: why a token does not match, or why the newest refused sign-in was refused.</summary>
internal static class ExplainCommand
{
    private static readonly Option<bool> Last = new("--last") { Description = "The newest refused sign-in" };

    private static readonly Option<string> RulesOption = new("--rules")
    {
        Description = "Whose code heads the answer: entra-2024 or entra-2026; both are printed", DefaultValueFactory = _ => "entra-2026", HelpName = "RULES",
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "explain", "Say why a token does not match, character by character, and what mends it. Exit code 0: it would match; 1: it would not.",
            "sallyport explain --last",
            "sallyport explain --claims claims.json --credentials credentials.json",
            "sallyport explain --token-env GITLAB_OIDC_TOKEN --app gitlab-oidc",
            "sallyport explain --job auth --ref main --project mygroup/myproject --project-id 57382910 --credentials credentials.json",
            "sallyport explain --expression \"claims['sub'] matches 'project_path:mygroup/*'\" --issuer https://gitlab.com")
        {
            Last, CredentialOptions.Credentials, CredentialOptions.App, CredentialOptions.ClientId, LiveCheck.Live, RulesOption, GlobalOptions.Json,
        };
        foreach (var option in PresentedOptions.All)
            command.Options.Add(option);
        foreach (var option in RealJobOptions.All)
            command.Options.Add(option);
        command.Options.Add(ExpressionReport.Expression);
        command.Options.Add(ExpressionReport.Issuer);
        RulesOption.AcceptOnlyFromAmong("entra-2024", "entra-2026");
        command.Validators.Add(Validate);
        command.SetAction(RunAsync);
        return command;
    }

    private static void Validate(CommandResult result)
    {
        var expression = result.GetValue(ExpressionReport.Expression) is not null;
        var presented = PresentedOptions.All.Count(o => result.GetResult(o) is not null);
        if (expression ? presented > (result.GetValue(PresentedOptions.Claims) is null ? 0 : 1) || result.GetValue(Last) : presented + (result.GetValue(Last) ? 1 : 0) != 1)
            result.AddError("Say what to explain: --last for the newest refused sign-in, or one of --token, --token-file, --token-env, --claims, --job, or --expression.");
        else if (expression && result.GetValue(ExpressionReport.Issuer) is null)
            result.AddError("--expression needs --issuer: what an expression may test depends on it.");
        else if (!expression && presented == 1 && CredentialOptions.Refuse(result) is { } reason)
            result.AddError(reason);
    }

    /// <summary>Explains the newest refusal since an instant, after a job has failed. Says nothing when there was none.</summary>
    public static async Task ExplainSinceAsync(InstanceClient instance, DateTimeOffset since, TextWriter output, CancellationToken cancel)
    {
        var refused = await SignIns.ListAsync(instance, refused: true, top: 1, cancel);
        if (refused is [var record] && record.CreatedDateTime >= since)
            Text(output).Write(record);
    }

    /// <summary>Prints the warnings of what passed since an instant under rules that are no longer those of the real service.</summary>
    public static async Task WarnSinceAsync(InstanceClient instance, DateTimeOffset since, TextWriter output, CancellationToken cancel)
    {
        var records = await SignIns.ListAsync(instance, refused: false, top: 20, cancel);
        var warnings = records.Where(r => r.CreatedDateTime >= since).Select(r => r.Explanation?.Warning).OfType<string>();
        foreach (var warning in warnings.Distinct(StringComparer.Ordinal))
            Text(output).WriteWarning(warning);
    }

    private static Task<int> RunAsync(ParseResult command, CancellationToken cancel) =>
        command.GetValue(Last) ? LastAsync(command, cancel)
        : command.GetValue(ExpressionReport.Expression) is not null ? ExpressionReport.RunAsync(command, Text(Console.Out), cancel)
        : PresentedAsync(command, cancel);

    private static async Task<int> PresentedAsync(ParseResult command, CancellationToken cancel)
    {
        var job = command.GetValue(PresentedOptions.Job) is null ? null : await RealJob.ReadAsync(command, cancel);
        using var instance = command.GetValue(CredentialOptions.Credentials) is null ? InstanceClient.Open(command.DataDirectory()) : null;
        using var directory = instance is null ? null : await TenantDirectory.OpenAsync(instance, cancel);
        var (document, client) = directory is null
            ? await CredentialOptions.ReadFileAsync(command, command.GetValue(CredentialOptions.Credentials)!, cancel)
            : await CredentialOptions.ReadAsync(command, directory, cancel);
        List<(string? Name, Preflight Verdict)> verdicts = job is null
            ? [(null, await PresentedOptions.ExplainAsync(command, document, cancel))]
            : job.Select(t => (Name: (string?)t.Key, Verdict: Preflight.OfClaims(t.Value, document).ForToken(t.Key))).ToList();
        for (var i = 0; i < verdicts.Count; i++)
            verdicts[i] = (verdicts[i].Name, client.Refusal is null && directory is not null
                ? await ClientCheck.ElsewhereAsync(directory, verdicts[i].Verdict, cancel)
                : client.Over(verdicts[i].Verdict));
        if (command.GetValue(LiveCheck.Live))
            verdicts = await LiveCheck.VerifyAsync(verdicts, cancel);
        if (directory is not null) // Sallyport plays GitLab
            verdicts = [.. verdicts.Select(v => (v.Name, v.Verdict with { Cause = v.Verdict.Cause?.Local }))];
        var rules = Rules.Of(command.GetValue(RulesOption) == "entra-2024" ? RuleSet.Entra2024 : RuleSet.Entra2026);
        foreach (var (name, verdict) in command.GetValue(GlobalOptions.Json) ? [] : verdicts)
        {
            if (name is not null)
                Console.Out.WriteLine($"{name} of the job {command.GetValue(PresentedOptions.Job)}:");
            PreflightText.Write(verdict, Text(Console.Out), rules);
        }
        var matches = verdicts.Exists(v => v.Verdict.Matches);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", matches ? "ok" : "failed", new JsonObject
            {
                ["explained"] = new JsonArray([.. verdicts.Select(v => WithName(v.Name, PreflightJson.Of(v.Verdict)))]),
            }).Print();
        return matches ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static JsonObject WithName(string? name, JsonObject data)
    {
        data["idToken"] = name;
        return data;
    }

    private static async Task<int> LastAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        var refused = await SignIns.ListAsync(instance, refused: true, top: 1, cancel);
        if (refused is not [var record])
            throw new CommandFailedException(ExitCodes.Failed, "no sign-in has been refused so far");
        var others = await LastRefusal.ReadAsync(instance, record, cancel);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", "ok", others.Json(JsonSerializer.SerializeToNode(record, StrictJson.Options)!.AsObject())).Print();
        else
            others.Write(record, Text(Console.Out));
        return ExitCodes.Done;
    }

    private static ExplanationText Text(TextWriter output)
    {
        var redirected = ReferenceEquals(output, Console.Error) ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        return new ExplanationText(output, colour: !redirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }
}
