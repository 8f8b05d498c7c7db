using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Errors;

namespace Sallyport.Portal.Applications;

/// <summary>What an error text tells about an application.</summary>
public sealed record TriedError
{
    /// <summary>The error; null for a text that has only ids, or what az says of itself.</summary>
    public ErrorText? Error { get; init; }

    /// <summary>The sign-in of the text's ids, of any application; null when none is kept or may be seen.</summary>
    public SignInRecord? Record { get; init; }

    /// <summary>Whether the sign-in is of the application.</summary>
    public bool IsOfApplication { get; init; }

    /// <summary>What the sign-in's facts tell; null without any.</summary>
    public Explanation? Explanation { get; init; }

    /// <summary>What the text names, beside the credentials; null where it names nothing to compare.</summary>
    public ErrorComparison? Comparison { get; init; }

    /// <summary>The cause that the log tells by itself; null where it tells none.</summary>
    public LikelyCause? OfLog { get; init; }

    /// <summary>Whether the person may read the sign-in logs, in which the text's ids were looked for.</summary>
    public bool MayReadSignIns { get; init; }

    /// <summary>Whether the text has ids at all.</summary>
    public bool HasIds { get; init; }
}
