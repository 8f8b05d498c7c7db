namespace Sallyport.Explain.Subjects;

/// <summary>
/// Workloads with a JWT-SVID, whose subject is their SPIFFE ID. Sources: "The SPIFFE Identity and Verifiable Identity
/// Document" and "JWT-SVID", spiffe.io; <c>spire-agent api fetch jwt</c>, spiffe/spire.
/// </summary>
internal sealed class SpiffePlatform : KnownPlatform
{
    private static readonly SubjectNoun Domain = new("trust-domain-other", "trust domain");
    private static readonly SubjectNoun Path = new("workload-other", "workload") { IsRest = true };

    public override Platform Platform => Platform.Spiffe;

    public override string Name => "SPIFFE";

    public override string IssuerNoun => "trust domain";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
        [new("spiffe://DOMAIN/PATH", '/', Domain, Path)];

    public override string LetterCase =>
        "A trust domain has small letters only; in the path of a SPIFFE ID the letter case counts.";

    public override bool Covers(string issuer, string? subject) =>
        subject?.StartsWith("spiffe://", StringComparison.Ordinal) == true;

    public override Instruction Audience(string audience) => new(
        "Fetch the JWT-SVID for the audience that is expected", $"spire-agent api fetch jwt -audience {audience}");

    public override Instruction Move(SubjectMove move) => new(
        move.First.What == Domain
            ? $"Run it in {move.Words}, which is trusted; this shows the entries of a server"
            : $"Register it as {move.Words}, which is trusted; this shows the entries",
        "spire-server entry show");

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "The issuer is jwt_issuer of the SPIRE server: the credential's owner writes that, or the server's "
        + "administrator sets it to what is trusted");
}
