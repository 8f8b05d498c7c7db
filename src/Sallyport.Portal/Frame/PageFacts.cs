namespace Sallyport.Portal.Frame;

/// <summary>To what a page belongs.</summary>
/// <param name="Product">Its name on the page: <c>GitLab</c>, <c>Portal</c>.</param>
/// <param name="Root">What stands before every path of the surface, such as <c>/gitlab</c>; mostly empty.</param>
/// <param name="SignIn">The path of the page for signing in.</param>
/// <param name="SignOut">The path to which the form for signing out is sent.</param>
public sealed record PageSite(string Product, string Root, string SignIn, string SignOut);

/// <summary>What every page needs beside its own subject.</summary>
public sealed record PageFacts
{
    /// <summary>To what it belongs.</summary>
    public required PageSite Site { get; init; }

    /// <summary>What stands before every path of the surface, such as <c>/gitlab</c>; mostly empty.</summary>
    public string Root => Site.Root;

    /// <summary>Who looks at the page; null for somebody who has not signed in.</summary>
    public string? User { get; init; }

    /// <summary>The name of the hidden field that proves that a form comes from one of our pages.</summary>
    public required string ForgeryField { get; init; }

    /// <summary>The value of that field for this visitor.</summary>
    public required string ForgeryToken { get; init; }

    /// <summary>What the last form has done; null when the page follows no form.</summary>
    public string? Notice { get; init; }

    /// <summary>The entries of the menu that lead this visitor somewhere; empty for a site without a menu.</summary>
    public IReadOnlyList<MenuEntry> Menu { get; init; } = [];

    /// <summary>How the commands on the page reach this instance.</summary>
    public required InstanceCommand Command { get; init; }

    /// <summary>The time, for ages.</summary>
    public required DateTimeOffset Now { get; init; }
}
