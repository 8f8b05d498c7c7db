using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Variables;

/// <summary>
/// The door to this room: <c>sallyport variables</c>, the CI/CD variables that jobs get from their project, its groups
/// and the instance. What a variable may be is decided by the server.
/// </summary>
internal static class VariablesCommand
{
    private const string Everywhere = "*";

    private static readonly Argument<string> Key = new("key") { Description = "The variable's name" };

    private static readonly Argument<string?> Value = new("value")
    {
        Description = "Its value; without it and without --from the value is read from stdin, or asked for unseen",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> From = new("--from")
    {
        Description = "Take the value from this file; - is stdin",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Scope = new("--environment-scope")
    {
        Description = "The environments whose jobs get it, such as production or review/* [default: *, all jobs]",
        HelpName = "SCOPE",
    };

    private static readonly Option<bool> Masked = new("--masked") { Description = "Hide the value in logs" };

    private static readonly Option<bool> Protected = new("--protected")
    {
        Description = "Give it only to jobs of protected branches and tags",
    };

    private static readonly Option<bool> IsFile = new("--file")
    {
        Description = "Give jobs the path of a file that holds the value",
    };

    private static readonly Option<bool> Raw = new("--raw") { Description = "Leave $ in the value as it is" };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var list = new DocumentedCommand(
            "list", "List variables; masked values are not shown", "sallyport variables list --project mygroup/mine")
        {
            VariablePlace.Project, VariablePlace.Group, VariablePlace.Instance, GlobalOptions.Json,
        };
        var set = new DocumentedCommand(
            "set",
            "Create or replace a variable; a replaced one is what the options say, and nothing of the old one",
            "sallyport variables set REGION westeurope --project mygroup/mine --environment-scope production",
            "sallyport variables set API_KEY --masked --protected --group mygroup < key.txt",
            "sallyport variables set SETTINGS --file --from settings.json --instance")
        {
            Key, Value, From, Scope, Masked, Protected, IsFile, Raw,
            VariablePlace.Project, VariablePlace.Group, VariablePlace.Instance, GlobalOptions.Json,
        };
        set.Validators.Add(result =>
        {
            var hasValue = result.GetResult(Value)?.Tokens.Count > 0;
            if (hasValue && result.GetResult(From) is not null)
                result.AddError("A value and --from exclude each other.");
        });
        var delete = new DocumentedCommand(
            "delete", "Delete a variable", "sallyport variables delete API_KEY --group mygroup")
        {
            Key, Scope, VariablePlace.Project, VariablePlace.Group, VariablePlace.Instance, GlobalOptions.Json,
        };
        list.SetAction(ListAsync);
        set.SetAction(SetAsync);
        delete.SetAction(DeleteAsync);
        foreach (var command in (Command[])[list, set, delete])
            command.Validators.Add(VariablePlace.RequireOne);
        return new Command("variables", "List, set or delete the CI/CD variables of a project, a group or the instance")
        {
            list, set, delete,
        };
    }

    private static async Task<int> ListAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var client = instance.GitLab();
        var variables = await VariablePlace.Of(command, client).ListAsync(cancel);
        var shown = variables.Select(VariableText.Shown).ToList();
        if (command.GetValue(GlobalOptions.Json))
        {
            var data = new JsonObject { ["variables"] = new JsonArray([.. shown]) };
            new Envelope(command.CommandResult.Command.Name, "ok", data).Print();
            return ExitCodes.Done;
        }
        foreach (var variable in shown)
            Console.Out.WriteLine(TerminalText.Visible(VariableText.Line(variable)));
        return ExitCodes.Done;
    }

    private static async Task<int> SetAsync(ParseResult command, CancellationToken cancel)
    {
        var isFile = command.GetValue(IsFile);
        var value = command.GetValue(Value)
            ?? await VariableText.ReadValueAsync(command.GetValue(From), isFile, cancel);
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var client = instance.GitLab();
        var place = VariablePlace.Of(command, client);
        var set = await place.SetAsync(new JsonObject
        {
            ["key"] = command.GetValue(Key),
            ["value"] = value,
            ["environment_scope"] = command.GetValue(Scope) ?? Everywhere,
            ["variable_type"] = isFile ? "file" : "env_var",
            ["masked"] = command.GetValue(Masked),
            ["protected"] = command.GetValue(Protected),
            ["raw"] = command.GetValue(Raw),
        }, cancel);
        // The value is not repeated: the terminal may be seen by others.
        set.Remove("value");
        Print(command, set, $"{set["key"]} is set{VariableText.Marks(set)}");
        return ExitCodes.Done;
    }

    private static async Task<int> DeleteAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var client = instance.GitLab();
        var key = command.GetValue(Key)!;
        await VariablePlace.Of(command, client).DeleteAsync(key, command.GetValue(Scope), cancel);
        Print(command, new JsonObject { ["key"] = key }, $"{key} is deleted");
        return ExitCodes.Done;
    }

    private static void Print(ParseResult command, JsonObject data, string text)
    {
        if (command.GetValue(GlobalOptions.Json))
            new Envelope(command.CommandResult.Command.Name, "ok", data).Print();
        else
            Console.Out.WriteLine(TerminalText.Visible(text));
    }
}
