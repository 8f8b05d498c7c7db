using System.Text;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// What a person's client asks of the authorize endpoint (RFC 6749 §4.1.1, RFC 7636 §4.3; OpenID Connect Core
/// §3.1.2.1).
/// </summary>
public sealed class AuthorizeRequest
{
    private readonly Dictionary<string, string> parameters;

    private AuthorizeRequest(Dictionary<string, string> parameters) => this.parameters = parameters;

    /// <summary><c>client_id</c>.</summary>
    public string ClientId => Required("client_id");

    /// <summary><c>redirect_uri</c>, or null: then the application's only one is meant.</summary>
    public string? RedirectUri => Optional("redirect_uri");

    /// <summary><c>response_type</c>, as it was sent.</summary>
    public string ResponseType => Required("response_type");

    /// <summary>The words of <c>response_type</c>; none when it is missing.</summary>
    public IReadOnlySet<string> ResponseTypes =>
        (Optional("response_type") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    /// <summary><c>response_mode</c>, or null.</summary>
    public string? ResponseMode => Optional("response_mode");

    /// <summary><c>scope</c>.</summary>
    public string Scope => Required("scope");

    /// <summary><c>state</c>, which goes back as it came.</summary>
    public string? State => Optional("state");

    /// <summary><c>nonce</c>, which goes into the ID token.</summary>
    public string? Nonce => Optional("nonce");

    /// <summary><c>code_challenge</c>, or null.</summary>
    public string? CodeChallenge => Optional("code_challenge");

    /// <summary><c>code_challenge_method</c>: <c>plain</c> when there is none.</summary>
    public string CodeChallengeMethod => Optional("code_challenge_method") ?? "plain";

    /// <summary><c>login_hint</c>: the name to begin with.</summary>
    public string LoginHint => Optional("login_hint") ?? "";

    /// <summary><c>client_info</c>: whether the client wants to know the account's ids.</summary>
    public bool WantsClientInfo => Optional("client_info") == "1";

    /// <summary>Whether <c>prompt</c> holds a word.</summary>
    public bool Prompts(string word) =>
        (Optional("prompt") ?? "").Split(' ').Contains(word, StringComparer.Ordinal);

    /// <summary>Reads a query or a form. Throws AADSTS9002313.</summary>
    public static AuthorizeRequest Read(string text) => new(RequestParameters.Read(Encoding.UTF8.GetBytes(text)));

    private string? Optional(string name) => parameters.GetValueOrDefault(name);

    private string Required(string name) => Optional(name) ?? throw Aadsts.MissingParameter(name).ToException();
}
