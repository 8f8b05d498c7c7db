namespace Sallyport.Explain.Subjects;

/// <summary>
/// Runs of Spacelift. Source: "OpenID Connect", docs.spacelift.io/integrations/cloud-providers/oidc, whose form of the
/// subject Teleport's package lib/spacelift repeats.
/// </summary>
internal sealed class SpaceliftPlatform : KnownPlatform
{
    private static readonly SubjectNoun Space = new("space-other", "space");
    private static readonly SubjectNoun Stack = new("stack-other", "stack");
    private static readonly SubjectNoun Module = new("module-other", "module");
    private static readonly SubjectNoun RunType = new("run-type-other", "run type");
    private static readonly SubjectNoun Scope = new("scope-other", "scope");

    public override Platform Platform => Platform.Spacelift;

    public override string Name => "Spacelift";

    public override string IssuerNoun => "account";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new("space:SPACE:stack:STACK:run_type:TYPE:scope:SCOPE", ':', Space, Stack, RunType, Scope),
        new("space:SPACE:module:MODULE:run_type:TYPE:scope:SCOPE", ':', Space, Module, RunType, Scope),
    ];

    public override string WhyForm => "A stack and a module have subjects of two forms.";

    public override bool Covers(string issuer, string? subject)
    {
        var isRun = subject is not null && Read(subject) is not null;
        return isRun || IsBelow(issuer, "app.spacelift.io");
    }

    public override Instruction Audience(string audience) => new(
        $"The audience of Spacelift's tokens is the account's host, unless it was set otherwise: compare '{audience}' "
        + "with it, and let the credential's owner decide");

    public override Instruction Move(SubjectPart part, SubjectParts trusted) =>
        new($"Have the run be one of {part.Words}, which is trusted");

    public override string? Why(SubjectPart presented) => presented.What == RunType || presented.What == Scope
        ? "Proposed and tracked runs, reading and writing ones have subjects of their own: each needs a credential."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("The credential's owner writes the address of the account that the run is of, without a slash at its end");
}
