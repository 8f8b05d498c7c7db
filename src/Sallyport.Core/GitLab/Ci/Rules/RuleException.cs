namespace Sallyport.Core.GitLab.Ci;

/// <summary>A rule that cannot be decided, in GitLab's words.</summary>
internal sealed class RuleException(string message) : Exception(message);
