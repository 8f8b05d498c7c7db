using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>Why an application takes no assertion of anybody.</summary>
internal static class ApplicationCause
{
    /// <summary>It has no credential: none was made, or it was made on another application.</summary>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    public static LikelyCause NoCredential(Guid application) => new(
        "no-credential",
        FaultSide.Credential,
        "The application has no federated identity credential.",
        CredentialFix.Create(
            application, "Create one. In place of the capitals, write the iss, sub and aud of the job that you trust:"),
        Fix.Look("If you created one, it is on another application; this lists those of this one:", application));
}
