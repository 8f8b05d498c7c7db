namespace Sallyport.Explain.Subjects;

/// <summary>
/// Runs of HCP Terraform, once Terraform Cloud, and of Terraform Enterprise. Sources: "Workload identity tokens" and
/// "Use dynamic credentials with the Azure provider", developer.hashicorp.com.
/// </summary>
internal sealed class TerraformPlatform : KnownPlatform
{
    private static readonly SubjectNoun Organization = new("organization-other", "organization");
    private static readonly SubjectNoun Project = new("project-other", "project");
    private static readonly SubjectNoun Workspace = new("workspace-other", "workspace");
    private static readonly SubjectNoun Phase = new("run-phase-other", "run phase");

    public override Platform Platform => Platform.Terraform;

    public override string Name => "Terraform Cloud";

    public override string IssuerNoun => "region or instance";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new(
            "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:PHASE",
            ':',
            Organization,
            Project,
            Workspace,
            Phase),
    ];

    public override bool Covers(string issuer, string? subject)
    {
        var isRegion = issuer.TrimEnd('/') is "https://app.terraform.io" or "https://app.eu.terraform.io";
        return isRegion || (subject is not null && Read(subject) is not null);
    }

    public override Instruction Audience(string audience) => new(
        $"In the workspace, set the environment variable TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE to '{audience}'",
        $"TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE={audience}");

    public override Instruction Move(SubjectPart part, SubjectParts trusted) => part.What == Phase
        ? new Instruction(
            $"Nothing in the run decides its phase: give the phase '{part.Value}' this application and the other phase "
            + "one of its own (TFC_AZURE_PLAN_CLIENT_ID, TFC_AZURE_APPLY_CLIENT_ID), or add a credential as below")
        : new Instruction($"Run it in {part.Words}, which is trusted");

    public override string? Why(SubjectPart presented)
    {
        if (presented.What == Phase)
            return "Each run phase has a subject of its own: plan and apply need one credential each.";
        return presented.What == Project
            ? "A workspace that no project was chosen for is in the project 'Default Project'."
            : null;
    }

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("Run it where it is trusted: the issuer is https:// with the host that you sign in to, without a slash");
}
