using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain;

/// <summary>What is known around a judgement and makes its explanation better.</summary>
public sealed record ExplanationContext
{
    /// <summary>The object id of the application whose credentials were compared; empty when it is not known.</summary>
    public Guid ApplicationId { get; init; }

    /// <summary>The token as it was given; null for claims that somebody decoded.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// The credentials of the application: they tell the platform where the token itself cannot be read.
    /// </summary>
    public IReadOnlyList<FederatedIdentityCredential> Credentials { get; init; } = [];

    /// <summary>The managed identities that have the credentials; empty for those of an application.</summary>
    public IdentityOwners Identities { get; init; } = IdentityOwners.None;

    /// <summary>Whether Sallyport plays GitLab: the fixes then use its own commands.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The job that presented it, for the fixes; null where nothing is known of it.</summary>
    public JobOfToken? Job { get; init; }

    internal TokenSource Source => TokenSource.Of(Text, Credentials, IsLocal);
}
