using CsCheck;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Tests;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>
/// Whatever a credential says and whatever is presented: a fix changes the credential to another spelling of what it says and to nothing
/// else, so that the one who presented it gains nothing. SALLYPORT_FULL_TESTS=1 makes it a million pairs.
/// </summary>
public sealed class FixProperties
{
    private const string Idp = "https://idp.example.com/tenants/abc";
    private const string GitHub = "https://token.actions.githubusercontent.com";
    private const string Exchange = "api://AzureADTokenExchange";
    private static readonly long Pairs = PropertySize.Of(30_000);

    private static readonly Gen<Func<string, string>> Slip = One<Func<string, string>>(
        t => t, t => t, t => t + " ", t => "\u200B" + t, t => $"\"{t}\"", t => $"\u201C{t}\u201D", t => t + "/", t => t.ToUpperInvariant(), t => t.Replace("m", "M", StringComparison.Ordinal),
        t => t.Replace("group", "group ", StringComparison.Ordinal), t => t.Replace("myproject", "myproject.git", StringComparison.Ordinal), t => t.Replace("mygroup/", "mygroup%2F", StringComparison.Ordinal),
        t => t.Replace("ref:main", "ref:refs/heads/main", StringComparison.Ordinal), t => t.Replace("branch", "heads", StringComparison.Ordinal), t => t.Replace("main", "*", StringComparison.Ordinal),
        t => t.Replace("https://", "", StringComparison.Ordinal), t => t.Replace("https://", "http://", StringComparison.Ordinal), t => t.Replace("https://", "https://www.", StringComparison.Ordinal),
        t => t + ":443", t => t + "/.well-known/openid-configuration", t => t + "/oauth", t => t.Replace("mygroup", PlantedMistake.Host + "/mygroup", StringComparison.Ordinal),
        t => t.Replace("a", "\u0430", StringComparison.Ordinal), t => t.Replace("57382910", "<project_id>", StringComparison.Ordinal), t => t.Replace("main", "$BRANCH", StringComparison.Ordinal));

    private static readonly Gen<Func<string, string>> Seldom = Gen.Select(Gen.Int[0, 2], Slip, (which, slip) => which == 0 ? slip : t => t);
    private static readonly Gen<string> Issuer = One(PlantedMistake.Host, PlantedMistake.Host, Idp, GitHub);
    private static readonly Gen<string> Subject = One(
        PlantedMistake.Main, "project_path:mygroup/myproject:ref_type:branch:ref:*", "project_path:my*", "*", "project_path:mygroup/*", "project_path:mygroup/myproject",
        "project_id:57382910:ref_type:branch:ref:main", "project_id:57382910:ref_type:branch:ref:*", "project_id:5*", "project_path:57382910:ref_type:branch:ref:main", "repo:octo/cat:ref:refs/heads/main", "repo:octo/*", "repo:octo/cat:environment:mygroup",
        "repo:octo@1/cat@2:ref:refs/heads/main", "repo:octo/cat:pull-request", "repo:octo/cat:environment/mygroup", "repo:octo/taken:ref:refs/heads/main",
        "repo:octo/cat:environment:P*", "repo:octo/C*:ref:refs/heads/main", "user");
    private static readonly Gen<string> Audience = One(PlantedMistake.Host, Exchange, "https://gitlab.com", "https://vault.example.com", "azure");

    // What is meant, and how it was written.
    private static readonly Gen<(FederatedIdentityCredential Meant, FederatedIdentityCredential Written)> Credential = Gen.Select(
        Gen.Select(Issuer, Seldom), Gen.Select(Subject, Seldom, Seldom), Gen.Select(Audience, Seldom), Gen.Int[0, 5], One("57382910", " 57382910", "<project_id>"),
        (i, s, a, form, id) => (Trust(form, i.Item1, s.Item1, a.Item1, id), Trust(form, i.Item2(i.Item1), s.Item3(s.Item2(s.Item1)), a.Item2(a.Item1), id)));

    // Tokens that a stranger really has, at an issuer of the same kind or at one of his own.
    private static readonly Gen<PlantedMistake> Attacker = Gen.Select(
        One(PlantedMistake.Host, PlantedMistake.Host, "https://gitlab.evil.com", "https://idp.example.com/Tenants/ABC", GitHub),
        One(CarriedOut.Projects.Where(p => p.Value != "57382910").ToArray()), Gen.Bool,
        One("", ":ref_type:branch:ref:main", ":ref_type:branch:ref:*", ":ref_type:tag:ref:main", ":ref_type:branch:ref:refs/heads/main"), Audience)
        .Select((issuer, project, byId, reference, audience) => new PlantedMistake("", "", 0, 0)
        {
            Issuer = issuer, ProjectPath = project.Key, ProjectId = project.Value, Audiences = [audience],
            Subject = issuer switch
            {
                GitHub => AtGitHub(byId, reference),
                "https://idp.example.com/Tenants/ABC" => "user",
                _ => (byId ? $"project_id:{project.Value}" : $"project_path:{project.Key}") + reference,
            },
        });

