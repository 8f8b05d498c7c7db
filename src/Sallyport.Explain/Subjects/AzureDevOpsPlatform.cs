namespace Sallyport.Explain.Subjects;

/// <summary>
/// Service connections and pipelines of Azure DevOps. A token has the issuer of the organization and the names of
/// organization, project and connection, or Entra's issuer and their ids; one that was asked for without a connection
/// names the pipeline. Before 2023 the issuer was <c>https://app.vstoken.visualstudio.com</c>. Sources: "Troubleshoot
/// an Azure Resource Manager workload identity service connection" and "Manually set a workload identity service
/// connection", Azure DevOps; microsoft/terraform-provider-azuredevops#1361 (ids) and #1443 (pipelines),
/// sigstore/fulcio#1803 (a whole token of a pipeline).
/// </summary>
internal sealed class AzureDevOpsPlatform : KnownPlatform
{
    private const string IdLead = "/eid1/";
    private static readonly SubjectNoun Tenant = new("tenant-other", "tenant");
    private static readonly SubjectNoun Application = new("application-other", "application");
    private static readonly SubjectNoun Organization = new("organization-other", "organization");
    private static readonly SubjectNoun Project = new("project-other", "project");
    private static readonly SubjectNoun Connection = new("connection-other", "service connection");
    private static readonly SubjectNoun Pipeline = new("pipeline-other", "pipeline");

    public override Platform Platform => Platform.AzureDevOps;

    public override string Name => "Azure DevOps";

    public override string IssuerNoun => "organization";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new("sc://ORGANIZATION/PROJECT/CONNECTION", '/', Organization, Project, Connection),
        new("p://ORGANIZATION/PROJECT/PIPELINE", '/', Organization, Project, Pipeline),
        new(
            "/eid1/c/pub/t/TENANT/a/APPLICATION/sc/ORGANIZATION/CONNECTION",
            '/',
            Tenant,
            Application,
            Organization,
            Connection),
    ];

    public override string Lifetime => "10 minutes";

    public override string? WhyForm(SubjectParts? trusted, SubjectParts presented)
    {
        if (trusted is null)
            return null;
        return IsPipelines(trusted) != IsPipelines(presented)
            ? "A token that is asked for with a service connection names the connection (sc://…), one that is asked "
                + "for without names the pipeline (p://…)."
            : "A service connection presents its names with the issuer of Azure DevOps, and ids with Entra's issuer.";
    }

    public override bool Covers(string issuer, string? subject)
    {
        var hasNames = subject?.StartsWith("sc://", StringComparison.Ordinal) == true
            || subject?.StartsWith("p://", StringComparison.Ordinal) == true;
        var hasIds = subject?.StartsWith(IdLead, StringComparison.Ordinal) == true
            && subject.Contains("/sc/", StringComparison.Ordinal);
        return hasNames || hasIds || IsOwn(issuer);
    }

    public override Instruction Audience(string audience) => new(
        "A service connection always asks for 'api://AzureADTokenExchange': have the credential's owner compare the "
        + $"audience '{audience}' with it");

    // A task finds a connection by its name, in its own project; the ids of a subject are none that it knows.
    public override Instruction Move(SubjectMove move)
    {
        if (!move.IsOnly(Connection))
            return new Instruction($"Run the pipeline in {move.Words}, which is trusted");
        var hasIds = move.Trusted.Form.StartsWith(IdLead, StringComparison.Ordinal);
        return hasIds
            ? new Instruction(
                $"In the pipeline's task, name the service connection whose edit dialog shows "
                + $"{move.Words} in its subject, which is trusted")
            : new Instruction(
                $"In the pipeline's task, name {move.Words}, which is trusted",
                $"azureSubscription: {move.First.Value}");
    }

    // Source: "ado_pipeline_service_connection_id", provider azurerm.
    public override Instruction? Reform(SubjectParts trusted, SubjectParts presented) =>
        IsPipelines(presented) && !IsPipelines(trusted)
            ? new Instruction(
                "Have whoever asks for the token name the service connection by its id; the provider azurerm takes "
                + "it as",
                "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID=ID")
            : null;

    public override string? Why(SubjectPart presented) => presented.What == Connection || presented.What == Project
        ? "A service connection that was renamed, or shared with another project, presents the names that it has now."
        : null;

    public override string? WhyIssuer(string trusted, string presented)
    {
        if (IsOwn(trusted) && IsEntras(presented))
            return "The issuer of the credential is the older one of Azure DevOps. A service connection that was made "
                + "or converted since then presents Entra's issuer, and a subject with ids that begins with /eid1/.";
        return IsEntras(trusted) && IsOwn(presented)
            ? "The service connection still presents the older issuer of Azure DevOps, and a subject with names "
                + "(sc://…); the credential trusts Entra's issuer, which a connection presents once it is converted."
            : null;
    }

    public override Instruction Issuer(SubjectParts? trusted)
    {
        const string text =
            "The credential's owner writes the issuer and the subject that the service connection's edit dialog shows";
        var project = trusted?[Project] ?? "";
        if (project.Length == 0)
            return new Instruction(text);
        return new Instruction(
            text,
            $"az devops service-endpoint list --organization https://dev.azure.com/{trusted![Organization]} "
            + $"--project {project} --query \"[?name=='{trusted[Connection]}'].authorization.parameters\"");
    }

    private static bool IsPipelines(SubjectParts parts) => parts.Parts[^1].What == Pipeline;

    private static bool IsOwn(string issuer) =>
        IsBelow(issuer, "vstoken.dev.azure.com") || IsBelow(issuer, "vstoken.visualstudio.com");

    private static bool IsEntras(string issuer) =>
        IsBelow(issuer, "login.microsoftonline.com") && issuer.EndsWith("/v2.0", StringComparison.Ordinal);
}
