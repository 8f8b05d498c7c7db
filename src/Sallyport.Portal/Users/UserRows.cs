using Sallyport.Core.Entra.Directory;

namespace Sallyport.Portal.Users;

/// <summary>A page of the list of users.</summary>
/// <param name="Rows">Its lines.</param>
/// <param name="Search">What was searched for; empty for all.</param>
/// <param name="Page">Its number, from 1.</param>
/// <param name="HasNext">Whether another one follows.</param>
public sealed record UserRows(IReadOnlyList<User> Rows, string Search, int Page, bool HasNext);
