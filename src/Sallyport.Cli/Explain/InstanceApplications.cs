using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The applications of the running instance with their federated credentials, read once: which of them an ID token of a
/// job could sign in as. The instance judges; nothing is decided here.
/// </summary>
internal sealed class InstanceApplications
{
    private readonly JudgingInstance instance;
    private readonly List<(JsonNode Application, CredentialDocument Document)> applications = [];
    private bool hasMore;

    private InstanceApplications(JudgingInstance instance) => this.instance = instance;

    /// <summary>Reads the tenant's applications, up to a hundred.</summary>
    public static async Task<InstanceApplications> ReadAsync(JudgingInstance instance, CancellationToken cancel)
    {
        var read = new InstanceApplications(instance);
        var (found, more) = await instance.Directory.ApplicationsAsync(cancel);
        foreach (var application in found)
        {
            var id = TenantDirectory.IdOf(application, "id");
            read.applications.Add((application, await instance.Directory.CredentialsAsync(id, cancel)));
        }
        read.hasMore = more;
        return read;
    }

    /// <summary>The code that the instance's own rules answer; null when it would match.</summary>
    public string? CodeOf(Explanation explanation) =>
        explanation.RefusalUnder(RuleSet.Find(instance.Settings.Rules) ?? RuleSet.Entra2026)?.Code;

    /// <summary>What they say of an ID token.</summary>
    /// <param name="presented">The token, or its claims.</param>
    /// <param name="withKeys">Whether the instance asks the issuer for its keys where a credential fits.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<ApplicationVerdicts> JudgeAsync(
        Presented presented, bool withKeys, CancellationToken cancel)
    {
        var together = instance.Preview(presented, [.. applications.SelectMany(a => a.Document.Credentials)]);
        if (together.Assertion is null)
            return Verdicts([], null) with { Unread = Explanation.Of(together, ContextOf(presented, Guid.Empty)) };
        if (together.Nearest is not { } nearest)
            return Verdicts([], null);
        if (nearest.Stage != MatchStage.Matched)
            return Verdicts([], new NearestCredential(NameOf(OwnerOf(nearest.Credential)), nearest));
        var fitting = new List<FittingApplication>();
        foreach (var (application, document) in applications)
        {
            var judged = instance.Preview(presented, document.Credentials);
            if (judged.Nearest?.Stage == MatchStage.Matched)
                fitting.Add(await ExplainAsync(application, judged, presented, withKeys, cancel));
        }
        return Verdicts(fitting, null);
    }

    private async Task<FittingApplication> ExplainAsync(
        JsonNode application, Judgement previewed, Presented presented, bool withKeys, CancellationToken cancel)
    {
        var id = TenantDirectory.IdOf(application, "id");
        var client = await ClientLookup.OfApplicationAsync(instance.Directory, application, cancel);
        var mayVerify = withKeys && client.Refusal is null && previewed.Outcome.MayChangeWithKeys();
        var judged = mayVerify ? await instance.JudgeAsync(previewed, id, presented, cancel) : previewed;
        var explanation = client.Over(Explanation.Of(judged, ContextOf(presented, id)));
        return new FittingApplication(NameOf(application), explanation);
    }

    private ApplicationVerdicts Verdicts(List<FittingApplication> fitting, NearestCredential? nearest) =>
        new(applications.Count, hasMore, fitting, nearest, null);

    private JsonNode OwnerOf(FederatedIdentityCredential credential) =>
        applications.First(a => a.Document.Credentials.Contains(credential)).Application;

    private static NamedApplication NameOf(JsonNode application) =>
        new($"{application["displayName"]}", TenantDirectory.IdOf(application, "appId"));

    private static ExplanationContext ContextOf(Presented presented, Guid application) => new()
    {
        ApplicationId = application,
        Text = presented.Token,
        Job = presented.Job,
        IsLocal = true,
    };
}
