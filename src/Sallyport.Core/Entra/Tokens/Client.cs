using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>A client that exists and may sign in; whether it is the one that asks is another question.</summary>
/// <param name="Application">Its application, with its credentials.</param>
/// <param name="Principal">Its service principal in the tenant.</param>
public sealed record Client(Application Application, ServicePrincipal Principal);
