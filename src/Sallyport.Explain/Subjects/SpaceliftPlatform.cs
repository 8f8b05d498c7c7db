namespace Sallyport.Explain.Subjects;

/// <summary>
/// Runs of Spacelift. An account may have a template of its own for subjects; the one that the documentation recommends
/// has the space's path in it. Sources: "OpenID Connect", "Microsoft Azure" and "Customizing the OIDC Subject Claim",
/// docs.spacelift.io/integrations/cloud-providers/oidc (spacelift-io/user-documentation).
/// </summary>
internal sealed class SpaceliftPlatform : KnownPlatform
{
    private const string PathLead = "space:SPACE:space_path:PATH:";
    private static readonly SubjectNoun Space = new("space-other", "space");
    private static readonly SubjectNoun Path = new("space-other", "space path");
    private static readonly SubjectNoun Stack = new("stack-other", "stack");
    private static readonly SubjectNoun Module = new("module-other", "module");
    private static readonly SubjectNoun RunType = new("run-type-other", "run type");
    private static readonly SubjectNoun Scope = new("scope-other", "scope");

    public override Platform Platform => Platform.Spacelift;

    public override string Name => "Spacelift";

    public override string IssuerNoun => "account";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new(PathLead + "stack:STACK:run_type:TYPE:scope:SCOPE", ':', Space, Path, Stack, RunType, Scope),
        new(PathLead + "module:MODULE:run_type:TYPE:scope:SCOPE", ':', Space, Path, Module, RunType, Scope),
        new("space:SPACE:stack:STACK:run_type:TYPE:scope:SCOPE", ':', Space, Stack, RunType, Scope),
        new("space:SPACE:module:MODULE:run_type:TYPE:scope:SCOPE", ':', Space, Module, RunType, Scope),
    ];

    public override string Lifetime => "one hour";

    public override string WhyNoForm => "The account may have a template of its own (OIDC subject template).";

    public override string? WhyForm(SubjectParts? trusted, SubjectParts presented)
    {
        if (trusted is null)
            return null;
        return HasPath(trusted) != HasPath(presented)
            ? "The account's OIDC subject template decides whether the space's path is in it, for all its runs."
            : "A stack and a module have subjects of two forms.";
    }

    public override bool Covers(string issuer, string? subject)
    {
        var isRun = subject is not null && Read(subject) is not null;
        return isRun || IsBelow(issuer, "app.spacelift.io");
    }

    public override Instruction Audience(string audience) => new(
        "Spacelift's tokens have the account's host as their audience, unless somebody set another: the credential's "
        + $"owner decides whether it replaces '{audience}'");

    public override Instruction Move(SubjectMove move) => new($"Have the run be one of {move.Words}, which is trusted");

    public override string? Why(SubjectPart presented) => presented.What == RunType || presented.What == Scope
        ? "Proposed and tracked runs, reading and writing ones have subjects of their own: each needs a credential."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("The credential's owner writes the address of the account that the run is of, without a slash at its end");

    private static bool HasPath(SubjectParts parts) => parts.Parts.Any(part => part.What == Path);
}
