namespace Sallyport.Core;

/// <summary>What is written only if nobody has written it since it was read.</summary>
public interface IVersioned
{
    /// <summary>The concurrency token; each write raises it by one.</summary>
    long Version { get; set; }
}
