namespace Sallyport.Explain.Subjects;

/// <summary>
/// Steps of Bitbucket Pipelines. Their subject ends with the id of the step, which each run has anew. Sources:
/// "Integrate Pipelines with resource servers using OIDC", Atlassian; sigstore/fulcio#1257 (each run's own subject).
/// </summary>
internal sealed class BitbucketPlatform : KnownPlatform
{
    private const string Address = "https://api.bitbucket.org/2.0/workspaces/";
    private static readonly SubjectNoun Repository = new("repository-other", "repository");
    private static readonly SubjectNoun Deployment = new("environment-other", "deployment environment");
    private static readonly SubjectNoun Step = new("step-other", "step") { IsOfOneRun = true };

    public override Platform Platform => Platform.Bitbucket;

    public override string Name => "Bitbucket";

    public override string IssuerNoun => "workspace";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new("REPOSITORY:ENVIRONMENT:STEP", ':', Repository, Deployment, Step),
        new("REPOSITORY:STEP", ':', Repository, Step),
    ];

    public override string? WhyForm(SubjectParts? trusted, SubjectParts presented) => trusted is null
        ? null
        : "Only a step with deployment: presents a deployment environment.";

    public override bool Covers(string issuer, string? subject) =>
        issuer.StartsWith(Address, StringComparison.Ordinal);

    // All three are UUIDs in braces: so a subject of another platform is not taken for one of these.
    public override SubjectParts? Read(string subject) =>
        subject.Split(':').All(part => part is ['{', .., '}']) ? base.Read(subject) : null;

    public override Instruction Audience(string audience) => new(
        $"In bitbucket-pipelines.yml, in the step, ask for the audience that is expected, '{audience}'",
        $"oidc:\n  audiences:\n    - {audience}");

    public override Instruction Move(SubjectMove move) => move.First.What == Step
        ? new Instruction(
            "Have the pipeline sign in with a certificate or a secret of the application: a credential with a plain "
            + "subject fits no second run, and expressions are not possible for this issuer")
        : new Instruction($"Run the step in {move.Words}, which is trusted");

    public override string? Why(SubjectPart presented) => presented.What == Step
        ? "Bitbucket ends the subject with the id of the step, which each run has anew."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "The credential's owner writes the identity provider URL of the repository's settings, under OpenID Connect");
}
