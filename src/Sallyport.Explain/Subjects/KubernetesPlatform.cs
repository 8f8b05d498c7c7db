namespace Sallyport.Explain.Subjects;

/// <summary>
/// Service accounts of a Kubernetes cluster, on AKS, EKS, GKE or elsewhere. Sources: "Service account tokens" in
/// Kubernetes' page "Authenticating" (the subject), "Configure Service Accounts for Pods" (the projected token and its
/// audience), "Managed Clusters" of azure.github.io/azure-workload-identity (the issuers and how to ask for them).
/// </summary>
internal sealed class KubernetesPlatform : KnownPlatform
{
    private const string Lead = "system:serviceaccount:";
    private static readonly SubjectNoun Namespace = new("namespace-other", "namespace");
    private static readonly SubjectNoun Account = new("service-account-other", "service account");
    private static readonly string[] Hosts = ["kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

    public override Platform Platform => Platform.Kubernetes;

    public override string Name => "Kubernetes";

    public override string IssuerNoun => "cluster";

    public override IReadOnlyList<SubjectTemplate> Templates { get; } =
        [new(Lead + "NAMESPACE:NAME", ':', Namespace, Account)];

    public override bool IsFormFixed => true;

    public override string LetterCase => "Names of namespaces and service accounts have small letters only.";

    public override Instruction Shorter => new(
        "Present a projected token of the service account, which lives an hour, and not the one of its secret; "
        + "in the pod's volumes",
        "serviceAccountToken:\n  path: token\n  audience: api://AzureADTokenExchange\n  expirationSeconds: 3600");

    public override bool Covers(string issuer, string? subject)
    {
        var isAccount = subject?.StartsWith(Lead, StringComparison.Ordinal) == true;
        return isAccount
            || IsBelow(issuer, "prod-aks.azure.com")
            || issuer.StartsWith("https://oidc.eks.", StringComparison.Ordinal)
            || issuer.StartsWith("https://container.googleapis.com/v1/projects/", StringComparison.Ordinal)
            || Array.Exists(Hosts, host => IsBelow(issuer, host));
    }

    public override Instruction Audience(string audience) => new(
        $"In the pod's projected token (serviceAccountToken), ask for the audience that is expected, '{audience}'",
        $"serviceAccountToken:\n  path: token\n  audience: {audience}");

    public override Instruction Move(SubjectMove move)
    {
        var account = move.Trusted[Account];
        return move.First.What == Namespace
            ? new Instruction($"Run the workload in {move.Words}, which is trusted")
            : new Instruction(
                $"Set serviceAccountName: {account} in the pod's template; for a deployment",
                $"kubectl set serviceaccount deployment/NAME {account} --namespace {move.Trusted[Namespace]}");
    }

    public override string? Why(SubjectPart presented)
    {
        var isDefault = presented.What == Account && presented.Value == "default";
        return isDefault ? "A pod whose template sets no serviceAccountName runs as 'default'." : null;
    }

    public override Instruction Issuer(SubjectParts? trusted) => new(
        "Run the workload in the cluster that is trusted; if the cluster was made anew, the credential's owner writes "
        + "the issuer that the cluster has now, with the slash at its end if it has one",
        "kubectl get --raw /.well-known/openid-configuration | jq -r .issuer");
}
