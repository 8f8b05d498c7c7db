namespace Sallyport.Explain.Subjects;

/// <summary>
/// Runs of HCP Terraform, once Terraform Cloud, and of Terraform Enterprise: of workspaces, of Stacks, and tests of
/// modules. Sources: "Workload identity tokens", "Use dynamic credentials with the Azure provider" and "Authenticate a
/// Stack", developer.hashicorp.com; hashicorp/web-unified-docs#1664 (tests of modules).
/// </summary>
internal sealed class TerraformPlatform : KnownPlatform
{
    private static readonly SubjectNoun Organization = new("organization-other", "organization");
    private static readonly SubjectNoun Project = new("project-other", "project");
    private static readonly SubjectNoun Workspace = new("workspace-other", "workspace");
    private static readonly SubjectNoun Phase = new("run-phase-other", "run phase");
    private static readonly SubjectNoun Stack = new("stack-other", "stack");
    private static readonly SubjectNoun Deployment = new("deployment-other", "deployment");
    private static readonly SubjectNoun Operation = new("run-phase-other", "operation");
    private static readonly SubjectNoun Module = new("module-other", "module");

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
        new(
            "organization:ORGANIZATION:project:PROJECT:stack:STACK:deployment:DEPLOYMENT:operation:OPERATION",
            ':',
            Organization,
            Project,
            Stack,
            Deployment,
            Operation),
        new("organization:ORGANIZATION:module:MODULE:operation:test_run", ':', Organization, Module),
    ];

    public override string? WhyForm(SubjectParts? trusted, SubjectParts presented) => trusted is null
        ? null
        : "A workspace, a Stack and the tests of a module have subjects of three forms.";

    public override bool Covers(string issuer, string? subject)
    {
        var isRegion = issuer.TrimEnd('/') is "https://app.terraform.io" or "https://app.eu.terraform.io";
        return isRegion || (subject is not null && Read(subject) is not null);
    }

    public override Instruction Audience(string audience) => new(
        $"In the workspace, set the environment variable TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE to '{audience}'",
        $"TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE={audience}");

    public override Instruction Move(SubjectMove move)
    {
        var phase = move.Parts.FirstOrDefault(IsPhase);
        if (phase is null)
            return new Instruction($"Run it in {move.Words}, which is trusted");
        var place = move with { Parts = [.. move.Parts.Where(part => part != phase)] };
        if (place.Parts.Count > 0)
            return new Instruction($"Run it in {place.Words}, which is trusted for {phase.Words}");
        return new Instruction(phase.What == Phase
            ? $"Nothing in the run decides its phase: give the phase '{phase.Value}' this application and the other "
                + "phase one of its own (TFC_AZURE_PLAN_CLIENT_ID, TFC_AZURE_APPLY_CLIENT_ID), or add a credential as "
                + "below"
            : $"Nothing in the run decides its operation: add a credential as below, or have '{phase.Value}' use this "
                + "application and the other operation one of its own");
    }

    public override string? Why(SubjectPart presented)
    {
        if (IsPhase(presented))
            return $"Each {presented.What.Noun} has a subject of its own: plan and apply need one credential each.";
        return presented.What == Project
            ? "A workspace that no project was chosen for is in the project 'Default Project'."
            : null;
    }

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("Run it where it is trusted: the issuer is https:// with the host that you sign in to, without a slash");

    private static bool IsPhase(SubjectPart part) => part.What == Phase || part.What == Operation;
}
