namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// How the directory compares names: ignoring case, by the invariant culture's upper case. The key is stored beside the
/// name, so that every database compares alike.
/// </summary>
public static class SearchKey
{
    /// <summary>The key of a name.</summary>
    public static string Of(string name) => name.ToUpperInvariant();
}
