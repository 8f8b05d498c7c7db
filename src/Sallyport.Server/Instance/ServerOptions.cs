using Sallyport.Core.Entra.Rules;
using Sallyport.Portal.Frame;

namespace Sallyport.Server.Instance;

/// <summary>
/// What a start of the server needs to know. The ids are used on the first start of a data directory only.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>The GitLab URL that the tutorial uses.</summary>
    public const string TutorialGitLabUrl = "https://gitlab.example.com";

    /// <summary>The folder that holds everything durable.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether the folder is taken although another user can write to it, or owns it.</summary>
    public bool TrustsDataDirectory { get; init; }

    /// <summary>How the commands on pages reach this instance.</summary>
    public InstanceCommand Command { get; init; } = InstanceCommand.Plain;

    /// <summary>The port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; } = 8443;

    /// <summary>The URL of the GitLab instance: the <c>iss</c> of its ID tokens. No trailing slash.</summary>
    public string GitLabUrl { get; init; } = TutorialGitLabUrl;

    /// <summary>
    /// GitLab's <c>ci_id_tokens.issuer_url</c>: overrides <c>iss</c> in ID tokens, and nothing else. Null: no override.
    /// </summary>
    public string? CiIdTokensIssuerUrl { get; init; }

    /// <summary>Which year's rules the token service follows.</summary>
    public RuleSet Rules { get; init; } = RuleSet.Entra2024;

    /// <summary>Whether CONNECT to hosts that are not served is passed on.</summary>
    public bool Tunnel { get; init; } = true;

    /// <summary>
    /// Hosts that are passed on although they belong to the cloud's domains, or although they are a loopback address.
    /// </summary>
    public IReadOnlyList<string> TunnelHosts { get; init; } = [];

    /// <summary>The proxy through which other hosts are reached, as <c>HTTPS_PROXY</c> names it; null: none.</summary>
    public string? HttpsProxy { get; init; }

    /// <summary>The hosts that are reached without that proxy, as <c>NO_PROXY</c> lists them.</summary>
    public string? NoProxy { get; init; }

    /// <summary>
    /// Whether a refusal of the token service with status 400 says <c>Retry-After: 0</c>. The real one does not; az
    /// keeps such a refusal for a minute and shows it again after the fault is fixed.
    /// </summary>
    public bool RetryAfterOnRefusals { get; init; } = true;

    /// <summary>How long sign-in records are kept; 30 days, as Microsoft Entra ID P1 and P2 keep theirs.</summary>
    public TimeSpan SignInRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The id of the tenant made on the first start.</summary>
    public Guid TenantId { get; init; } = new("5a11f047-0000-4000-8000-000000000001");

    /// <summary>The id of the subscription made on the first start.</summary>
    public Guid SubscriptionId { get; init; } = new("5a11f047-0000-4000-8000-000000000002");

    /// <summary>The client id of the owner made on the first start.</summary>
    public Guid OwnerClientId { get; init; } = new("5a11f047-0000-4000-8000-000000000003");

    /// <summary>Whether the start gives the owner back what it has lost: its application, secret and roles.</summary>
    public bool RestoreOwner { get; init; }

    /// <summary>
    /// Issuer hosts (<c>host</c> or <c>host:port</c>) that may resolve to private or loopback addresses.
    /// </summary>
    public IReadOnlyList<string> PrivateIssuers { get; init; } = [];

    /// <summary>A PEM file of CA certificates that are trusted for issuers besides the system's.</summary>
    public string? IssuerCaFile { get; init; }

    /// <summary>
    /// Key sets of issuers that cannot be reached: files (RFC 7517) by issuer, used in place of discovery.
    /// </summary>
    public IReadOnlyDictionary<string, string> IssuerKeyFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>How long fetching the two documents of an issuer may take together.</summary>
    public TimeSpan FetchTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What outside issuers may sign with besides RS256: <c>PS256</c>, <c>ES256</c>.</summary>
    public IReadOnlyCollection<string> FurtherAlgorithms { get; init; } = [];

    /// <summary>
    /// Iterations of PBKDF2 with HMAC-SHA512 that a new password gets. Source: OWASP, Password Storage Cheat Sheet.
    /// </summary>
    internal int PasswordIterations { get; init; } = 210_000;

    /// <summary>How many requests that prove nothing are answered.</summary>
    internal UnprovenLimits Unproven { get; init; } = new();

    /// <summary>The clock that tokens, keys and records follow.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
