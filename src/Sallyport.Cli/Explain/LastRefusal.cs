using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The newest sign-in that the running instance refused, beside the application's credentials as they are now, or why
/// the client could not sign in at all.
/// </summary>
/// <param name="Record">What was recorded.</param>
/// <param name="Explanation">Why it was refused; null when no assertion was judged.</param>
internal sealed record LastRefusal(SignInRecord Record, Explanation? Explanation)
{
    /// <summary>The credentials that the record does not name, the nearest first.</summary>
    public IReadOnlyList<CredentialMatch> Others { get; init; } = [];

    /// <summary>Why the client cannot sign in, where no assertion was looked at.</summary>
    public LikelyCause? Client { get; init; }

    /// <summary>Why the assertion was refused, where it lacks a claim and no facts of it were kept.</summary>
    public LikelyCause? Unread { get; init; }

    /// <summary>Why it would no longer be refused so; null when it would.</summary>
    public string? Now { get; init; }

    /// <summary>Prints the report; fails when what was refused would be refused again.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var judging = await JudgingInstance.OpenAsync(instance, cancel);
        var app = command.GetValue(CredentialOptions.App);
        var names = app is null ? [] : await NamesAsync(judging.Directory, app, cancel);
        if (await SignIns.ListAsync(instance, refused: true, top: 1, cancel, names) is not [var record])
            return Nothing(command, app);
        var report = await OfAsync(judging, record, job: null, cancel);
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", report.Now is null ? "failed" : "ok", report.Json()).Print();
        else
            report.Write(text);
        return report.Now is null ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static int Nothing(ParseResult command, string? app)
    {
        var message = app is null
            ? "No sign-in has been refused so far."
            : $"No sign-in of '{app}' has been refused so far.";
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", "ok", new JsonObject { ["message"] = message }).Print();
        else
            Terminal.Progress(message);
        return ExitCodes.Done;
    }

    // A job may have signed in with another id of the application; that is a refusal of the application as well.
    private static async Task<IEnumerable<string>> NamesAsync(
        TenantDirectory directory, string app, CancellationToken cancel)
    {
        var found = await CredentialOptions.FindOrNullAsync(directory, app, cancel);
        return found is null ? [app] : [$"{found["appId"]}", $"{found["id"]}", $"{found["displayName"]}"];
    }

    /// <summary>Explains a refusal beside what the instance knows now.</summary>
    /// <param name="judging">The instance.</param>
    /// <param name="record">What was refused.</param>
    /// <param name="job">The job that signed in; null where nothing is known of it.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<LastRefusal> OfAsync(
        JudgingInstance judging, SignInRecord record, JobOfToken? job, CancellationToken cancel)
    {
        var refusal = new LastRefusal(record, RecordedSignIn.Explain(record, job))
        {
            Unread = RecordedSignIn.ExplainUnread(record, job),
        };
        if (record.Federated is { } federated)
            return await refusal.WithCredentialsAsync(judging, federated, cancel);
        var wasOfClient = record.AppId is not null && !record.IsClientAccepted;
        if (!wasOfClient)
            return refusal;
        var client = await ClientLookup.OfClientIdAsync(judging.Directory, record.AppId ?? "", cancel);
        var now = client.Refusal is null ? "The client can sign in now; what it presented was not looked at." : null;
        return refusal with { Client = client.ForJob(job).Cause, Now = now };
    }

    // The record cannot tell what became of keys, signature and time.
    private async Task<LastRefusal> WithCredentialsAsync(
        JudgingInstance judging, FederatedSignIn federated, CancellationToken cancel)
    {
        var directory = judging.Directory;
        if (await directory.FindAsync("applications", "appId", Record.AppId ?? "", cancel) is not [var application])
            return this; // it was deleted
        var document = await directory.CredentialsAsync(TenantDirectory.IdOf(application, "id"), cancel);
        var judge = new FederatedJudge(TimeProvider.System, new FederationPolicy());
        var reading = AssertionReader.ReadDecoded(federated.Presented.Decoded());
        var today = judge.Preview(reading, document.Credentials, judging.Settings.Policy);
        var what = federated.Outcome.IsOfPolicy()
            ? "The tenant's policy"
            : $"The credential '{today.Nearest?.Credential.Name}'";
        var mayHaveChanged = federated.Outcome.IsMismatch() || federated.Outcome.IsOfPolicy();
        return this with
        {
            Others = [.. today.Compared.Where(c => c.Credential.Id != federated.CredentialId)],
            Now = mayHaveChanged && today.IsAccepted ? $"{what} as it is now accepts it." : null,
        };
    }

    /// <summary>Prints it for people.</summary>
    public void Write(ExplanationText text)
    {
        text.Write(Record, Explanation);
        if ((Client ?? Unread) is { } cause)
            text.WriteCause(cause, $"AADSTS{Record.ErrorCode}", $"AADSTS{Record.ErrorCode}");
        foreach (var other in Others)
            text.WriteComparison(other);
        text.Labelled("now", Now);
    }

    private JsonObject Json()
    {
        var json = SignInJson.Of(Record);
        json["otherCredentials"] = new JsonArray([.. Others.Select(ExplanationJson.OfComparison)]);
        json["clientCause"] = Client is null ? null : ExplanationJson.OfCause(Client);
        json["assertionCause"] = Unread is null ? null : ExplanationJson.OfCause(Unread);
        json["now"] = Now;
        return json;
    }
}
