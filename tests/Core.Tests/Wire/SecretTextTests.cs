using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Wire;

/// <summary>What is taken out of text that is kept.</summary>
public sealed class SecretTextTests
{
    private const string Random = "Ab3dEf6hIjKlMnOpQrStUv";

    public static TheoryData<string> Prefixes => [.. SecretText.GitLabTokenPrefixes];

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Every_kind_of_GitLabs_tokens_is_taken_out_of_parameters_claims_and_sentences(string prefix)
    {
        var text = $"group/{prefix}{Random}:ref";
        Assert.Equal("group/(redacted):ref", SecretText.Parameter(text));
        Assert.Equal("group/(redacted):ref", SecretText.Claim(text));
        Assert.Equal("group/(redacted):ref", SecretText.Sentence(text));
        Assert.True(SecretText.StartsAsGitLabToken(prefix + Random));
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_project_may_be_called_as_a_token_begins(string prefix) =>
        Assert.Equal($"project_path:mygroup/{prefix}tools", SecretText.Claim($"project_path:mygroup/{prefix}tools"));
}
