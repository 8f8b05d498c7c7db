namespace Sallyport.Explain.Subjects;

/// <summary>
/// Roles and users of AWS IAM, whose tokens STS issues; the subject is the principal's ARN. Source: "Understanding
/// token claims" and "Getting started with outbound identity federation", AWS IAM user guide. Clusters on EKS are
/// <see cref="KubernetesPlatform"/>.
/// </summary>
internal sealed class AwsPlatform : KnownPlatform
{
    private static readonly SubjectNoun Account = new("account-other", "account");
    private static readonly SubjectNoun Role = new("role-other", "role") { IsRest = true };
    private static readonly SubjectNoun User = new("user-other", "user") { IsRest = true };

    public override Platform Platform => Platform.Aws;

    public override string Name => "AWS";

    public override string IssuerNoun => "account";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
    [
        new("arn:aws:iam::ACCOUNT:role/ROLE", ':', Account, Role),
        new("arn:aws:iam::ACCOUNT:user/USER", ':', Account, User),
    ];

    public override bool Covers(string issuer, string? subject) =>
        IsBelow(issuer, "tokens.sts.global.api.aws")
        || subject?.StartsWith("arn:aws:iam::", StringComparison.Ordinal) == true;

    public override Instruction Audience(string audience) => new(
        "Ask for the audience that is expected, and for RS256",
        $"aws sts get-web-identity-token --audience {audience} --signing-algorithm RS256");

    public override Instruction Move(SubjectMove move) => new(
        $"Ask for the token as {move.Words}, which is trusted; this shows who asks", "aws sts get-caller-identity");

    public override Instruction Reform(SubjectParts trusted, SubjectParts presented)
    {
        var principal = string.Join(" of ", trusted.Parts.Reverse().Select(part => part.Words));
        return new Instruction(
            $"Ask for the token as {principal}, which is trusted; this shows who asks", "aws sts get-caller-identity");
    }

    public override string WhyForm(SubjectParts? trusted, SubjectParts presented) =>
        "The subject is the ARN of the role or of the user, and not that of a session.";

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "Each account has an issuer of its own: ask for the token in the one that is trusted; this shows its issuer",
        "aws iam get-outbound-web-identity-federation-info");
}
