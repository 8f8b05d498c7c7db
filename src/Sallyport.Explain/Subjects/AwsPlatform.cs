namespace Sallyport.Explain.Subjects;

/// <summary>
/// Roles of AWS IAM, whose tokens STS issues. Source: "Understanding token claims" and "Getting started with outbound
/// identity federation", AWS IAM user guide. Clusters on EKS are <see cref="KubernetesPlatform"/>.
/// </summary>
internal sealed class AwsPlatform : KnownPlatform
{
    private static readonly SubjectNoun Account = new("account-other", "account");
    private static readonly SubjectNoun Role = new("role-other", "role") { IsRest = true };

    public override Platform Platform => Platform.Aws;

    public override string Name => "AWS";

    public override string IssuerNoun => "account";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
        [new("arn:aws:iam::ACCOUNT:role/ROLE", ':', Account, Role)];

    public override bool Covers(string issuer, string? subject) => IsBelow(issuer, "tokens.sts.global.api.aws");

    public override Instruction Audience(string audience) => new(
        "Ask for the audience that is expected, and for RS256",
        $"aws sts get-web-identity-token --audience {audience} --signing-algorithm RS256");

    public override Instruction Move(SubjectPart part, SubjectParts trusted) => new(
        $"Ask for the token as the role that is trusted, '{trusted[Role]}'; this shows who asks",
        "aws sts get-caller-identity");

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "Each account has an issuer of its own: ask for the token in the one that is trusted; this shows its issuer",
        "aws iam get-outbound-web-identity-federation-info");
}
