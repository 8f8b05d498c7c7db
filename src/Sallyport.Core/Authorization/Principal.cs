namespace Sallyport.Core.Authorization;

/// <summary>
/// The door to this room: who may do what, where. It owns scopes, action patterns, roles and their assignments, and the
/// one place that decides (<see cref="AccessEvaluator"/>). It is pure: it reads no database, knows no route, and
/// refuses nothing.
/// </summary>
/// <param name="TenantId">The tenant that vouches for the principal.</param>
/// <param name="ObjectId">The object id, to which roles are given.</param>
/// <param name="ClientId">The client id of the application that it stands for.</param>
public sealed record Principal(Guid TenantId, Guid ObjectId, Guid ClientId);
