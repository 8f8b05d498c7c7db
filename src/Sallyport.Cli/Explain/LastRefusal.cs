using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The newest sign-in that the running instance refused, beside the application's credentials as they are now, or why the client could not
/// sign in at all.
/// </summary>
/// <param name="Others">The credentials that the record does not name, the nearest first.</param>
/// <param name="Client">Why the client cannot sign in, where no assertion was looked at.</param>
/// <param name="Now">Why it would no longer be refused so; null when it would.</param>
internal sealed record LastRefusal(IReadOnlyList<CredentialMatch> Others, LikelyCause? Client, string? Now)
{
    private static readonly int[] OfClients = [700016, 7000229, 7000112];

    /// <summary>Prints the report; fails when what was refused would be refused again.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var directory = await TenantDirectory.OpenAsync(instance, cancel);
        var app = command.GetValue(CredentialOptions.App);
        var refused = await SignIns.ListAsync(instance, refused: true, top: 1, cancel, app is null ? [] : await NamesAsync(directory, app, cancel));
        if (refused is not [var record])
            return Nothing(command, $"No sign-in {(app is null ? "" : $"of '{app}' ")}has been refused so far.");
        var report = await OfAsync(directory, record, cancel);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", report.Now is null ? "failed" : "ok", report.Json(record)).Print();
        else
            report.Write(record, text);
        return report.Now is null ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static int Nothing(ParseResult command, string message)
    {
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", "ok", new JsonObject { ["message"] = message }).Print();
        else
            Terminal.Progress(message);
        return ExitCodes.Done;
    }

    // A job may have signed in with another id of the application; that is a refusal of the application as well.
    private static async Task<IEnumerable<string>> NamesAsync(TenantDirectory directory, string app, CancellationToken cancel) =>
        await CredentialOptions.FindOrNullAsync(directory, app, cancel) is { } found ? [$"{found["appId"]}", $"{found["id"]}", $"{found["displayName"]}"] : [app];

    private static async Task<LastRefusal> OfAsync(TenantDirectory directory, SignInRecord record, CancellationToken cancel)
    {
        if (record.Explanation is { } explanation)
            return await OfAssertionAsync(directory, record, explanation, cancel);
        if (!OfClients.Contains(record.ErrorCode))
            return new LastRefusal([], null, null);
        var client = await ClientCheck.OfClientIdAsync(directory, record.AppId ?? "", cancel);
        return new LastRefusal([], client.Cause, client.Refusal is null ? "The client can sign in by now; what it presented was not looked at." : null);
    }

    // Of keys, signature and time the record cannot tell how they are now.
    private static async Task<LastRefusal> OfAssertionAsync(TenantDirectory directory, SignInRecord record, Explanation explanation, CancellationToken cancel)
    {
        if (await directory.FindAsync("applications", "appId", record.AppId ?? "", cancel) is not [var application])
            return new LastRefusal([], null, null); // it was deleted
        var credentials = (await directory.CredentialsAsync(TenantDirectory.IdOf(application, "id"), cancel)).Credentials;
        var compared = CredentialMatcher.Compare(RecordedMatch.AssertionOf(explanation.Presented), credentials);
        var taken = RecordedMatch.IsMismatch(explanation) && compared is [{ Stage: MatchStage.Matched, Credential: { } credential }, ..]
            ? $"The credential '{credential.Name}' as it is now takes it."
            : null;
        return new LastRefusal([.. compared.Where(c => c.Credential!.Id != explanation.Nearest?.Id)], null, taken);
    }

    private void Write(SignInRecord record, ExplanationText text)
    {
        text.Write(record);
        if (Client is not null)
            text.WriteCause(Client, $"AADSTS{record.ErrorCode}", $"AADSTS{record.ErrorCode}");
        foreach (var other in Others)
            text.WriteComparison(other);
        text.Labelled("now", Now);
    }

    private JsonObject Json(SignInRecord record)
    {
        var json = JsonSerializer.SerializeToNode(record, StrictJson.Options)!.AsObject();
        var (in2026, in2024) = RecordedMatch.CodesOf(record);
        json["codes"] = PreflightJson.Codes(in2026, in2024);
        json["otherCredentials"] = new JsonArray([.. Others.Select(PreflightJson.Comparison)]);
        json["clientCause"] = Client is null ? null : PreflightJson.Of(Client);
        json["now"] = Now;
        return json;
    }
}
