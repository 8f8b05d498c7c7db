using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Explain.Tests.Docs;

/// <summary>The index at the top of docs/causes.md: what is said for each code, and at each platform. It is read from the page itself.</summary>
internal static partial class CausesIndex
{
    /// <summary>Where the forms of each platform's subjects are documented by those who make them.</summary>
    public static readonly (string Platform, string Forms)[] Grammars =
    [
        ("GitLab", "[ID tokens](https://docs.gitlab.com/ci/secrets/id_token_authentication/), GitLab"),
        ("GitHub", "[OpenID Connect reference](https://docs.github.com/actions/reference/security/oidc), GitHub"),
        ("Kubernetes", "[Authenticating](https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens), Kubernetes; the same at AKS, EKS and GKE"),
        ("Azure DevOps", "[Troubleshoot a workload identity service connection](https://learn.microsoft.com/azure/devops/pipelines/release/troubleshoot-workload-identity), Microsoft, for `sc://`. For `/eid1/…/sc/` and `p://` there are only public threads: [terraform-provider-azuredevops#1361](https://github.com/microsoft/terraform-provider-azuredevops/issues/1361), [#1443](https://github.com/microsoft/terraform-provider-azuredevops/issues/1443), [fulcio#1803](https://github.com/sigstore/fulcio/issues/1803)"),
        ("Terraform Cloud", "[Workload identity tokens](https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens), [Authenticate a Stack](https://developer.hashicorp.com/terraform/language/stacks/deploy/authenticate), [tests of modules](https://github.com/hashicorp/web-unified-docs/pull/1664), HashiCorp"),
        ("Bitbucket", "[Integrate Pipelines with resource servers using OIDC](https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/), Atlassian; that each run has its own, [fulcio#1257](https://github.com/sigstore/fulcio/issues/1257)"),
        ("CircleCI", "[Using OpenID Connect tokens in jobs](https://circleci.com/docs/openid-connect-tokens/), CircleCI"),
        ("Buildkite", "[buildkite-agent oidc](https://buildkite.com/docs/agent/cli/reference/oidc#claims), Buildkite"),
        ("Jenkins", "[README of oidc-provider](https://github.com/jenkinsci/oidc-provider-plugin/blob/master/README.md), Jenkins"),
        ("Spacelift", "[OpenID Connect](https://docs.spacelift.io/integrations/cloud-providers/oidc/), [Customizing the OIDC Subject Claim](https://github.com/spacelift-io/user-documentation/blob/main/docs/integrations/cloud-providers/oidc/subject-template.md), Spacelift"),
        ("Google Cloud", "[Verify the identity of VMs](https://cloud.google.com/compute/docs/instances/verifying-instance-identity), Google; [Access resources from Google Cloud](https://learn.microsoft.com/azure/active-directory/develop/workload-identity-federation-create-trust-gcp), Microsoft"),
        ("AWS", "[Understanding token claims](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html), AWS"),
        ("SPIFFE", "[SPIFFE-ID](https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md), [JWT-SVID](https://github.com/spiffe/spiffe/blob/main/standards/JWT-SVID.md), SPIFFE"),
        ("unknown", "of every other issuer nothing is assumed: it gets general words"),
    ];

    private const int MostInARow = 5;
    private const string Old = "AADSTS70021";
    private static readonly string[] New = ["AADSTS700211", "AADSTS700212", "AADSTS700213", "AADSTS7002131", "AADSTS7002138"];

    /// <summary>The index of what follows it.</summary>
    public static string Of(string body)
    {
        var entries = Entries(body);
        var index = new StringBuilder(
            $"## By code\n\nUnder the rules `entra-2024`, {Old} stands for the causes of {string.Join(", ", New[..^1])} and {New[^1]}.\n\n| code | causes |\n|---|---|\n");
        var codes = entries.SelectMany(e => e.Codes.Select(c => (Code: c, Entry: e))).Where(pair => pair.Code != Old)
            .GroupBy(pair => pair.Code, pair => pair.Entry).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var code in codes.Where(c => Kinds(c).Count <= MostInARow))
            index.Append($"| {code.Key} | {Links(code)} |\n");
        foreach (var code in codes.Where(c => Kinds(c).Count > MostInARow))
            index.Append($"\n### {code.Key}\n\n{string.Concat(Kinds(code).Select(e => $"- [{e.Kind}](#{e.Anchor}): {e.Text}\n"))}");
        index.Append("\n## By platform\n\n| platform | the forms of its subjects | causes |\n|---|---|---|\n");
        foreach (var (platform, forms) in Grammars)
            index.Append($"| {platform} | {forms} | {Links(entries.Where(e => e.Platform == platform))} |\n");
        return index.Append('\n').ToString();
    }

    /// <summary>The anchor that GitHub gives a heading.</summary>
    private static string Slug(string heading) => Markup().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static string Links(IEnumerable<Entry> entries) => string.Join(", ", Kinds(entries).Select(e => $"[{e.Kind}](#{e.Anchor})"));

    private static List<Entry> Kinds(IEnumerable<Entry> entries) => [.. entries.DistinctBy(e => e.Kind).OrderBy(e => e.Kind, StringComparer.Ordinal)];

    private static List<Entry> Entries(string body)
    {
        var (entries, anchors) = (new List<Entry>(), new Dictionary<string, int>(StringComparer.Ordinal) { ["by-code"] = 1, ["by-platform"] = 1 });
        var (anchor, platform) = ("", "");
        var lines = body.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (Heading().Match(line) is { Success: true } heading)
            {
                var slug = Slug(heading.Groups["text"].Value);
                anchors[slug] = anchors.GetValueOrDefault(slug) + 1;
                anchor = anchors[slug] == 1 ? slug : $"{slug}-{anchors[slug] - 1}";
                platform = PlatformOf(heading.Groups["text"].Value);
            }
            else if (Cause().Match(line) is { Success: true } cause)
                entries.Add(new Entry(anchor, platform, cause.Groups["kind"].Value, lines[i + 1], [.. cause.Groups["code"].Captures.Select(c => c.Value).Distinct()]));
        }
        return entries;
    }

    // What names no platform is a job of GitLab.
    private static string PlatformOf(string heading)
    {
        var at = heading.IndexOf(": ", StringComparison.Ordinal);
        return at > 0 && Grammars.Any(g => g.Platform == heading[..at]) ? heading[..at] : "GitLab";
    }

    [GeneratedRegex("^#{2,3} (?<text>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\*\*(?<kind>[a-z0-9-]+)\*\* \([a-z]+\)( · (?<code>AADSTS[0-9]+))*", RegexOptions.ExplicitCapture)]
    private static partial Regex Cause();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{M}_ -]")]
    private static partial Regex Markup();

    private sealed record Entry(string Anchor, string Platform, string Kind, string Text, string[] Codes);
}
