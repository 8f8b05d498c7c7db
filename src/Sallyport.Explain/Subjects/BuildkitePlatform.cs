namespace Sallyport.Explain.Subjects;

/// <summary>
/// Jobs of Buildkite. Sources: "OIDC with Buildkite", <c>buildkite-agent oidc</c> and "Working with Buildkite agents",
/// buildkite.com/docs.
/// </summary>
internal sealed class BuildkitePlatform : KnownPlatform
{
    private static readonly SubjectNoun Organization = new("organization-other", "organization");
    private static readonly SubjectNoun Pipeline = new("pipeline-other", "pipeline");
    private static readonly SubjectNoun Reference = new("branch-other", "ref");
    private static readonly SubjectNoun Commit = new("commit-other", "commit") { IsOfOneRun = true };
    private static readonly SubjectNoun Step = new("step-other", "step");

    public override Platform Platform => Platform.Buildkite;

    public override string Name => "Buildkite";

    public override string IssuerNoun => "service";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new(
            "organization:ORGANIZATION:pipeline:PIPELINE:ref:REF:commit:COMMIT:step:STEP",
            ':',
            Organization,
            Pipeline,
            Reference,
            Commit,
            Step),
    ];

    public override bool Covers(string issuer, string? subject) => issuer.TrimEnd('/') == "https://agent.buildkite.com";

    public override Instruction Audience(string audience) => new(
        "In the step, ask for the audience that is expected",
        $"buildkite-agent oidc request-token --audience {audience}");

    public override Instruction Move(SubjectPart part, SubjectParts trusted) => part.What == Commit
        ? new Instruction(
            "Ask for a token whose subject is the id of the pipeline, and have the credential's owner write that id",
            "buildkite-agent oidc request-token --audience api://AzureADTokenExchange --subject-claim pipeline_id")
        : new Instruction($"Run the job for {part.Words}, which is trusted");

    public override string? Why(SubjectPart presented) => presented.What == Commit
        ? "Buildkite puts the commit into the subject, so a plain subject fits the builds of one commit only."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("The credential's owner writes https://agent.buildkite.com, without a slash at its end");
}
