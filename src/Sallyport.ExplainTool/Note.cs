namespace Sallyport.ExplainTool;

/// <summary>What a reader of an explanation should know of how it was made.</summary>
/// <param name="Text">In one or two sentences.</param>
/// <param name="Command">The command that they speak of, or null.</param>
internal sealed record Note(string Text, string? Command = null);
