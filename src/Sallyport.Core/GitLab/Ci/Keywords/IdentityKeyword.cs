namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>identity</c>: a sign-in to Google Cloud.</summary>
internal static class IdentityKeyword
{
    public static Keyword Keyword { get; } = new("identity", KeywordPlaces.Default | KeywordPlaces.Job)
    {
        Effect = KeywordEffect.Refused,
        Remark = "it signs in to Google Cloud alone.",
    };
}