    // Anything may be posted under it, before a signature is looked at.
    private static readonly Gen<Func<PlantedMistake, FederatedIdentityCredential, PlantedMistake>> Forgery = One<Func<PlantedMistake, FederatedIdentityCredential, PlantedMistake>>(
        (a, _) => a, (a, _) => a with { ProjectPath = "mygroup/myproject" }, (a, _) => a with { ProjectId = "57382910" }, (a, _) => a with { ProjectId = null },
        (a, _) => a with { ProjectPath = "mygroup/myproject", ProjectId = "57382910" }, (a, c) => a with { Issuer = Plain(c.Issuer) }, (a, c) => a with { Subject = c.Subject ?? PlantedMistake.Main },
        (a, c) => a with { Issuer = Plain(c.Issuer), Subject = PlantedMistake.Main }, (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience] },
        (a, c) => a with { Issuer = c.Issuer, Subject = PlantedMistake.Main, Audiences = ["https://vault.example.com"] },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = PlantedMistake.Main },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = a.Subject.Replace("evil", "octo", StringComparison.Ordinal) },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = "repo:octo@9/cat@8:ref:refs/heads/main" },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = "repo:octo/cat:environment:p*" },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = "repo:octo/c*:ref:refs/heads/main" },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = "repo:octo@1/cat@2:ref:refs/heads/main" },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = "repo:evil@1/x@2:ref:refs/heads/main" },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = "repo:OCTO/cat:environment:MyGroup" },
        (a, c) => a with { Issuer = c.Issuer, Audiences = [c.Audience], Subject = $"project_id:{a.ProjectId}:ref_type:branch:ref:main", ProjectPath = "mygroup/myproject" });

    private static readonly Gen<(FederatedIdentityCredential Meant, FederatedIdentityCredential Credential, PlantedMistake Attacker, PlantedMistake Posted)> Case = Gen.Select(
        Credential, Attacker, Forgery, Forgery,
        (c, attacker, one, two) => (c.Meant, c.Written, attacker, two(one(attacker, c.Written), c.Written) with { Credentials = [c.Written] }));

    [Fact]
    public void Whoever_presents_claims_does_not_match_after_the_fix_that_is_made_of_them() => Case.Sample(
        pair =>
        {
            var (meant, credential, attacker, posted) = pair;
            return Explain(attacker, [credential]).Matches || Explain(attacker, [meant]).Matches // the owner lets him in
                || Patches(posted).TrueForAll(command => !Explain(attacker, CarriedOut.Credentials(command, [credential], credential)).Matches);
        },
        iter: Pairs);

    [Fact]
    public void Nor_does_he_after_all_fixes_together() => Case.Sample(
        pair =>
        {
            var (meant, credential, attacker, posted) = pair;
            var after = Patches(posted).Aggregate(credential, (c, command) => CarriedOut.Credentials(command, [c], c).Single());
            return Explain(attacker, [credential]).Matches || Explain(attacker, [meant]).Matches || !Explain(attacker, [after]).Matches;
        },
        iter: Pairs);

    [Fact]
    public void A_changed_credential_says_what_it_said_before() => Case.Sample(
        pair => Patches(pair.Posted).TrueForAll(command =>
        {
            if (command.StartsWith("test \"$(gh ", StringComparison.Ordinal)) // GitHub vouches for the repository
                return Texts(CarriedOut.Body(command).Single().Value).Single() is var after && BehindRepository(after) == BehindRepository(pair.Credential.Subject ?? pair.Credential.Expression!);
            var id = command.StartsWith("test ", StringComparison.Ordinal) ? command.Split(" = ")[1].Split(' ')[0] : null; // GitLab vouches for it
            var said = Letters($"{pair.Credential.Issuer} {pair.Credential.Subject}{pair.Credential.Expression} {pair.Credential.Audience}");
            var before = said + said; // an id, or the issuer, may come to stand in a second place
            var same = CarriedOut.Body(command).All(member => Texts(member.Value).All(text => text == Exchange // the default: a constant that no token says, for the subject as it is
                || IsPartOf(Letters(text), before)
                || (id is not null && IsPartOf(Letters(text).Replace(id, "", StringComparison.Ordinal), $"projectid{before}projectid"))));
            return same ? same : throw new Xunit.Sdk.XunitException($"{command} {before}");
        }),
        iter: Pairs);

    [Fact]
    public void A_command_that_changes_a_credential_is_one_that_was_checked() => Case.Sample(
        pair => Fixes(pair.Posted).All(m => m.Command?.Contains("--method PATCH", StringComparison.Ordinal) == m.Trusts is not null || m is { Command: null, Trusts: null }),
        iter: Pairs);

    [Fact]
    public void The_generated_pairs_come_to_a_changed_credential_often_enough()
    {
        var (changed, vouched, atGitHub) = (0, 0, 0);
        Case.Sample(
            pair =>
            {
                var patches = Patches(pair.Posted);
                Interlocked.Add(ref changed, patches.Count);
                Interlocked.Add(ref vouched, patches.Count(p => p.StartsWith("test \"$(curl ", StringComparison.Ordinal)));
                Interlocked.Add(ref atGitHub, patches.Count(p => p.StartsWith("test \"$(gh ", StringComparison.Ordinal)));
            },
            iter: Pairs);
        Assert.True(changed > Pairs / 200 && vouched > Pairs / 2000 && atGitHub > Pairs / 2000, $"{changed} {vouched} {atGitHub} of {Pairs}");
    }

    private static FederatedIdentityCredential Trust(int form, string issuer, string subject, string audience, string id) => form switch
    {
        0 => PlantedMistake.Trust(issuer, null, audience, $"{new ClaimTest("sub", ClaimOperator.Matches, subject)} and {new ClaimTest("project_id", ClaimOperator.Eq, id)}"),
        1 => PlantedMistake.Trust(issuer, null, audience, $"{new ClaimTest("sub", ClaimOperator.Eq, subject)} and {new ClaimTest("project_id", ClaimOperator.Eq, id)}"),
        2 => PlantedMistake.Trust(issuer, null, audience, $"{new ClaimTest("sub", ClaimOperator.Matches, subject)}"),
        3 => PlantedMistake.Trust(issuer, null, audience, $"{new ClaimTest("sub", ClaimOperator.Matches, subject)} and {new ClaimTest("repository_owner_id", ClaimOperator.Eq, "1")}"),
        _ => PlantedMistake.Trust(issuer, subject, audience),
    };

    // His own repository, one whose name he took anew, and what else the owner has and does not trust.
    private static string AtGitHub(bool withIds, string reference) => (withIds, reference) switch
    {
        (true, "") => "repo:octo@9/taken@6:ref:refs/heads/main",
        (true, ":ref_type:branch:ref:main") => "repo:evil@9/cat@8:environment:mygroup",
        (true, _) => "repo:evil@9/cat@8:ref:refs/heads/main",
        (false, "") => "repo:octo/cat:environment:playground",
        (false, ":ref_type:branch:ref:main") => "repo:octo/crown:ref:refs/heads/main",
        (false, ":ref_type:branch:ref:*") => "repo:evil/cat:environment:mygroup",
        _ => "repo:evil/cat:ref:refs/heads/main",
    };

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Plain(string issuer) => issuer.Trim(' ', '/', '"', '\u201C', '\u201D', '\u200B').Replace("http://", "https://", StringComparison.Ordinal)
        .Replace(":443", "", StringComparison.Ordinal).Replace("https://www.", "https://", StringComparison.Ordinal).Replace("/.well-known/openid-configuration", "", StringComparison.Ordinal)
        .ToLowerInvariant();

    private static List<string> Patches(PlantedMistake posted) =>
        [.. Fixes(posted).Select(m => m.Command).OfType<string>().Where(CarriedOut.ChangesTheCredential)];

    private static IEnumerable<Fix> Fixes(PlantedMistake posted) =>
        Explain(posted, posted.Credentials).Cause?.Fixes ?? [];

    private static Explanation Explain(PlantedMistake posted, FederatedIdentityCredential[] credentials) =>
        Explained.Claims(posted.Claims, new CredentialDocument(Guid.Empty, credentials));

    private static string BehindRepository(string text) => Letters(System.Text.RegularExpressions.Regex.Replace(text, "repo:[^:]+:", ""));

    private static IEnumerable<string> Texts(System.Text.Json.Nodes.JsonNode? node) => node switch
    {
        null => [],
        System.Text.Json.Nodes.JsonArray list => list.SelectMany(Texts),
        System.Text.Json.Nodes.JsonObject expression => [(string)expression["value"]!],
        _ => [(string)node!],
    };

    // What spelling may add is a scheme and the two kinds of ref; the language of expressions is left out on both sides.
    private static string Letters(string text) => string.Concat(
        ((string[])["https", "http", "branch", "heads", "claims['sub']", "claims", "matches", " eq ", " and "]).Aggregate(text, (t, word) => t.Replace(word, "", StringComparison.Ordinal))
            .Where(c => char.IsAsciiLetterOrDigit(c) || c is '*' or '?').Select(char.ToLowerInvariant));

    // Whether the letters stand in the other text, in their order.
    private static bool IsPartOf(string letters, string text)
    {
        var at = -1;
        return letters.All(c => (at = text.IndexOf(c, at + 1)) >= 0);
    }
}
