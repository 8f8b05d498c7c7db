namespace Sallyport.Explain.Subjects;

/// <summary>What one part of a subject names.</summary>
/// <param name="Kind">The cause as one word where this part differs: <c>namespace-other</c>.</param>
/// <param name="Noun">What it is, in words: <c>namespace</c>.</param>
internal sealed record SubjectNoun(string Kind, string Noun)
{
    /// <summary>Whether it may contain what separates the parts.</summary>
    public bool IsRest { get; init; }

    /// <summary>Whether each run has another one, so that a plain subject fits one run only.</summary>
    public bool IsOfOneRun { get; init; }
}

/// <summary>A part of a subject.</summary>
/// <param name="What">What it names.</param>
/// <param name="Value">The name.</param>
internal sealed record SubjectPart(SubjectNoun What, string Value)
{
    /// <summary>In words: <c>the namespace 'shop'</c>.</summary>
    public string Words => $"the {What.Noun} '{Value}'";
}

/// <summary>A subject that was read by the form of its platform.</summary>
/// <param name="Form">The form, with what is filled in as capitals.</param>
/// <param name="Parts">The parts, in the order of the form.</param>
internal sealed record SubjectParts(string Form, IReadOnlyList<SubjectPart> Parts)
{
    /// <summary>What the part that names such a thing says; empty where there is none.</summary>
    public string this[SubjectNoun noun] => Parts.FirstOrDefault(part => part.What == noun)?.Value ?? "";
}

/// <summary>Where a token has to come from to fit: the parts of its subject that differ, as they are trusted.</summary>
/// <param name="Parts">The parts, at least one.</param>
/// <param name="Trusted">The whole subject that is trusted.</param>
internal sealed record SubjectMove(IReadOnlyList<SubjectPart> Parts, SubjectParts Trusted)
{
    /// <summary>The first part that differs.</summary>
    public SubjectPart First => Parts[0];

    /// <summary>All of them, in words: <c>the namespace 'shop' and the service account 'web'</c>.</summary>
    public string Words => string.Join(" and ", Parts.Select(part => part.Words));

    /// <summary>Whether a part that names such a thing is the only one that differs.</summary>
    public bool IsOnly(SubjectNoun noun) => Parts is [var only] && only.What == noun;
}
