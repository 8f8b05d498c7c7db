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

/// <summary>How this instance decides, as <c>sallyport explain</c> must know it.</summary>
/// <param name="Rules">The name of the rules in force.</param>
/// <param name="FurtherAlgorithms">What outside issuers may sign with besides RS256.</param>
public sealed record DecisionSettings(string Rules, IReadOnlyCollection<string> FurtherAlgorithms);

/// <summary>Asks whether an assertion would be taken: exactly one of token and claims.</summary>
/// <param name="Application">The object id of the application.</param>
/// <param name="Token">The assertion.</param>
/// <param name="Claims">The decoded claims of one, of which no signature is verified.</param>
public sealed record VerificationRequest(Guid Application, string? Token, JsonElement? Claims);

/// <summary>Whether it would be.</summary>
/// <param name="Refusal">Why not; null when it would.</param>
public sealed record VerificationAnswer(VerificationRefusal? Refusal);

/// <summary>
/// The routes behind <c>sallyport explain --app</c>: this instance's own settings, and a verification with its own keys, CA certificates and
/// issuers. As in the exchange an issuer is asked only once a credential of that application fits.
/// </summary>
public static class ExplainEndpoints
{
    private const int MaximumBody = 256 * 1024;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/sallyport/settings", (RuleSet rules, AssertionVerifier assertions) => Results.Json(new DecisionSettings(rules.Name, assertions.FurtherAlgorithms), StrictJson.Options))
            .Requires(new AdministratorRequirement());
        routes.MapPost("/sallyport/verifications", VerifyAsync).Requires(new AdministratorRequirement());
    }

    private static async Task<IResult> VerifyAsync(
        HttpContext context, ServerOptions options, IDirectoryStore store, IIssuerKeys issuers, AssertionVerifier assertions, CancellationToken cancel)
    {
        var request = await ReadAsync(context.Request, cancel);
        var application = await store.FindApplicationAsync(options.TenantId, request.Application, cancel)
            ?? throw new PortalRefusal(404, "NotFound", $"There is no application '{request.Application}'.").ToException();
        var assertion = Read(request, assertions);
        if (CredentialMatcher.Match(assertion, application.FederatedIdentityCredentials).Stage != MatchStage.Matched)
            throw BadRequest("No credential of the application fits, so no issuer is asked.");
        try
        {
            return Answer(await VerificationRefusal.FindAsync(assertion, issuers, assertions, cancel));
        }
        catch (IssuerUnreachableException unreachable)
        {
            return Answer(VerificationRefusal.Of(unreachable));
        }
    }

    // Here Sallyport plays GitLab: what mends it are its own commands.
    private static IResult Answer(VerificationRefusal? refusal) =>
        Results.Json(new VerificationAnswer(refusal is null ? null : refusal with { Cause = refusal.Cause.Local }), StrictJson.Options);

    private static Assertion Read(VerificationRequest request, AssertionVerifier assertions)
    {
        try
        {
            if (request is { Claims: { ValueKind: JsonValueKind.Object } claims, Token: null })
                return AssertionVerifier.ReadDecoded(claims);
            if (request is not { Token: { } token, Claims: null })
                throw BadRequest("The body has neither a token nor claims, or both.");
            var assertion = AssertionVerifier.Read(token);
            AssertionVerifier.RequireFederatedForm(assertion, assertions.FurtherAlgorithms);
            return assertion;
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal)
        {
            throw BadRequest(refusal.Message);
        }
    }

    private static async Task<VerificationRequest> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        if (request.ContentLength is not <= MaximumBody)
            throw BadRequest("The body has no length, or is larger than 256 KiB.");
        await request.Body.CopyToAsync(body, cancel);
        try
        {
            return JsonSerializer.Deserialize<VerificationRequest>(body.ToArray(), StrictJson.Options) ?? throw BadRequest("The body is no JSON object.");
        }
        catch (JsonException)
        {
            throw BadRequest("The body is no JSON object with application and token or claims.");
        }
    }

    private static RefusedException BadRequest(string message) => new PortalRefusal(400, "BadRequest", message).ToException();
}
