using Sallyport.Core.Entra.Directory;

namespace Sallyport.Portal.Users;

/// <summary>Applications that a user owns.</summary>
/// <param name="Rows">The first of them by name.</param>
/// <param name="HasMore">Whether there are more.</param>
public sealed record OwnedApplications(IReadOnlyList<Application> Rows, bool HasMore);
