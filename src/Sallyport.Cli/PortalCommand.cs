using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;
using Sallyport.Server.Instance;

namespace Sallyport.Cli;

/// <summary><c>sallyport portal</c>: opens the portal in the person's browser, signed in by a link.</summary>
internal static class PortalCommand
{
    private static readonly Option<string?> User = new("--user")
    {
        Description = "Whose account; a name without a domain is of the first tenant [default: the first person's]",
        HelpName = "NAME",
    };

    private static readonly Option<bool> PrintOnly = new("--print")
    {
        Description = "Print the link and open nothing, as with --json or when there is no browser",
    };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "portal",
            "Open the portal in the browser with a link that signs in once, within an hour",
            "sallyport portal",
            "sallyport portal --user ada@sallyport.onmicrosoft.com",
            "sallyport portal --print") { User, PrintOnly, GlobalOptions.Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        using var instance = InstanceClient.Open(directory);
        var user = command.GetValue(User) ?? instance.Instance.AdministratorName;
        var link = await SignInLink.NewAsync(instance, user, cancel) ?? throw new CommandFailedException(
            ExitCodes.Usage, $"there is no enabled account '{user}' in the directory; `az ad user list` shows all");
        if (command.GetValue(GlobalOptions.Json))
            PrintJson(link);
        else if (command.GetValue(PrintOnly))
            Print(link);
        else
            await OpenAsync(directory, link, cancel);
        return ExitCodes.Done;
    }

    private static void PrintJson(SignInLink link)
    {
        var portal = new JsonObject { ["url"] = link.Portal, ["signInLink"] = link.Link };
        var data = new JsonObject { ["portal"] = portal, ["userPrincipalName"] = link.Person };
        new Envelope("portal", "ok", data).Print();
    }

    private static void Print(SignInLink link)
    {
        Terminal.Line(link.Link);
        Terminal.Progress($"This link signs {link.Person} in once, within an hour.");
    }

    /// <summary>
    /// What a program is started with, every user of the machine can read. So the browser gets a file that only its
    /// owner can read and that leads on to the link.
    /// </summary>
    private static async Task OpenAsync(InstanceDirectory directory, SignInLink link, CancellationToken cancel)
    {
        PrivateFile.Write(directory.SignInPage, Page(WebUtility.HtmlEncode(link.Link)));
        if (!await Browser.OpenAsync(new Uri(directory.SignInPage).AbsoluteUri, cancel))
        {
            File.Delete(directory.SignInPage);
            Terminal.Progress("There is no browser to open it in: open the link yourself.");
            Print(link);
            return;
        }
        Terminal.Line($"Opened {link.Portal} in the browser. Its link signs {link.Person} in once, within an hour.");
        Terminal.Line($"If no page appears: {directory.Command("portal --print")}");
    }

    private static string Page(string link) => $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="refresh" content="0; url={link}">
        <title>Sallyport</title>
        <p><a href="{link}">Sign in to the portal</a></p>
        </html>

        """;
}
