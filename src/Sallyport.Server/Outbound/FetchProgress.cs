using Sallyport.Core.Entra.Federation;

namespace Sallyport.Server.Outbound;

/// <summary>
/// How far a request has come, kept with the request itself: a failure, or a time limit, does not say where it struck.
/// </summary>
internal sealed class FetchProgress
{
    /// <summary>Where a request keeps it.</summary>
    public static readonly HttpRequestOptionsKey<FetchProgress> Key = new(nameof(FetchProgress));

    /// <summary>
    /// The stage that has begun. A request that nothing was dialled for went over a connection that was there already.
    /// </summary>
    public FetchStage Reached { get; set; } = FetchStage.Http;

    /// <summary>That of a request.</summary>
    public static FetchProgress Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var progress) ? progress : new FetchProgress();
}
