namespace Sallyport.ExplainTool;

/// <summary>One step of asking an issuer for its documents, and what came of it.</summary>
/// <param name="Document"><c>discovery</c>, <c>keys</c>, or <c>token</c> for what is compared with the keys.</param>
/// <param name="Name">The step, as one word.</param>
/// <param name="Passed">Whether it went well; the first that did not is the last.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do; null where nothing is.</param>
internal sealed record LiveStep(string Document, string Name, bool Passed, string Text, string? Fix = null);
