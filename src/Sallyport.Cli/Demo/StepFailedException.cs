namespace Sallyport.Cli.Demo;

/// <summary>A step of the demo did not do what the tutorial says.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
