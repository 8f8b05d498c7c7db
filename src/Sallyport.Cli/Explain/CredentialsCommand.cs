using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.ExplainTool;
using Spectre.Console;

namespace Sallyport.Cli.Explain;

/// <summary>
/// <c>sallyport credentials</c>: federated credentials without any token, and of each whether one can ever match.
/// </summary>
internal static class CredentialsCommand
{
    private const string Either = "Give --credentials FILE or --app APP, not both.";

    private static readonly Option<bool> Never = new("--never-matching")
    {
        Description = "Only credentials that no token can ever match",
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "credentials",
            "List federated credentials, with what can never match and what is trusted beyond its purpose; "
            + "exits with 1 when one can never match",
            "sallyport credentials --never-matching",
            "sallyport credentials --credentials credentials.json")
        {
            CredentialFile.Credentials, CredentialOptions.App, Never, GlobalOptions.Json,
        };
        command.Validators.Add(result =>
        {
            var app = result.GetValue(CredentialOptions.App);
            if (app is null)
                return;
            if (result.GetValue(CredentialFile.Credentials) is not null)
                result.AddError(Either);
            else if (ClientCheck.RefuseName("--app", app) is { } refusal)
                result.AddError(refusal);
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var all = await ReadAsync(command, cancel);
        var neverMatching = all.Count(c => c.CanNeverMatch);
        List<ListedCredential> shown = [.. all.Where(c => c.CanNeverMatch || !command.GetValue(Never))];
        if (command.GetValue(GlobalOptions.Json))
        {
            var value = new JsonArray([.. shown.Select(c => c.Json())]);
            new Envelope("credentials", "ok", new JsonObject { ["value"] = value }).Print();
        }
        else
            Print(shown, all.Count, neverMatching);
        return neverMatching == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<IReadOnlyList<ListedCredential>> ReadAsync(ParseResult command, CancellationToken cancel)
    {
        if (command.GetValue(CredentialFile.Credentials) is { } file)
            return ListedCredential.AllOf(null, await CredentialFile.ReadAsync(file, cancel));
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var directory = await TenantDirectory.OpenAsync(instance, cancel);
        if (command.GetValue(CredentialOptions.App) is { } app)
        {
            var named = await CredentialOptions.FindAsync(directory, app, cancel);
            return await OfApplicationAsync(directory, named, cancel);
        }
        var all = new List<ListedCredential>();
        await foreach (var application in directory.AllApplicationsAsync(cancel))
            all.AddRange(await OfApplicationAsync(directory, application, cancel));
        return all;
    }

    private static async Task<IReadOnlyList<ListedCredential>> OfApplicationAsync(
        TenantDirectory directory, JsonNode application, CancellationToken cancel)
    {
        var document = await directory.CredentialsAsync(TenantDirectory.IdOf(application, "id"), cancel);
        return ListedCredential.AllOf(application, document);
    }

    private static void Print(List<ListedCredential> shown, int count, int neverMatching)
    {
        foreach (var application in shown.GroupBy(c => c.Owner))
        {
            if (application.Key is { } owner)
                Terminal.Line(owner);
            foreach (var credential in application)
                Print(credential);
        }
        Terminal.Progress(count == 0
            ? "No federated credentials."
            : $"{Counted(count)}; {neverMatching} can never match.");
    }

    private static void Print(ListedCredential credential)
    {
        var colour = credential.CanNeverMatch ? "red" : "green";
        var mark = credential.CanNeverMatch ? "✗" : "•";
        var name = TerminalText.Visible(credential.Credential.Name);
        Terminal.Out.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [{colour}]{mark}[/] {name}");
        Terminal.Rows(credential.Rows(), 10);
    }

    private static string Counted(int count) =>
        count + (count == 1 ? " federated credential" : " federated credentials");
}
