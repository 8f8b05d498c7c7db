using Sallyport.Core.GitLab;

namespace Sallyport.Portal.GitLab;

/// <summary>What a form has sent that could not be kept, so that nobody has to type it again.</summary>
public sealed record EnteredVariable
{
    /// <summary>The name, as it was typed.</summary>
    public string Key { get; init; } = "";

    /// <summary>The value, as it was typed.</summary>
    public string Value { get; init; } = "";

    /// <summary>The environments whose jobs get it.</summary>
    public string Scope { get; init; } = CiVariable.EveryEnvironment;

    /// <summary>Whether only protected refs get it.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Whether logs hide it.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Whether references in it stay as they are.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Whether jobs get a file with it.</summary>
    public bool IsFile { get; init; }
}
