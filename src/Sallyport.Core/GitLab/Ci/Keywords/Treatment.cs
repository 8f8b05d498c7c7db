namespace Sallyport.Core.GitLab.Ci;

/// <summary>What a run here makes of a word that GitLab knows.</summary>
internal enum Treatment
{
    /// <summary>The same as GitLab.</summary>
    Honoured,

    /// <summary>The same as GitLab if jobs run in containers; else the job's log says that it is left out.</summary>
    InContainers,

    /// <summary>Nothing. The author is told once for each run.</summary>
    Noted,

    /// <summary>The job that has it does not run.</summary>
    Refused,
}

/// <summary>A word of the language.</summary>
/// <param name="Place">Where it may stand: <c>job</c>, <c>artifacts</c>, <c>rules</c>.</param>
/// <param name="Name">The word.</param>
/// <param name="Treatment">What a run here makes of it.</param>
/// <param name="Reason">Why it is not honoured, and the way out; empty when it is.</param>
internal sealed record Word(string Place, string Name, Treatment Treatment, string Reason);
