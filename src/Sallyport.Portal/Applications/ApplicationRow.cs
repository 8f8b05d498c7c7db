using Sallyport.Core.Entra.Directory;

namespace Sallyport.Portal.Applications;

/// <summary>One line of the list of applications.</summary>
/// <param name="Application">The application, with its secrets and certificates.</param>
/// <param name="FederatedCredentials">How many federated credentials it has.</param>
public sealed record ApplicationRow(Application Application, int FederatedCredentials);

/// <summary>A page of the list.</summary>
/// <param name="Rows">Its lines.</param>
/// <param name="Search">What was searched for; empty for all.</param>
/// <param name="Page">Its number, from 1.</param>
/// <param name="HasNext">Whether another one follows.</param>
public sealed record ApplicationRows(IReadOnlyList<ApplicationRow> Rows, string Search, int Page, bool HasNext);
