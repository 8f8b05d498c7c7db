namespace Sallyport.Explain.Subjects;

/// <summary>What somebody does at a platform.</summary>
/// <param name="Text">What, in one sentence without a mark behind it.</param>
/// <param name="Command">The command or the lines of a file that do it; null where none exists.</param>
internal sealed record Instruction(string Text, string? Command = null);

/// <summary>
/// What a sentence needs to know of a platform: which tokens are its own, the forms of its subjects, and what is
/// changed where. One class for each platform, which cites the platform's documentation. GitLab and GitHub have more
/// to them: <see cref="GitLabSubject"/>, <see cref="GitHubSubject"/>.
/// </summary>
internal abstract class KnownPlatform
{
    public abstract Platform Platform { get; }

    /// <summary>Its name, as a sentence has it.</summary>
    public abstract string Name { get; }

    /// <summary>What has an issuer of its own there: a cluster, an organization.</summary>
    public abstract string IssuerNoun { get; }

    /// <summary>The forms of its subjects, the one with the most parts first.</summary>
    public abstract IReadOnlyList<SubjectTemplate> Templates { get; }

    /// <summary>Whether its documents rule out that its issuers ever send another form.</summary>
    public virtual bool IsFormFixed => false;

    /// <summary>How long its tokens live, where it says so: <c>10 minutes</c>.</summary>
    public virtual string? Lifetime => null;

    /// <summary>What makes a token that lives for more than 25 hours live shorter.</summary>
    public virtual Instruction? Shorter => null;

    /// <summary>What its names say about letter case, as a sentence; null where nothing is known.</summary>
    public virtual string? LetterCase => null;

    /// <summary>Whether a token or a credential with these is of the platform.</summary>
    public abstract bool Covers(string issuer, string? subject);

    /// <summary>The parts of a subject, or null when it has none of the forms.</summary>
    public virtual SubjectParts? Read(string subject) =>
        Templates.Select(template => template.Read(subject)).FirstOrDefault(parts => parts is not null);

    /// <summary>Has a token asked for with another audience.</summary>
    public abstract Instruction Audience(string audience);

    /// <summary>Has the token issued for what is trusted.</summary>
    /// <param name="move">What differs, as it is trusted.</param>
    public abstract Instruction Move(SubjectMove move);

    /// <summary>
    /// Has the token issued with a subject of the form that is trusted; null where a person has to decide.
    /// </summary>
    /// <param name="trusted">The subject that is trusted.</param>
    /// <param name="presented">The subject that was presented, which has another form.</param>
    public virtual Instruction? Reform(SubjectParts trusted, SubjectParts presented) => null;

    /// <summary>Why a part often differs, as a sentence; null where there is nothing to say.</summary>
    /// <param name="presented">The part that differs, as it was presented.</param>
    public virtual string? Why(SubjectPart presented) => null;

    /// <summary>
    /// Why a subject has another form than a trusted one, as a sentence; null where nothing is known.
    /// </summary>
    /// <param name="trusted">The trusted one; null when it has no form of the platform's at all.</param>
    /// <param name="presented">The one that was presented.</param>
    public virtual string? WhyForm(SubjectParts? trusted, SubjectParts presented) => null;

    /// <summary>
    /// What makes subjects of no form that is known here, as a sentence; null where nothing is known.
    /// </summary>
    public virtual string? WhyNoForm => null;

    /// <summary>Why one and the same has these two issuers, as a sentence; null where it is not so.</summary>
    /// <param name="trusted">The issuer that is trusted.</param>
    /// <param name="presented">The issuer that was presented.</param>
    public virtual string? WhyIssuer(string trusted, string presented) => null;

    /// <summary>Shows the issuer that a credential has to name.</summary>
    /// <param name="trusted">The subject that is trusted; null when it cannot be read.</param>
    public abstract Instruction Issuer(SubjectParts? trusted);

    /// <summary>Whether a host is a domain or one below it.</summary>
    protected static bool IsBelow(string issuer, string domain) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
        && ("." + uri.Host).EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
