using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Tests.Mistakes;
using Sallyport.House.Tests;

namespace Sallyport.Explain.Tests.Platforms;

/// <summary>A mistake at a platform, of <c>platforms.json</c>; the shapes are public, and each case names where they stand.</summary>
public sealed record PlatformCase(
    string Platform, string Name, string Source, string Issuer, string Subject, string TrustedSubject, string Kind, string[] Words, int In2024, int In2026)
{
    public string Audience { get; init; } = FederatedJudge.ExchangeAudience;

    /// <summary>What of the case its source does not say; null where it says all.</summary>
    public string? Assumed { get; init; }

    public string? TrustedIssuer { get; init; }

    public string TrustedAudience { get; init; } = FederatedJudge.ExchangeAudience;

    public string[] Absent { get; init; } = [];

    internal JsonElement Claims => JsonSerializer.SerializeToElement(new { iss = Issuer, sub = Subject, aud = Audience });

    internal FederatedIdentityCredential Credential => PlantedMistake.Trust(TrustedIssuer ?? Issuer, TrustedSubject, TrustedAudience);
}

/// <summary>Whoever has a token of a known platform is told what differs in the words of that platform, and of no other.</summary>
public sealed class PlatformTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>All cases by their names.</summary>
    internal static readonly Dictionary<string, PlatformCase> Cases = JsonSerializer
        .Deserialize<PlatformCase[]>(Repository.Read("tests/Explain.Tests/Platforms/platforms.json"), Web)!.ToDictionary(c => $"{c.Platform}: {c.Name}");

    // Words of each platform that no sentence about another one has.
    private static readonly Dictionary<string, string[]> OwnWords = new()
    {
        ["GitLab"] = ["GitLab", "gitlab", "id_tokens", "GITLAB_"],
        ["GitHub"] = ["GitHub", "gh api", "azure/login"],
        ["Kubernetes"] = ["kubectl", "Kubernetes", "serviceAccount"],
        ["Azure DevOps"] = ["Azure DevOps", "az devops", "service connection"],
        ["Terraform Cloud"] = ["Terraform", "TFC_"],
        ["Bitbucket"] = ["Bitbucket", "bitbucket-pipelines"],
        ["CircleCI"] = ["CircleCI", "circleci run"],
        ["Buildkite"] = ["Buildkite", "buildkite-agent"],
        ["Jenkins"] = ["Jenkins"],
        ["Spacelift"] = ["Spacelift"],
        ["Google Cloud"] = ["Google", "gcloud"],
        ["AWS"] = ["AWS", "aws sts", "aws iam"],
        ["SPIFFE"] = ["SPIFFE", "spire-agent", "spire-server", "jwt_issuer"],
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void Each_platform_has_at_least_five_cases()
    {
        Assert.True(Cases.Count >= 160, $"{Cases.Count}");
        var platforms = Cases.Values.CountBy(c => c.Platform).ToDictionary();
        Assert.Equal(OwnWords.Keys.Except(["GitLab"]).Append("unknown").Order(), platforms.Keys.Order());
        Assert.All(platforms, platform => Assert.True(platform.Value >= 5, $"{platform}"));
    }

    [Fact]
    public void Each_case_names_the_page_or_the_thread_in_which_its_shape_stands() => Assert.All(
        Cases.Values, c => Assert.True(Uri.TryCreate(c.Source, UriKind.Absolute, out var page) && page.Scheme == "https" && page.AbsolutePath.Length > 1, c.Source));

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_what_differs_with_the_code_of_either_year(string name)
    {
        var given = Cases[name];
        var verdict = Explain(given, given.Credential);
        Assert.Equal((given.Kind, given.In2024, given.In2026), (verdict.Cause?.Kind, verdict.In2024?.Number, verdict.In2026?.Number));
        Assert.All(given.Words, word => Assert.Contains(word, Said(verdict), StringComparison.Ordinal));
        Assert.All(given.Absent, word => Assert.DoesNotContain(word, Said(verdict), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Speaks_of_no_other_platform(string name)
    {
        var given = Cases[name];
        if (given.Kind == "token-of-entra")
            return; // the platform is not known: the text is the one of the tutorial
        var said = Said(Explain(given, given.Credential));
        Assert.All(OwnWords.Where(own => own.Key != given.Platform).SelectMany(own => own.Value), word => Assert.DoesNotContain(word, said, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trusts_nobody_else_by_a_fix_that_asks_nobody(string name)
    {
        var given = Cases[name];
        var trusted = given.Credential;
        foreach (var becomes in Explain(given, trusted).Cause!.Fixes.Select(fix => fix.Change).OfType<Fixes.CredentialChange>())
            Assert.Equal((Letters(trusted.Issuer), Letters(trusted.Subject!)), (Letters(becomes.Issuer), Letters(becomes.Subject!)));
    }

    // What spelling may change is the scheme, marks and blanks around, and the letter case of GitHub's names.
    private static string Letters(string text) =>
        string.Concat(text.Replace("https://", "", StringComparison.Ordinal).Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_a_credential_that_says_what_is_presented(string name)
    {
        var given = Cases[name];
        var isLeft = given.Kind != "token-of-entra";
        Assert.Equal(isLeft, Explain(given, PlantedMistake.Trust(given.Issuer, given.Subject, given.Audience)).Matches);
    }

    private static Explanation Explain(PlatformCase given, FederatedIdentityCredential credential) =>
        Explained.Claims(given.Claims, new CredentialDocument(Guid.Empty, [credential]));

    private static string Said(Explanation verdict) => string.Join('\n', verdict.Cause!.Fixes.SelectMany(fix => (string?[])[fix.Text, fix.Command]).Prepend(verdict.Cause.Text));
}
