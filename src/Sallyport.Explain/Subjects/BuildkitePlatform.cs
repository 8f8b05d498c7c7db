using Sallyport.Core.Wire;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// Jobs of Buildkite, whose subject has names, or one id where it was asked for with <c>--subject-claim</c>. Source:
/// "buildkite-agent oidc", buildkite.com/docs/agent/cli/reference/oidc (sections "Claims", "Custom subject claims").
/// </summary>
internal sealed class BuildkitePlatform : KnownPlatform
{
    private const string ById =
        "buildkite-agent oidc request-token --audience api://AzureADTokenExchange --subject-claim pipeline_id";

    private static readonly SubjectNoun Organization = new("organization-other", "organization");
    private static readonly SubjectNoun Pipeline = new("pipeline-other", "pipeline");
    private static readonly SubjectNoun Reference = new("branch-other", "ref");
    private static readonly SubjectNoun Commit = new("commit-other", "commit") { IsOfOneRun = true };
    private static readonly SubjectNoun Step = new("step-other", "step");
    private static readonly SubjectNoun Id = new("subject-id-other", "id");

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
        new("ID", ':', Id),
    ];

    public override string? Lifetime => "five minutes";

    public override bool Covers(string issuer, string? subject) => issuer.TrimEnd('/') == "https://agent.buildkite.com";

    // So a subject that only lacks its other parts is not taken for an id.
    public override SubjectParts? Read(string subject) =>
        subject.Contains(':', StringComparison.Ordinal) || StrictGuid.TryRead(subject, out _)
            ? base.Read(subject)
            : null;

    public override Instruction Audience(string audience) => new(
        "In the step, ask for the audience that is expected",
        $"buildkite-agent oidc request-token --audience {audience}");

    public override Instruction Move(SubjectMove move)
    {
        if (move.First.What == Commit)
            return new Instruction(
                "Ask for a token whose subject is the id of the pipeline, and have the credential's owner write that "
                + "id",
                ById);
        return move.First.What == Id
            ? new Instruction(
                $"Run the job for {move.Words}, which is trusted, and ask for its kind of id with --subject-claim")
            : new Instruction($"Run the job for {move.Words}, which is trusted");
    }

    public override Instruction? Reform(SubjectParts trusted, SubjectParts presented) => trusted.Parts[0].What == Id
        ? new Instruction("Ask for a token whose subject is an id, of the kind that is trusted", ById)
        : new Instruction("Ask for a token without --subject-claim: then its subject has names");

    public override string? WhyForm(SubjectParts? trusted, SubjectParts presented) => trusted is null
        ? null
        : "With --subject-claim the subject is one id, such as the pipeline's; without it has names.";

    public override string? Why(SubjectPart presented) => presented.What == Commit
        ? "Buildkite puts the commit into the subject, so a plain subject fits the builds of one commit only."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("The credential's owner writes https://agent.buildkite.com, without a slash at its end");
}
