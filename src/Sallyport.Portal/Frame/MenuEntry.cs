namespace Sallyport.Portal.Frame;

/// <summary>An entry of a site's menu.</summary>
/// <param name="Address">The page to which it leads.</param>
/// <param name="Label">What it is called.</param>
public sealed record MenuEntry(string Address, string Label);
