using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Spectre.Console;

namespace Sallyport.Cli;

/// <summary><c>sallyport signins</c>: the newest answers of the token service, good and bad.</summary>
internal static class SignInsCommand
{
    private const int Most = 100;

    private static readonly Option<bool> Refused = new("--refused") { Description = "Only what was refused" };

    private static readonly Option<int> Top = new("--top")
    {
        Description = $"How many at most, up to {Most}",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
        Validators = { r => { if (r.Tokens.Count == 1 && !IsCount(r.Tokens[0].Value)) r.AddError($"--top must be from 1 to {Most}."); } },
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand("signins", "List the newest sign-ins, good and refused",
            "sallyport signins --refused", "sallyport signins --json | jq '.data.value[].errorCode'") { Refused, Top, GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static bool IsCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= Most;

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        var records = await SignIns.ListAsync(instance, command.GetValue(Refused), command.GetValue(Top), cancel);
        if (command.GetValue(GlobalOptions.Json))
        {
            new Envelope("signins", "ok", new JsonObject { ["value"] = JsonSerializer.SerializeToNode(records, StrictJson.Options) }).Print();
            return ExitCodes.Done;
        }
        foreach (var record in records)
            Print(record);
        if (records.Count == 0)
            Terminal.Progress("No sign-in so far.");
        return ExitCodes.Done;
    }

    private static void Print(SignInRecord record)
    {
        var (colour, outcome) = record.ErrorCode == 0 ? ("green", "ok") : ("red", $"AADSTS{record.ErrorCode}");
        var client = TerminalText.Visible(record.AppDisplayName ?? record.AppId ?? "?");
        Terminal.Out.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[grey]{record.CreatedDateTime:yyyy-MM-dd HH:mm:ss}Z[/]  [{colour}]{outcome,-13}[/]  {client,-24}  {Proof(record),-34}  {TerminalText.Visible(record.Resource ?? "")}");
    }

    // How the client proved who it is, and with a federated assertion which credential took it or came nearest.
    private static string Proof(SignInRecord record) => record switch
    {
        { Explanation.Nearest: { } nearest } => $"{(record.ErrorCode == 0 ? "credential" : "nearest credential")} {TerminalText.Visible(nearest.Name)}{Stage(record)}",
        { ClientCredentialType: { } type } => type + Stage(record),
        _ => "",
    };

    // How far a refused assertion came.
    private static string Stage(SignInRecord record) => record is { ErrorCode: not 0, Explanation.Stage: var stage } ? $", {stage}" : "";
}
