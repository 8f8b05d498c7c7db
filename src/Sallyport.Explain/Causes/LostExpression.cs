using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// A credential that has lost its expression: Graph v1.0, and az with it, shows neither a subject nor an expression
/// there.
/// </summary>
internal static class LostExpression
{
    public static bool IsIn(FederatedIdentityCredential credential) =>
        string.IsNullOrEmpty(credential.Subject) && credential.Expression is null;

    public static LikelyCause Of(FederatedIdentityCredential credential) => new(
        "expression-lost",
        FaultSide.Either,
        $"The credential '{credential.Name}' has neither a subject nor an expression here: Graph v1.0, which "
        + "`az ad app federated-credential list` asks, leaves expressions out.",
        Fix.Look(
            "List the credentials through beta, which keeps the expressions, and explain again:",
            credential.ApplicationId));
}
