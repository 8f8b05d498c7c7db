using System.Text.Json;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>The conformance checklist of GitLab's ID token, claim by claim.</summary>
public sealed class IdTokensTests
{
    private static readonly RingKey Key = new(SigningKey.Create(GitLabKeys.CiPurpose, 1, Noon));

    private static DateTimeOffset Noon => GitLabExample.Noon;

    private static string Mint(JobContext context, string name = "TOKEN") => IdTokens.Mint(context, Key, Noon)[name];

    private static JsonElement Claims(JobContext context, string name = "TOKEN")
    {
        var payload = StrictBase64Url.Decode(Mint(context, name).Split('.')[1])!;
        return StrictJson.ReadObject(payload)!.Value;
    }

    [Fact]
    [Trait("Passes", "D5")]
    public void D5_has_the_header_of_gitlab_and_a_signature_that_its_key_verifies()
    {
        var token = Mint(GitLabExample.Job());

        var header = StrictJson.ReadObject(StrictBase64Url.Decode(token.Split('.')[0])!)!.Value;
        Assert.Equal(["alg", "kid", "typ"], header.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(("RS256", "JWT"), (header.String("alg"), header.String("typ")));
        Assert.Equal(Jwk.Thumbprint(Key.Public.Rsa!.Value), header.String("kid"));
        var (jws, _) = Jws.Read(token, ["RS256"], ["JWT"]);
        Assert.Null(Jws.Verify(jws!, JwkSet.Of(Key.Public)));
    }

    [Fact]
    public void Carries_every_claim_of_an_ordinary_job_in_gitlabs_types()
    {
        var claims = Claims(GitLabExample.Job());

        var expected =
            """
            {"iss":"https://gitlab.example.com","sub":"project_path:mygroup/sub/myproject:ref_type:branch:ref:main",
             "aud":"https://gitlab.example.com","project_id":"57382910","project_path":"mygroup/sub/myproject","namespace_id":"12",
             "namespace_path":"mygroup/sub","user_id":"1","user_login":"root","user_email":"admin@example.com","user_access_level":null,
             "job_project_id":"57382910","job_project_path":"mygroup/sub/myproject","job_namespace_id":"12","job_namespace_path":"mygroup/sub",
             "pipeline_id":"31","pipeline_source":"push","job_id":"77","job_source":"push","ref":"main","ref_type":"branch",
             "ref_path":"refs/heads/main","ref_protected":"true","runner_id":5,"runner_environment":"self-hosted",
             "sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","project_visibility":"private",
             "ci_config_ref_uri":"gitlab.example.com/mygroup/sub/myproject//.gitlab-ci.yml@refs/heads/main",
             "ci_config_sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
            """;
        var document = StrictJson.ReadObject(System.Text.Encoding.UTF8.GetBytes(expected))!.Value;
        var timed = new[] { "iat", "nbf", "exp", "jti" };
        Assert.Equal(
            document.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetRawText()}").Order(StringComparer.Ordinal),
            claims.EnumerateObject().Where(p => !timed.Contains(p.Name)).Select(p => $"{p.Name}={p.Value.GetRawText()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Passes", "D6")]
    public void D6_lives_as_long_as_the_job_may_run_and_begins_five_seconds_earlier()
    {
        var standard = Claims(GitLabExample.Job());
        var ownTimeout = Claims(GitLabExample.Job(timeout: 90));

        Assert.Equal(Noon.ToUnixTimeSeconds(), standard.GetProperty("iat").GetInt64());
        Assert.Equal(Noon.ToUnixTimeSeconds() - 5, standard.GetProperty("nbf").GetInt64());
        Assert.Equal(Noon.ToUnixTimeSeconds() + 3600, standard.GetProperty("exp").GetInt64());
        Assert.Equal(Noon.ToUnixTimeSeconds() + 90, ownTimeout.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void Has_a_new_jti_each_time_a_random_uuid()
    {
        var (first, second) = (Claims(GitLabExample.Job()).String("jti")!, Claims(GitLabExample.Job()).String("jti")!);

        Assert.NotEqual(first, second);
        Assert.Equal(('4', true), (first[14], "89ab".Contains(first[19], StringComparison.Ordinal)));
        Assert.True(StrictGuid.TryRead(first, out _));
    }

    [Fact]
    public void Keeps_the_audiences_shape_and_expands_variables_in_it()
    {
        IdTokenDefinition[] tokens =
        [
            new("ONE", ["$CI_SERVER_URL"], false),
            new("LIST", ["${CI_SERVER_URL}/x", "$MINE", "$UNKNOWN"], true),
            new("SINGLE", ["a"], true),
        ];
        var context = GitLabExample.Job(tokens: tokens, variables: [new("MINE", "m-$CI_PROJECT_ID", false)]);

        Assert.Equal("\"https://gitlab.example.com\"", Claims(context, "ONE").GetProperty("aud").GetRawText());
        Assert.Equal("""["https://gitlab.example.com/x","m-57382910",""]""", Claims(context, "LIST").GetProperty("aud").GetRawText());
        Assert.Equal("""["a"]""", Claims(context, "SINGLE").GetProperty("aud").GetRawText());
        Assert.Equal(3, tokens.Select(t => Claims(context, t.Name).String("jti")).Distinct().Count());
    }

    [Theory]
    [InlineData(RefType.Branch, "feature/x", "branch", "refs/heads/feature/x", "false")]
    [InlineData(RefType.Tag, "v1.0", "tag", "refs/tags/v1.0", "false")]
    [InlineData(RefType.Tag, "main", "tag", "refs/tags/main", "false")]
    public void Names_the_ref_without_escaping(RefType type, string name, string typeName, string path, string isProtected)
    {
        var claims = Claims(GitLabExample.Job(reference: new Ref(type, name)));

        Assert.Equal($"project_path:mygroup/sub/myproject:ref_type:{typeName}:ref:{name}", claims.String("sub"));
        Assert.Equal((name, typeName, path, isProtected), (claims.String("ref"), claims.String("ref_type"), claims.String("ref_path"), claims.String("ref_protected")));
    }

    [Fact]
    public void Speaks_of_the_environment_only_if_there_is_one()
    {
        var claims = Claims(GitLabExample.Job(environment: new EnvironmentDefinition("preprod/$CI_COMMIT_REF_NAME", null, "start", null)));

        Assert.Equal("preprod/main", claims.String("environment"));
        Assert.Equal("false", claims.String("environment_protected"));
        Assert.Equal("staging", claims.String("deployment_tier"));
        Assert.Equal("start", claims.String("environment_action"));
        Assert.DoesNotContain(Claims(GitLabExample.Job()).EnumerateObject(), p => p.Name.Contains("environment", StringComparison.Ordinal) && p.Name != "runner_environment");
    }

    [Fact]
    public void Takes_an_overridden_issuer_verbatim_and_changes_nothing_else()
    {
        var instance = new GitLabInstance("https://gitlab.example.com", "https://ids.example.net/gitlab");
        var claims = Claims(GitLabExample.Job() with { Instance = instance });

        Assert.Equal("https://ids.example.net/gitlab", claims.String("iss"));
        Assert.Equal("https://gitlab.example.com", claims.String("aud"));
        Assert.StartsWith("gitlab.example.com/", claims.String("ci_config_ref_uri"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x:ref_type:branch:ref:main")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("a/.b")]
    [InlineData("a/b.lock")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("@")]
    [InlineData("a@{1}")]
    [InlineData("-a")]
    [InlineData("a\n")]
    [InlineData("a*")]
    [InlineData("")]
    public void Knows_what_git_would_not_take_as_a_name(string name) => Assert.False(Ref.IsName(name));

    [Theory]
    [InlineData("alone")]
    [InlineData("a/b:c")]
    [InlineData("a//b")]
    [InlineData("/a/b")]
    [InlineData("a/b/")]
    [InlineData("a/-b")]
    [InlineData("a/b.git")]
    [InlineData("a/..")]
    [InlineData("a/b c")]
    [InlineData("a/ü")]
    public void Knows_what_gitlab_would_not_take_as_a_path(string path) => Assert.False(Project.IsPath(path));
}
