namespace Sallyport.Explain.Subjects;

/// <summary>
/// Service accounts of Google Cloud, whose subject is the account's numeric id. Sources: "Verify the identity of VMs",
/// cloud.google.com/compute/docs/instances/verifying-instance-identity (the token and its life); "Access Azure AD
/// protected resources from an app in Google Cloud", Microsoft.
/// </summary>
internal sealed class GooglePlatform : KnownPlatform
{
    private static readonly SubjectNoun Account = new("service-account-other", "service account");

    public override Platform Platform => Platform.Google;

    public override string Name => "Google Cloud";

    public override string IssuerNoun => "service";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } = [new("ID", ':', Account)];

    public override bool IsFormFixed => true;

    public override string Lifetime => "one hour";

    public override string WhyForm(SubjectParts? trusted, SubjectParts presented) =>
        "The subject is the service account's numeric id (uniqueId), not its e-mail address.";

    public override bool Covers(string issuer, string? subject) =>
        issuer.TrimEnd('/') is "https://accounts.google.com" or "accounts.google.com";

    public override SubjectParts? Read(string subject) => subject.All(char.IsAsciiDigit) ? base.Read(subject) : null;

    public override Instruction Audience(string audience) => new(
        "Ask the metadata server for the audience that is expected",
        "curl --header \"Metadata-Flavor: Google\" \"http://metadata.google.internal/computeMetadata/v1/instance/"
        + $"service-accounts/default/identity?audience={audience}\"");

    public override Instruction Move(SubjectMove move) => new(
        $"Attach {move.Words}, which is trusted, to the workload; this shows which one it is",
        $"gcloud iam service-accounts describe {move.First.Value}");

    public override Instruction Issuer(SubjectParts? trusted) =>
        new("The credential's owner writes https://accounts.google.com, without a slash at its end");
}
