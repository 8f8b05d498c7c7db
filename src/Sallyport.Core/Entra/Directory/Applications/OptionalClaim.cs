namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// A claim that an application asks for in a kind of token. All are stored and shown; <c>idtyp</c> in access tokens is
/// the one that has an effect here. Source: Microsoft Graph, resource type <c>optionalClaim</c>.
/// </summary>
/// <param name="Token">The kind of token: <c>idToken</c>, <c>accessToken</c> or <c>saml2Token</c>.</param>
/// <param name="Name">The name of the claim.</param>
/// <param name="Source">Where its value comes from: null for a claim that is predefined, or <c>user</c>.</param>
/// <param name="Essential">Whether the client needs it; a note without an effect.</param>
/// <param name="AdditionalProperties">Further wishes about the claim, in their order.</param>
public sealed record OptionalClaim(
    string Token, string Name, string? Source, bool Essential, List<string> AdditionalProperties)
{
    /// <summary>The kinds of token, as Graph lists them.</summary>
    public static IReadOnlyList<string> Tokens { get; } = ["idToken", "accessToken", "saml2Token"];

    /// <summary>Whether access tokens for the application are to say whose they are (<c>idtyp</c>).</summary>
    public bool IsTypeOfAccessToken => Token == "accessToken" && Name == "idtyp";
}
