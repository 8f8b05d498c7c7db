using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// What a tenant demands of every federated assertion, whatever the credentials of its applications say, and what it
/// tells people. It is given and replaced as a whole: each demand is said, so that a forgotten or misspelt one takes no
/// demand away.
/// Source: public reports of AADSTS7002381 and AADSTS700238; Azure DevOps, "Troubleshoot an Azure Resource Manager
/// workload identity service connection", for AADSTS700223.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TenantPolicy
{
    private static readonly TenantPolicyJson Strict = new(new JsonSerializerOptions(StrictJson.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    /// <summary>The policy of a tenant that demands nothing, and of one whose policy nobody can know.</summary>
    public static TenantPolicy None { get; } =
        new() { FederationDisabled = false, AllowedIssuers = null, RequiredClaims = [] };

    /// <summary>Whether no federated assertion is taken at all (AADSTS700223).</summary>
    public required bool FederationDisabled { get; init; }

    /// <summary>The issuers whose assertions are taken; null for all. Others are refused with AADSTS700238.</summary>
    public required IReadOnlyList<string>? AllowedIssuers { get; init; }

    /// <summary>What assertions must say besides (AADSTS7002381).</summary>
    public required IReadOnlyList<RequiredClaim> RequiredClaims { get; init; }

    /// <summary>
    /// Whether whoever signs in by an unknown name is told that nobody has it (AADSTS50034), as the real service does.
    /// Strangers learn then who has an account. It takes no demand away, so that it may be left out.
    /// </summary>
    public bool UnknownAccountsAreTold { get; init; }

    /// <summary>
    /// Reads the JSON form. Null when it is none: a demand is missing, a member is unknown, given twice or of another
    /// type.
    /// </summary>
    public static TenantPolicy? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return StrictJson.ReadObject(utf8)?.Deserialize(Strict.TenantPolicy);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The JSON form, in which it is stored and shown.</summary>
    public string Write() => JsonSerializer.Serialize(this, Strict.TenantPolicy);

    /// <summary>The judgement of an assertion that a credential fits, by this policy as well.</summary>
    internal Judgement Apply(Judgement matched)
    {
        var assertion = matched.Assertion!;
        if (FederationDisabled)
            return matched with { Outcome = AssertionOutcome.FederationDisabled };
        if (AllowedIssuers?.Any(issuer => IsSame(issuer, assertion.Issuer)) == false)
            return matched with { Outcome = AssertionOutcome.IssuerNotAllowed };
        var unmet = RequiredClaims
            .Where(required => IsSame(required.Issuer, assertion.Issuer) && !required.IsMetBy(assertion))
            .OrderBy(required => required.IsUnknownIn(assertion)) // what is known to be wrong decides
            .FirstOrDefault();
        if (unmet is null)
            return matched;
        var isUnknown = unmet.IsUnknownIn(assertion);
        return matched with
        {
            Outcome = isUnknown ? AssertionOutcome.RequiredClaimUnknown : AssertionOutcome.RequiredClaimDiffers,
            Demanded = new DemandedClaim(unmet.Claim, unmet.Values, assertion.Claims.String(unmet.Claim) ?? ""),
        };
    }

    /// <summary>Whether two texts name one issuer: a slash at the end makes no difference to a policy.</summary>
    internal static bool IsSame(string issuer, string other) => WithSlash(issuer) == WithSlash(other);

    /// <summary>An issuer as the service names it in what it says of policies.</summary>
    internal static string WithSlash(string issuer) => issuer.EndsWith('/') ? issuer : issuer + "/";
}

/// <summary>A claim that a tenant demands in the assertions of an issuer.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Claim">The name of the claim.</param>
/// <param name="Values">The values of which it must have one, letter by letter.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequiredClaim(string Issuer, string Claim, IReadOnlyList<string> Values)
{
    internal bool IsMetBy(Assertion assertion) =>
        assertion.Claims.String(Claim) is { } value && Values.Contains(value, StringComparer.Ordinal);

    /// <summary>Whether the assertion may have the claim although it is not among those that are known.</summary>
    internal bool IsUnknownIn(Assertion assertion) =>
        assertion.IsPartial && !assertion.Claims.TryGetProperty(Claim, out _);
}

/// <summary>A demand of the tenant that an assertion did not meet.</summary>
/// <param name="Claim">The name of the claim.</param>
/// <param name="Values">The values of which it must have one.</param>
/// <param name="Actual">The value that it has; empty when it is missing, no text, or not known.</param>
public sealed record DemandedClaim(string Claim, IReadOnlyList<string> Values, string Actual)
{
    /// <summary>The values as messages list them: <c>'a', 'b' or 'c'</c>.</summary>
    public string ListOfValues
    {
        get
        {
            var quoted = Values.Select(value => $"'{value}'").ToList();
            return quoted is [.. var first, var last] && first.Count > 0
                ? $"{string.Join(", ", first)} or {last}"
                : string.Concat(quoted);
        }
    }
}

/// <summary>How policies are read and written, without reflection.</summary>
[JsonSerializable(typeof(TenantPolicy))]
internal sealed partial class TenantPolicyJson : JsonSerializerContext;
