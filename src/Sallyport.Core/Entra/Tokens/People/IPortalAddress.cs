using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Where the portal is, which only the running instance knows.</summary>
public interface IPortalAddress
{
    /// <summary>Where people may be sent back to who sign in to it.</summary>
    Task<IReadOnlyList<RedirectUri>> RedirectUrisAsync(CancellationToken cancel);
}
