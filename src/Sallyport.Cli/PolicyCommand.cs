using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;

namespace Sallyport.Cli;

/// <summary><c>sallyport policy</c>: what the tenant demands of federated assertions, shown or replaced.</summary>
internal static class PolicyCommand
{
    private const string Url = "sallyport/policy";

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private static readonly Option<string?> Set = new("--set")
    {
        Description = "Replace the policy by this file, which has the form that the command prints; - is stdin",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Clear = new("--clear") { Description = "Let the tenant demand nothing" };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "policy",
            "Show or replace what the tenant demands of federated tokens besides the credentials",
            "sallyport policy > policy.json",
            "sallyport policy --set policy.json",
            "sallyport policy --clear") { Set, Clear, GlobalOptions.Json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Set) is not null && result.GetResult(Clear) is not null)
                result.AddError("--set and --clear exclude each other.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var portal = instance.Portal();
        var policy = await WantedAsync(command, cancel) is { } wanted
            ? await ReplaceAsync(portal, wanted, cancel)
            : await portal.GetStringAsync(Url, cancel);
        var data = StrictJson.ReadNode(policy)!.AsObject();
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("policy", "ok", data).Print();
        else
            Print(data);
        return ExitCodes.Done;
    }

    private static void Print(JsonObject policy)
    {
        foreach (var line in policy.ToJsonString(Readable).Split('\n'))
            Console.Out.WriteLine(TerminalText.VisibleJson(line));
    }

    private static async Task<string?> WantedAsync(ParseResult command, CancellationToken cancel)
    {
        if (command.GetValue(Clear))
            return TenantPolicy.None.Write();
        return command.GetValue(Set) is { } file ? await InputText.ReadAsync("--set", file, cancel) : null;
    }

    private static async Task<string> ReplaceAsync(HttpClient portal, string policy, CancellationToken cancel)
    {
        using var content = new StringContent(policy, Encoding.UTF8, "application/json");
        using var response = await portal.PutAsync(Url, content, cancel);
        var answer = await response.Content.ReadAsStringAsync(cancel);
        if ((int)response.StatusCode == 400)
            throw new CommandFailedException(
                ExitCodes.Usage, $"{StrictJson.ReadNode(answer)!["error"]!["message"]} The policy is unchanged.");
        response.EnsureSuccessStatusCode();
        return answer;
    }
}
