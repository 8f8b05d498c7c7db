using Sallyport.Cli.Git;

namespace Sallyport.Conformance;

/// <summary>The instance and the project behind the URLs that git remotes have.</summary>
public sealed class GitRemoteTests
{
    [Theory]
    [InlineData("https://gitlab.com/g/p.git", "https://gitlab.com", "g/p", false)]
    [InlineData("https://user:secret@gitlab.example.com:8443/g/sub/p", "https://gitlab.example.com:8443", "g/sub/p", false)]
    [InlineData("http://gitlab.local:8080/g/p.git", "http://gitlab.local:8080", "g/p", false)]
    [InlineData("git@gitlab.com:g/p.git", "https://gitlab.com", "g/p", true)]
    [InlineData("gitlab-work:g/sub/p.git", "https://gitlab-work", "g/sub/p", true)]
    [InlineData("git@gitlab.example.com:/g/p.git/", "https://gitlab.example.com", "g/p", true)]
    [InlineData("[git@gitlab.example.com:2222]:g/p.git", "https://gitlab.example.com", "g/p", true)]
    [InlineData("ssh://git@gitlab.example.com:2222/g/p.git", "https://gitlab.example.com", "g/p", true)]
    [InlineData("ssh://git@altssh.gitlab.com:443/g/p.git", "https://gitlab.com", "g/p", true)]
    [InlineData("git@altssh.gitlab.com:g/p.git", "https://gitlab.com", "g/p", true)]
    [InlineData("/srv/git/p.git", null, null, false)]
    [InlineData("file:///srv/git/p.git", null, null, false)]
    [InlineData("https://gitlab.com/p", "https://gitlab.com", null, false)]
    public void Names_the_instance_and_the_project(string url, string? instance, string? project, bool guess)
    {
        var remote = GitRemote.Read(url);
        Assert.Equal((instance, project, guess), (remote.Instance, remote.ProjectOf(remote.Instance), remote.IsGuess));
    }

    [Theory]
    [InlineData("https://example.com/gitlab/g/p.git", "https://example.com/gitlab", "g/p")]
    [InlineData("https://example.com/gitlab/g/p.git", "https://example.com", "gitlab/g/p")]
    [InlineData("https://example.com/gitlab-org/p.git", "https://example.com/gitlab", "gitlab-org/p")]
    [InlineData("git@example.com:gitlab/p.git", "https://example.com/gitlab", "gitlab/p")] // ssh has no such root
    public void An_instance_below_a_path_is_no_group(string url, string instance, string project) => Assert.Equal(project, GitRemote.Read(url).ProjectOf(instance));
}
