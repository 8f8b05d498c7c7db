namespace Sallyport.Portal.Frame;

/// <summary>What a person is asked before something is taken away.</summary>
/// <param name="Text">The question.</param>
/// <param name="Consequence">What follows from a yes.</param>
public sealed record Question(string Text, string Consequence)
{
    /// <summary>What the button says.</summary>
    public string Button { get; init; } = "Delete";

    /// <summary>The address to which a yes is sent.</summary>
    public required string Action { get; init; }

    /// <summary>The page to which a no leads.</summary>
    public required string Back { get; init; }

    /// <summary>What that page is called.</summary>
    public required string BackLabel { get; init; }

    /// <summary>The menu's entry to which the page belongs.</summary>
    public required string Menu { get; init; }

    /// <summary>What is taken away, by names of its facts.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; init; } = [];
}
