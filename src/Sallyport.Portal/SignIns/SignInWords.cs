using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Portal.SignIns;

/// <summary>What the pages say of a sign-in record.</summary>
public static class SignInWords
{
    /// <summary>The application's name, or what was sent as its client id.</summary>
    public static string ApplicationOf(SignInRecord record) => Shown(record.AppDisplayName ?? record.AppId);

    /// <summary>The text, or a dash in place of none; characters that nobody would see are replaced.</summary>
    public static string Shown(string? text) => string.IsNullOrEmpty(text) ? "–" : TerminalText.Visible(text);

    /// <summary>Success, or the code of the refusal.</summary>
    public static string StatusOf(SignInRecord record) =>
        record.ErrorCode == 0 ? "Success" : $"Failure AADSTS{record.ErrorCode}";

    /// <summary>How the client proved who it is.</summary>
    public static string ProofOf(SignInRecord record) => record.ClientCredentialType switch
    {
        null => "None",
        "clientSecret" => "Client secret",
        "certificate" => "Certificate",
        "federatedIdentityCredential" => "Federated identity credential",
        var other => other,
    };
}
