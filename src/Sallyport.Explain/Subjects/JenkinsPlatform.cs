namespace Sallyport.Explain.Subjects;

/// <summary>
/// Builds of Jenkins with the plugin oidc-provider, whose subject is the job's URL unless its claim templates say
/// otherwise; each URL ends with a slash. The issuer may be any address that serves the two documents. Source: the
/// plugin's README, jenkinsci/oidc-provider-plugin (sections "Picking an issuer", "Configuring claims").
/// </summary>
internal sealed class JenkinsPlatform : KnownPlatform
{
    private static readonly SubjectNoun Host = new("instance-other", "Jenkins at");
    private static readonly SubjectNoun Job = new("job-other", "job") { IsRest = true };

    public override Platform Platform => Platform.Jenkins;

    public override string Name => "Jenkins";

    public override string IssuerNoun => "instance or folder";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } = [new("https://HOST/job/JOB", '/', Host, Job)];

    public override string WhyNoForm =>
        "The claim templates in Jenkins' global security settings may give another one.";

    public override bool Covers(string issuer, string? subject) => subject is not null && Read(subject) is not null;

    public override Instruction Audience(string audience) => new(
        $"In Jenkins, in the credential 'OpenID Connect id token', set the audience that is expected, '{audience}'");

    public override Instruction Move(SubjectMove move) =>
        new($"Run {move.Words}, which is trusted, or look at the claim templates in Jenkins' global security settings");

    public override string? Why(SubjectPart presented) => presented.What == Job
        ? "By default the subject is the job's URL with the slash at its end; each branch of a multibranch project is "
            + "a job of its own."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "The credential's owner writes the issuer that Jenkins shows when the credential 'OpenID Connect id token' is "
        + "updated; one of a folder has another issuer than one of the root");
}
