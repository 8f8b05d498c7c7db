namespace Sallyport.Portal.Frame;

/// <summary>What every page needs beside its own subject.</summary>
public sealed record PageFacts
{
    /// <summary>What stands before every path of the surface, such as <c>/gitlab</c>; mostly empty.</summary>
    public required string Root { get; init; }

    /// <summary>Who looks at the page; null for somebody who has not signed in.</summary>
    public string? User { get; init; }

    /// <summary>The name of the hidden field that proves that a form comes from one of our pages.</summary>
    public required string ForgeryField { get; init; }

    /// <summary>The value of that field for this visitor.</summary>
    public required string ForgeryToken { get; init; }

    /// <summary>What the last form has done; null when the page follows no form.</summary>
    public string? Notice { get; init; }

    /// <summary>The time, for ages.</summary>
    public required DateTimeOffset Now { get; init; }
}
