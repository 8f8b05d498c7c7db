using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>The settings of this instance that decide about assertions, for <c>sallyport explain</c>.</summary>
/// <param name="Rules">The name of the rules in force.</param>
/// <param name="FurtherAlgorithms">What outside issuers may sign with besides RS256.</param>
/// <param name="Policy">What the tenant demands of assertions.</param>
public sealed record DecisionSettings(
    string Rules, IReadOnlyCollection<string> FurtherAlgorithms, TenantPolicy Policy);

/// <summary>Asks how an assertion would be judged. It has either a token or claims.</summary>
/// <param name="Application">The object id of the application.</param>
/// <param name="Token">The assertion.</param>
/// <param name="Claims">The decoded claims of an assertion; no signature is verified.</param>
public sealed record JudgementRequest(Guid Application, string? Token, JsonElement? Claims);

/// <summary>How it would be judged: the facts, from which the reader makes an explanation.</summary>
/// <param name="Outcome">What the judge found.</param>
/// <param name="Detail">The claim that is missing, or the algorithm that is not allowed.</param>
/// <param name="Demanded">The claim that the tenant demands.</param>
/// <param name="Failure">How the issuer could not be reached.</param>
/// <param name="JudgedAt">The time that lifetimes were compared with.</param>
/// <param name="KeysAsked">Whether the issuer's keys were read.</param>
public sealed record JudgementAnswer(
    AssertionOutcome Outcome,
    string? Detail,
    DemandedClaim? Demanded,
    IssuerFailure? Failure,
    DateTimeOffset JudgedAt,
    bool KeysAsked);

/// <summary>
/// The routes behind <c>sallyport explain --app</c>: this instance's own settings, and its judgement with its own keys,
/// CA certificates and issuers. It is the exchange's judge, so an issuer is asked only once a credential of that
/// application fits; nothing is spent.
/// </summary>
internal static class ExplainEndpoints
{
    private const int MaximumBody = 256 * 1024;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/sallyport/settings", SettingsAsync).Requires(new PortalAdministrator());
        routes.MapPost("/sallyport/judgements", JudgeAsync).Requires(new PortalAdministrator());
    }

    private static async Task<IResult> SettingsAsync(
        RuleSet rules, FederatedJudge judge, TenantPolicies policies, CancellationToken cancel)
    {
        var policy = await policies.GetAsync(cancel);
        return Results.Json(
            new DecisionSettings(rules.Name, judge.Policy.FurtherAlgorithms, policy), StrictJson.Options);
    }

    private static async Task<IResult> JudgeAsync(
        HttpRequest body,
        TenantPolicies policies,
        IDirectoryStore store,
        ApplicationJudge judge,
        CancellationToken cancel)
    {
        var request = await ReadAsync(body, cancel);
        var application = await store.FindApplicationAsync(policies.TenantId, request.Application, cancel)
            ?? throw NotFound($"There is no application '{request.Application}'.");
        var judgement = await judge.JudgeAsync(application, Read(request), cancel);
        var failure = judgement.Failure is { } f ? new IssuerFailure(f.Url, f.Reason) : null;
        var answer = new JudgementAnswer(
            judgement.Outcome,
            judgement.Detail,
            judgement.Demanded,
            failure,
            judgement.JudgedAt,
            judgement.KeysAsked);
        return Results.Json(answer, StrictJson.Options);
    }

    private static AssertionReading Read(JudgementRequest request) => request switch
    {
        { Token: { } token, Claims: null } => AssertionReader.Read(token),
        { Token: null, Claims: { ValueKind: JsonValueKind.Object } claims } => AssertionReader.ReadDecoded(claims),
        _ => throw BadRequest("The body has neither a token nor claims, or both."),
    };

    private static async Task<JudgementRequest> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = await LimitedBody.ReadAsync(request, MaximumBody, cancel)
            ?? throw BadRequest("The body is larger than 256 KiB.");
        try
        {
            return JsonSerializer.Deserialize<JudgementRequest>(body, StrictJson.Options)
                ?? throw BadRequest("The body is no JSON object.");
        }
        catch (JsonException)
        {
            throw BadRequest("The body is no JSON object with application and token or claims.");
        }
    }

    private static RefusedException BadRequest(string message) =>
        new PortalRefusal(400, "BadRequest", message).ToException();

    private static RefusedException NotFound(string message) =>
        new PortalRefusal(404, "NotFound", message).ToException();
}
