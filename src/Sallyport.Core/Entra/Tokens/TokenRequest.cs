using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A request at the token endpoint, read once and strictly (RFC 6749 §3.2): a parameter may stand only once, names keep
/// their case, an empty value counts as absent, unknown parameters are ignored, and there is one way of authentication.
/// </summary>
public sealed class TokenRequest
{
    /// <summary>The longest body, in bytes.</summary>
    public const int MaximumBody = 80 * 1024;

    private readonly Dictionary<string, string> parameters;

    private TokenRequest(Dictionary<string, string> parameters) => this.parameters = parameters;

    /// <summary><c>grant_type</c>.</summary>
    public string GrantType => Required("grant_type");

    /// <summary><c>client_id</c>.</summary>
    public string ClientId => Required("client_id");

    /// <summary><c>scope</c>: what the v2 endpoint is asked for.</summary>
    public string Scope => Required("scope");

    /// <summary><c>resource</c>: what the v1 endpoint is asked for.</summary>
    public string Resource => Required("resource");

    /// <summary><c>username</c>.</summary>
    public string Username => Required("username");

    /// <summary><c>password</c>.</summary>
    public string Password => Required("password");

    /// <summary><c>refresh_token</c>.</summary>
    public string RefreshToken => Required("refresh_token");

    /// <summary><c>code</c>: of the authorize endpoint.</summary>
    public string Code => Required("code");

    /// <summary><c>redirect_uri</c>: to which the code was sent.</summary>
    public string RedirectUri => Required("redirect_uri");

    /// <summary><c>code_verifier</c>, or null.</summary>
    public string? CodeVerifier => parameters.GetValueOrDefault("code_verifier");

    /// <summary><c>device_code</c>; MSAL for Python sends it as <c>code</c> too.</summary>
    public string DeviceCode => Required("device_code");

    /// <summary><c>grant_type</c>, or null.</summary>
    public string? OptionalGrantType => parameters.GetValueOrDefault("grant_type");

    /// <summary><c>scope</c>, or null.</summary>
    public string? OptionalScope => parameters.GetValueOrDefault("scope");

    /// <summary><c>client_info</c>: whether the client wants to know the account's ids.</summary>
    public bool WantsClientInfo => parameters.GetValueOrDefault("client_info") == "1";

    /// <summary><c>client_secret</c>, or null.</summary>
    public string? ClientSecret => parameters.GetValueOrDefault("client_secret");

    /// <summary><c>client_assertion</c>, or null.</summary>
    public string? ClientAssertion => parameters.GetValueOrDefault("client_assertion");

    /// <summary>
    /// Reads a body of type <c>application/x-www-form-urlencoded</c> and, if there is one, the Basic credential.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="authorization">The <c>Authorization</c> header, or null.</param>
    public static TokenRequest Read(ReadOnlySpan<byte> body, string? authorization)
    {
        var parameters = RequestParameters.Read(body);
        if (authorization is not null)
            AddBasic(parameters, authorization);
        var request = new TokenRequest(parameters);
        if (request.ClientSecret is not null && request.ClientAssertion is not null)
            throw Aadsts.MalformedRequest("both client_secret and client_assertion").ToException();
        if (request.ClientAssertion is not null
            && request.Required("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            throw Aadsts.MalformedRequest("unknown client_assertion_type").ToException();
        return request;
    }

    /// <summary>Whether a body redeems a code or a refresh token. One that cannot be read does not.</summary>
    public static bool IsRedemption(ReadOnlySpan<byte> body)
    {
        try
        {
            var grant = RequestParameters.Read(body).GetValueOrDefault("grant_type");
            return grant is "authorization_code" or "refresh_token";
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private string Required(string name) =>
        parameters.GetValueOrDefault(name) ?? throw Aadsts.MissingParameter(name).ToException();

    private static byte[] ReadBasic(string authorization)
    {
        const string scheme = "Basic ";
        var bytes = new byte[authorization.Length];
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return [];
        var isRead = Convert.TryFromBase64String(authorization[scheme.Length..].Trim(), bytes, out var length);
        return isRead ? bytes[..length] : [];
    }

    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    private static void AddBasic(Dictionary<string, string> parameters, string authorization)
    {
        var pair = ReadBasic(authorization);
        var colon = Array.IndexOf(pair, (byte)':');
        if (colon < 0)
            throw Aadsts.MalformedRequest("the Authorization header is not Basic").ToException();
        var id = RequestParameters.Decode(pair.AsSpan(0, colon));
        var secret = RequestParameters.Decode(pair.AsSpan(colon + 1));
        if (parameters.ContainsKey("client_secret") || parameters.ContainsKey("client_assertion")
            || (parameters.TryGetValue("client_id", out var other) && other != id))
            throw Aadsts.MalformedRequest("two ways of authentication").ToException();
        if (id.Length > 0)
            parameters["client_id"] = id;
        if (secret.Length > 0)
            parameters["client_secret"] = secret;
    }
}
