using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// How the judgement of a federated assertion came out, in the order of the stops. The AADSTS code and the likely cause
/// are both derived from it, never one from the other.
/// </summary>
[JsonConverter(typeof(AssertionOutcomeConverter))]
public enum AssertionOutcome
{
    /// <summary>A credential matches, and whatever was asked about keys, signature and time fits.</summary>
    Accepted = 0,

    /// <summary>There is no text at all.</summary>
    Missing = 1,

    /// <summary>The text is no well-formed JWT.</summary>
    Malformed = 2,

    /// <summary>The header's <c>typ</c> names another kind of token.</summary>
    TypeNotAllowed = 3,

    /// <summary>The header's <c>alg</c> is not one that an issuer may sign with.</summary>
    AlgorithmNotAllowed = 4,

    /// <summary>A claim that every assertion needs is missing or empty.</summary>
    ClaimMissing = 5,

    /// <summary>The token was issued by Microsoft Entra itself.</summary>
    IssuedByEntra = 6,

    /// <summary>The application has no federated identity credential.</summary>
    NoCredential = 9,

    /// <summary>
    /// From <c>iat</c> to <c>exp</c> it is longer than is allowed, or there is no <c>iat</c>. Looked at before any
    /// credential.
    /// </summary>
    LivesTooLong = 10,

    /// <summary>No credential names the issuer.</summary>
    IssuerDiffers = 11,

    /// <summary>A credential names the issuer, none of those the audience.</summary>
    AudienceDiffers = 12,

    /// <summary>Issuer and audience fit; no subject does.</summary>
    SubjectDiffers = 13,

    /// <summary>Issuer and audience fit, and the subject but for its letter case.</summary>
    SubjectDiffersInCase = 14,

    /// <summary>Issuer and audience fit; no subject does, and no expression holds.</summary>
    ExpressionDiffers = 15,

    /// <summary>
    /// All that is known fits, and an expression tests a claim that is not known. Never the outcome of an exchange.
    /// </summary>
    Undecided = 16,

    /// <summary>A credential matched, and was deleted while the assertion was verified.</summary>
    CredentialDeleted = 17,

    /// <summary>A credential fits, and the tenant takes no federated assertions.</summary>
    FederationDisabled = 18,

    /// <summary>A credential fits, and the tenant does not allow its issuer.</summary>
    IssuerNotAllowed = 19,

    /// <summary>A credential fits, and a claim that the tenant demands has another value, or none.</summary>
    RequiredClaimDiffers = 20,

    /// <summary>
    /// A credential fits, and a claim that the tenant demands is not known. Never the outcome of an exchange.
    /// </summary>
    RequiredClaimUnknown = 21,

    /// <summary>The header names no key (<c>kid</c>).</summary>
    KeyNotNamed = 25,

    /// <summary>The signature is shorter than any accepted key makes it.</summary>
    SignatureTruncated = 26,

    /// <summary>The issuer's discovery document or key set could not be read.</summary>
    IssuerUnreachable = 27,

    /// <summary>The issuer's key set has no such key.</summary>
    KeyUnknown = 28,

    /// <summary>The signature does not verify with the issuer's key.</summary>
    SignatureInvalid = 29,

    /// <summary><c>nbf</c> or <c>iat</c> lies ahead.</summary>
    NotYetValid = 30,

    /// <summary><c>exp</c> has passed.</summary>
    Expired = 31,

    /// <summary>The credential takes each assertion once, and this one was presented before.</summary>
    Spent = 33,
}

/// <summary>What outcomes have in common.</summary>
public static class AssertionOutcomes
{
    /// <summary>Whether the assertion was read and no credential fits it, or none is left.</summary>
    public static bool IsMismatch(this AssertionOutcome outcome) =>
        outcome is AssertionOutcome.NoCredential
            or AssertionOutcome.IssuerDiffers
            or AssertionOutcome.AudienceDiffers
            or AssertionOutcome.SubjectDiffers
            or AssertionOutcome.SubjectDiffersInCase
            or AssertionOutcome.ExpressionDiffers
            or AssertionOutcome.Undecided
            or AssertionOutcome.CredentialDeleted;

    /// <summary>Whether a credential fits, and the tenant's policy does not take the assertion.</summary>
    public static bool IsOfPolicy(this AssertionOutcome outcome) =>
        outcome is AssertionOutcome.FederationDisabled
            or AssertionOutcome.IssuerNotAllowed
            or AssertionOutcome.RequiredClaimDiffers
            or AssertionOutcome.RequiredClaimUnknown;

    /// <summary>
    /// Whether a judgement without keys that came out so may come out otherwise with them: all that stands before the
    /// keys fits.
    /// </summary>
    public static bool MayChangeWithKeys(this AssertionOutcome outcome) =>
        outcome is AssertionOutcome.Accepted
            or AssertionOutcome.NotYetValid
            or AssertionOutcome.Expired
            or AssertionOutcome.Spent;
}

/// <summary>Outcomes in JSON: their names, in camelCase.</summary>
public sealed class AssertionOutcomeConverter()
    : JsonStringEnumConverter<AssertionOutcome>(JsonNamingPolicy.CamelCase);
