using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli;

/// <summary><c>sallyport keys</c>: the keys that sign tokens, listed and rotated.</summary>
internal static class KeysCommand
{
    private static readonly Option<string> Surface = new Option<string>("--surface")
    {
        Description = "Whose keys: those of GitLab's ID tokens or of the login surface's access tokens",
        DefaultValueFactory = _ => "gitlab",
    }.AcceptOnlyFromAmong("gitlab", "login");

    private static readonly Option<int?> Lead = new("--lead")
    {
        Description = "How long the next key is published before it signs [default: 1440, a day]",
        HelpName = "MINUTES",
    };

    private static readonly Option<bool> Now = new("--now")
    {
        Description = "For a key that leaked: replace every key at once; tokens that the old ones signed are refused",
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var list = new DocumentedCommand(
            "list", "List the keys that are published", "sallyport keys list --surface login")
        {
            Surface, GlobalOptions.Json,
        };
        list.SetAction(ListAsync);
        var rotate = new DocumentedCommand(
            "rotate",
            "Publish the next key, and sign with it later",
            "sallyport keys rotate",
            "sallyport keys rotate --surface login --lead 60",
            "sallyport keys rotate --now") { Surface, Lead, Now, GlobalOptions.Json };
        rotate.Validators.Add(result =>
        {
            if (result.GetResult(Lead) is not null && result.GetValue(Now))
                result.AddError("--lead and --now exclude each other.");
        });
        rotate.SetAction(RotateAsync);
        return new Command("keys", "List or rotate the keys that sign tokens") { list, rotate };
    }

    private static async Task<int> ListAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var portal = instance.Portal();
        Print(command, StrictJson.ReadNode(await portal.GetStringAsync(Url(command), cancel))!.AsObject());
        return ExitCodes.Done;
    }

    private static async Task<int> RotateAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var portal = instance.Portal();
        var body = new JsonObject { ["now"] = command.GetValue(Now), ["leadMinutes"] = command.GetValue(Lead) };
        using var response = await portal.PostAsJsonAsync($"{Url(command)}/rotate", body, cancel);
        var answer = StrictJson.ReadNode(await response.Content.ReadAsStringAsync(cancel))!;
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict)
            throw new CommandFailedException(ExitCodes.Usage, $"{answer["error"]!["message"]} The keys are unchanged.");
        response.EnsureSuccessStatusCode();
        Print(command, answer.AsObject());
        return ExitCodes.Done;
    }

    private static string Url(ParseResult command) => $"sallyport/keys/{command.GetValue(Surface)}";

    private static void Print(ParseResult command, JsonObject keys)
    {
        if (command.GetValue(GlobalOptions.Json))
        {
            new Envelope(command.CommandResult.Command.Name, "ok", keys).Print();
            return;
        }
        foreach (var key in keys["value"]!.AsArray())
            Console.Out.WriteLine($"{key!["kid"]}  {Describe(key)}");
    }

    private static string Describe(JsonNode key)
    {
        var goes = key["goesAt"] is { } at ? $", is published until {at}" : "";
        return (string)key["state"]! switch
        {
            "signs" => $"signs since {key["activeFrom"]}{goes}",
            "next" => $"will sign from {key["activeFrom"]} on",
            _ => $"signs no more{goes}",
        };
    }
}
