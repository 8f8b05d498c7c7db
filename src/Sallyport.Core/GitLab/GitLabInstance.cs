namespace Sallyport.Core.GitLab;

/// <summary>What the GitLab side must know of itself.</summary>
/// <param name="Url">The instance URL: scheme, host, port if not the default; no trailing slash.</param>
/// <param name="CiIdTokensIssuerUrl">
/// GitLab's setting <c>ci_id_tokens.issuer_url</c>: overrides <c>iss</c> in ID tokens and nothing else.
/// </param>
public sealed record GitLabInstance(string Url, string? CiIdTokensIssuerUrl = null)
{
    /// <summary>The GitLab version whose behaviour is followed.</summary>
    public const string Version = "19.2.0";

    /// <summary>What the instance says instead of the commit that GitLab was built from.</summary>
    public const string Revision = "sallyport";

    /// <summary>The <c>iss</c> of ID tokens, verbatim.</summary>
    public string IdTokenIssuer => CiIdTokensIssuerUrl ?? Url;

    /// <summary>Scheme, host and port, taken apart.</summary>
    public Uri Address { get; } = new(Url);

    /// <summary>Whether it plays gitlab.com, which enforces what other instances choose.</summary>
    public bool IsGitLabCom => string.Equals(Address.IdnHost, "gitlab.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Host, and port if it is not the default.</summary>
    public string Authority => Address.Authority;

    /// <summary>The URL path of an instance below a path, without trailing slash; usually empty.</summary>
    public string RelativeRoot => Address.AbsolutePath.TrimEnd('/');
}
