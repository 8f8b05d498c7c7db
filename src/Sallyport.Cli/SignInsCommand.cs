using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Spectre.Console;

namespace Sallyport.Cli;

/// <summary><c>sallyport signins</c>: the newest answers of the token service, good and bad.</summary>
internal static class SignInsCommand
{
    private const int Most = 100;

    private static readonly Option<bool> Refused = new("--refused") { Description = "Only refused sign-ins" };

    private static readonly Option<int> Top = new("--top")
    {
        Description = $"How many to show at most, up to {Most}",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
        Validators = { GlobalOptions.Require(IsCount, $"--top must be from 1 to {Most}.") },
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "signins",
            "List the newest sign-ins, accepted and refused",
            "sallyport signins --refused",
            "sallyport signins --json | jq '.data.value[].errorCode'") { Refused, Top, GlobalOptions.Json };
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
            var value = new JsonArray([.. records.Select(SignInJson.Of)]);
            new Envelope("signins", "ok", new JsonObject { ["value"] = value }).Print();
            return ExitCodes.Done;
        }
        foreach (var record in records)
            Print(record);
        if (records.Count == 0)
            Terminal.Progress("No sign-ins yet.");
        return ExitCodes.Done;
    }

    private static void Print(SignInRecord record)
    {
        var isGood = record.ErrorCode == 0;
        var colour = isGood ? "green" : "red";
        var outcome = isGood ? "ok" : $"AADSTS{record.ErrorCode}";
        var client = TerminalText.Visible(record.AppDisplayName ?? record.AppId ?? "?");
        var resource = TerminalText.Visible(record.Resource ?? "");
        Terminal.Out.MarkupInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{record.CreatedDateTime:yyyy-MM-dd HH:mm:ss}Z[/]  [{colour}]{outcome,-13}[/]  ");
        Terminal.Out.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{client,-24}  {Proof(record),-34}  {resource}");
    }

    // How the client proved who it is, and with a federated assertion which credential took it or came nearest.
    private static string Proof(SignInRecord record)
    {
        var stage = record.ErrorCode == 0 ? "" : Stage(record);
        if (record.Federated?.CredentialName is not { } name)
            return (record.ClientCredentialType ?? "") + stage;
        var what = record.ErrorCode == 0 ? "credential" : "nearest credential";
        return $"{what} {TerminalText.Visible(name)}{stage}";
    }

    // How far a refused assertion came.
    private static string Stage(SignInRecord record) =>
        RecordedSignIn.Explain(record) is { } explanation ? $", {explanation.Stage}" : "";
}
