using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Tests.Entra;

/// <summary>Credentials for tests that care about one part of them.</summary>
internal static class TestCredential
{
    /// <summary>A flexible credential that trusts <c>https://gitlab.example.com</c>.</summary>
    public static FederatedIdentityCredential Flexible(string expression) => new()
    {
        Id = Guid.CreateVersion7(),
        ApplicationId = Guid.CreateVersion7(),
        Name = "any-branch",
        Issuer = "https://gitlab.example.com",
        Audience = "https://gitlab.example.com",
        Expression = expression,
        ExpressionLanguageVersion = 1,
        CreatedDateTime = default,
    };
}
