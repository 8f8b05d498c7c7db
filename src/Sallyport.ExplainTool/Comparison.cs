using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;
using Sallyport.Explain.Brought;
using Sallyport.Explain.Fixes;

namespace Sallyport.ExplainTool;

/// <summary>Compares what is presented with the credentials of one application, on this machine alone.</summary>
/// <param name="document">The credentials.</param>
/// <param name="client">Whether the client could sign in at all.</param>
/// <param name="judge">Judges with the settings of the tenant that is meant.</param>
/// <param name="demands">What that tenant demands of every token.</param>
internal sealed class Comparison(
    CredentialDocument document, ClientCheck client, FederatedJudge judge, TenantPolicy demands)
{
    private const string Graph = "https://graph.microsoft.com/";

    // It may trust a managed identity's token for the exchange.
    private static readonly FederationPolicy OfRealTenant = new() { TakesManagedIdentities = true };

    /// <summary>A comparison for a real tenant, whose policy nobody can read.</summary>
    public static Comparison ForRealTenant(CredentialDocument document, ClientCheck client) =>
        new(document, client, new FederatedJudge(TimeProvider.System, OfRealTenant), TenantPolicy.None);

    /// <summary>What was presented, as it was.</summary>
    public FederatedJudge Judge => judge;

    /// <summary>Judges as far as no key is needed.</summary>
    public Judgement Preview(Presented presented) => judge.Preview(presented.Read(), document.Credentials, demands);

    /// <summary>Judges, and explains it.</summary>
    public async Task<Explained> ExplainAsync(Presented presented)
    {
        var explained = new Explained(presented, Explain(Preview(presented), presented, isLocal: false))
        {
            Notes = [.. NotesOf(document), .. NotesOf(presented)],
        };
        return await WithOpen(explained, isOfInstance: false).WithRestAsync(ExplainAsync);
    }

    /// <summary>Puts a judgement into words.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="presented">What was judged.</param>
    /// <param name="isLocal">Whether Sallyport plays GitLab: the fixes then use its own commands.</param>
    public Explanation Explain(Judgement judgement, Presented presented, bool isLocal)
    {
        var context = new ExplanationContext
        {
            ApplicationId = document.ApplicationId,
            Text = presented.Token,
            Credentials = document.Credentials,
            Identities = document.Identities,
            Job = presented.Job,
            IsLocal = isLocal,
        };
        return client.ForJob(presented.Job).Over(Explanation.Of(judgement, context));
    }

    /// <summary>The same with what a match says nothing about.</summary>
    public static Explained WithOpen(Explained explained, bool isOfInstance) =>
        explained with { Open = Unchecked.Of(explained.Explanation.Judgement, isOfInstance) };

    /// <summary>What a reader must know of how the claims came, and of their times.</summary>
    public static IEnumerable<Note> NotesOf(Presented presented)
    {
        if (presented.Around.Count > 0)
            yield return new Note(
                $"The text is, or has, {BroughtText.NamesOf(presented.Around)}. What is inside was compared.");
        var isOfJob = presented.Job is not null;
        if (isOfJob || presented.Read().Assertion is not { } assertion)
            yield break;
        if (Unchecked.TimeOf(assertion, TimeProvider.System.GetUtcNow()) is { } time)
            yield return new Note(time);
    }

    /// <summary>What a reader must know of the list of credentials before trusting a comparison with it.</summary>
    public static IEnumerable<Note> NotesOf(CredentialDocument document)
    {
        if (document.NextLink is not { } next)
            yield break;
        var isGraph = next.StartsWith(Graph, StringComparison.Ordinal);
        yield return new Note(
            "The list of credentials is not complete (@odata.nextLink): the one that fits may be on the next page. " +
            "Get that page as well, and add its entries to the list:",
            isGraph ? $"az rest --method GET --uri {ShellWord.Quoted(next)}" : null);
    }
}
