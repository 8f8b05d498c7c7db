using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Cli.Explain;

/// <summary>
/// What stands beside the record of a refused sign-in: the application's other credentials as they are now, or why the client could not
/// sign in at all.
/// </summary>
/// <param name="Others">The credentials that the record does not name, the nearest first.</param>
/// <param name="Client">Why the client could not, where no assertion was looked at.</param>
internal sealed record LastRefusal(IReadOnlyList<CredentialMatch> Others, LikelyCause? Client)
{
    private static readonly int[] OfClients = [700016, 7000229, 7000112];

    /// <summary>Asks the directory.</summary>
    public static async Task<LastRefusal> ReadAsync(InstanceClient instance, SignInRecord record, CancellationToken cancel)
    {
        using var directory = await TenantDirectory.OpenAsync(instance, cancel);
        if (record.Explanation is not { } explanation)
            return new([], OfClients.Contains(record.ErrorCode) ? (await ClientCheck.OfClientIdAsync(directory, record.AppId ?? "", cancel)).Cause : null);
        return explanation.Nearest is { } nearest ? new(await OthersAsync(directory, explanation.Presented, nearest, cancel), null) : new([], null);
    }

    /// <summary>Draws them behind the record.</summary>
    public void Write(SignInRecord record, ExplanationText text)
    {
        text.Write(record);
        if (Client is not null)
            text.WriteCause(Client);
        foreach (var other in Others)
            text.WriteComparison(other);
    }

    /// <summary>Adds them to the record.</summary>
    public JsonObject Json(JsonObject record)
    {
        record["otherCredentials"] = new JsonArray([.. Others.Select(PreflightJson.Comparison)]);
        record["clientCause"] = Client is null ? null : PreflightJson.Of(Client);
        return record;
    }

    // The record keeps what expressions may test; of an older one that did not, the comparison is not known.
    private static async Task<IReadOnlyList<CredentialMatch>> OthersAsync(
        TenantDirectory directory, PresentedClaims presented, NearestCredential nearest, CancellationToken cancel)
    {
        try
        {
            var assertion = AssertionVerifier.ReadDecoded(presented.Decoded());
            var now = await directory.CredentialsAsync(nearest.ApplicationId, cancel);
            return CredentialMatcher.Compare(assertion, [.. now.Credentials.Where(c => c.Id != nearest.Id)]);
        }
        catch (HttpRequestException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return []; // the application was deleted
        }
    }
}
