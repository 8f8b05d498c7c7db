namespace Sallyport.House.Tests;

/// <summary>Something that a measure found.</summary>
/// <param name="Place">Where, in the grain of NotYet.txt: a folder, or two rooms.</param>
/// <param name="Text">What to act on: <c>file:line what</c>, or the arrow.</param>
internal sealed record Finding(string Place, string Text);

/// <summary>A rule of the house that the whole tree is held to.</summary>
/// <param name="Name">Its name in NotYet.txt.</param>
/// <param name="Find">Finds what breaks it.</param>
internal sealed record Measure(string Name, Func<IEnumerable<Finding>> Find);
