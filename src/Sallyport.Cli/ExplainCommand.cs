using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Signing;

namespace Sallyport.Cli;

/// <summary><c>sallyport explain --last</c>: why the newest refused sign-in was refused.</summary>
internal static class ExplainCommand
{
    private static readonly Option<bool> Last = new("--last") { Description = "The newest refused sign-in" };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand("explain", "Say why a sign-in was refused, character by character.", "sallyport explain --last")
        {
            Last, GlobalOptions.Json,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(Last))
                result.AddError("Say what to explain: --last for the newest refused sign-in.");
        });
        command.SetAction(RunAsync);
        return command;
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

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        var refused = await SignIns.ListAsync(instance, refused: true, top: 1, cancel);
        if (refused is not [var record])
            throw new CommandFailedException(ExitCodes.Failed, "no sign-in has been refused so far");
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", "ok", JsonSerializer.SerializeToNode(record, StrictJson.Options)!.AsObject()).Print();
        else
            Text(Console.Out).Write(record);
        return ExitCodes.Done;
    }

    private static ExplanationText Text(TextWriter output)
    {
        var redirected = ReferenceEquals(output, Console.Error) ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        return new ExplanationText(output, colour: !redirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }
}
