using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Asks an issuer for both of its documents, as a token service does, and keeps how far each came.
/// </summary>
/// <param name="client">Fetches them.</param>
internal sealed class IssuerLook(OutboundClient client) : IIssuerKeys
{
    private const string Discovery = "discovery";
    private const string Keys = "keys";
    private const string Token = "token";

    private static readonly FetchStage[] Stages = Enum.GetValues<FetchStage>();

    private readonly List<LiveStep> steps = [];

    /// <summary>What was asked so far, in its order.</summary>
    public IReadOnlyList<LiveStep> Steps => steps;

    /// <inheritdoc/>
    public async Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(client.TimeLimit); // for both documents together, as an exchange has it
        var documents = new IssuerDocuments(client);
        var location = await StepAsync(
            Discovery,
            IssuerDocuments.DiscoveryOf(issuer),
            () => documents.ReadDiscoveryAsync(issuer, limit.Token),
            _ => $"it is JSON, its issuer is {issuer}, and it has a jwks_uri");
        return await StepAsync(
            Keys,
            location,
            () => documents.ReadKeysAsync(location, limit.Token),
            keys => $"it has {Number(keys.Count)}");
    }

    /// <summary>Adds what the keys say of a token; nothing where none were read, or there is no token.</summary>
    public void Compare(Judgement judgement)
    {
        var isRead = steps is [.., { Document: Keys, Passed: true }];
        if (!isRead || judgement.Assertion is not { IsPartial: false } assertion)
            return;
        var kid = assertion.Jws.KeyId;
        if (judgement.Outcome == AssertionOutcome.KeyUnknown)
        {
            var why = judgement.Failure is { } unused
                ? $"the key '{kid}' {unused.Reason}"
                : $"the keys have none with the token's kid '{kid}'";
            steps.Add(new LiveStep(Token, "kid", false, why, LiveAdvice.OfKeyId));
            return;
        }
        steps.Add(new LiveStep(Token, "kid", true, $"the keys have one with the token's kid '{kid}'"));
        var isSigned = judgement.Outcome != AssertionOutcome.SignatureInvalid;
        var text = isSigned ? "the key verifies it" : "the key does not verify it";
        steps.Add(new LiveStep(Token, "signature", isSigned, text, isSigned ? null : LiveAdvice.OfSignature));
    }

    private async Task<T> StepAsync<T>(string document, string url, Func<Task<T>> read, Func<T, string> found)
    {
        try
        {
            var result = await read();
            steps.AddRange(Passed(document, url, FetchStage.Content));
            steps.Add(new LiveStep(document, NameOf(FetchStage.Content), true, found(result)));
            return result;
        }
        catch (IssuerUnreachableException failure)
        {
            steps.AddRange(Passed(document, url, failure.Stage));
            var advice = LiveAdvice.Of(document == Discovery, failure.Stage);
            steps.Add(new LiveStep(document, NameOf(failure.Stage), false, failure.Reason, advice));
            throw;
        }
    }

    private static IEnumerable<LiveStep> Passed(string document, string url, FetchStage end) =>
        Stages.Where(stage => stage < end)
            .Select(stage => new LiveStep(document, NameOf(stage), true, TextOf(stage, url)));

    private static string NameOf(FetchStage stage) => stage.ToString().ToLowerInvariant();

    private static string TextOf(FetchStage stage, string url) => stage switch
    {
        FetchStage.Url => url,
        FetchStage.Name => "the name of the host is found",
        FetchStage.Address => "the address may be asked",
        FetchStage.Connection => "the host takes the connection",
        FetchStage.Tls => "the certificate is trusted",
        FetchStage.Http => "the answer is HTTP 200",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Each document says this of itself."),
    };

    private static string Number(int keys) => keys == 1 ? "one key that can be used" : $"{keys} keys that can be used";
}
