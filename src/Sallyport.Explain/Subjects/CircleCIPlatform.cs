namespace Sallyport.Explain.Subjects;

/// <summary>
/// Jobs of CircleCI. Source: "Using OpenID Connect tokens in jobs" and "OIDC tokens with custom claims", CircleCI.
/// </summary>
internal sealed class CircleCIPlatform : KnownPlatform
{
    private static readonly SubjectNoun Organization = new("organization-other", "organization");
    private static readonly SubjectNoun Project = new("project-other", "project");
    private static readonly SubjectNoun User = new("user-other", "user");
    private static readonly SubjectNoun Origin = new("repository-other", "repository") { IsRest = true };
    private static readonly SubjectNoun Reference = new("branch-other", "ref") { IsRest = true };

    public override Platform Platform => Platform.CircleCI;

    public override string Name => "CircleCI";

    public override string IssuerNoun => "organization";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new(
            "org/ORGANIZATION/project/PROJECT/user/USER/vcs-origin/ORIGIN/vcs-ref/REF",
            '/',
            Organization,
            Project,
            User,
            Origin,
            Reference),
        new("org/ORGANIZATION/project/PROJECT/user/USER", '/', Organization, Project, User),
    ];

    public override string Lifetime => "one hour";

    public override string? WhyForm(SubjectParts? trusted, SubjectParts presented) => trusted is null
        ? null
        : "CIRCLE_OIDC_TOKEN_V2 has the repository and the ref in its subject, CIRCLE_OIDC_TOKEN has not: pass on the "
        + "one that the credential was made for.";

    public override bool Covers(string issuer, string? subject) =>
        issuer.StartsWith("https://oidc.circleci.com/org/", StringComparison.Ordinal);

    public override Instruction Audience(string audience) => new(
        "The tokens in the variables have the organization's id as audience; ask for one with the audience that is "
        + "expected",
        $"circleci run oidc get --claims '{{\"aud\": \"{audience}\"}}'");

    public override Instruction Move(SubjectMove move)
    {
        if (move.IsOnly(User))
            return new Instruction($"Have {move.Words}, who is trusted, start the pipeline");
        var user = move.Parts.FirstOrDefault(part => part.What == User);
        var place = move with { Parts = [.. move.Parts.Where(part => part != user)] };
        return new Instruction(
            $"Run the job in {place.Words}, which is trusted{(user is null ? "" : $", started by {user.Words}")}");
    }

    public override Instruction Reform(SubjectParts trusted, SubjectParts presented)
    {
        var token = trusted.Parts.Count > presented.Parts.Count ? "CIRCLE_OIDC_TOKEN_V2" : "CIRCLE_OIDC_TOKEN";
        return new Instruction(
            "Pass on the token whose subject has the trusted form", $"--federated-token \"${token}\"");
    }

    public override string? Why(SubjectPart presented) => presented.What == User
        ? "The subject names whoever started the pipeline: each user needs a credential."
        : null;

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "Run the job in the organization that is trusted; its issuer is https://oidc.circleci.com/org/ and the id that "
        + "its settings show under Overview");
}
