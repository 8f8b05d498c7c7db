using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Rules;

/// <summary>As Ruby's <c>File.fnmatch(pattern, path, FNM_PATHNAME | FNM_DOTMATCH | FNM_EXTGLOB)</c>.</summary>
public sealed class GlobTests
{
    [Theory]
    [InlineData("README.md", "README.md", true)]
    [InlineData("readme.md", "README.md", false)]
    [InlineData("README.md", "docs/README.md", false)]
    [InlineData("*.md", "README.md", true)]
    [InlineData("*.md", "docs/README.md", false)]
    [InlineData("*", ".env", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("**/*.md", "README.md", true)]
    [InlineData("**/*.md", "docs/README.md", true)]
    [InlineData("**/*.md", "docs/.hidden/x.md", true)]
    [InlineData("docs/**/*", "docs/a", true)]
    [InlineData("docs/**/*", "docs/a/b/c", true)]
    [InlineData("docs/**/*", "docs", false)]
    [InlineData("docs/**/*", "src/docs/a", false)]
    [InlineData("docs/**", "docs/a", true)]
    [InlineData("docs/**", "docs/a/b", false)] // at the end it is as good as *
    [InlineData("docs/*", "docs/a", true)]
    [InlineData("docs/*", "docs/a/b", false)]
    [InlineData("**", "a/b", false)]
    [InlineData("a/**/b/**/c", "a/x/b/y/z/c", true)]
    [InlineData("a/**/b/**/c", "a/b/c", true)]
    [InlineData("a/**/b/**/c", "a/x/y/c", false)]
    [InlineData("**/**/c", "c", true)]
    [InlineData("**/a*/c", "x/ab/c", true)]
    [InlineData("a**b/c", "axxb/c", true)]
    [InlineData("a**b/c", "a/b/c", false)]
    [InlineData("charts/*/Chart.yaml", "charts/api/Chart.yaml", true)]
    [InlineData("charts/*/Chart.yaml", "charts/a/b/Chart.yaml", false)]
    [InlineData("?.txt", "a.txt", true)]
    [InlineData("?.txt", ".txt", false)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("[abc].txt", "b.txt", true)]
    [InlineData("[a-c].txt", "c.txt", true)]
    [InlineData("[!a-c].txt", "c.txt", false)]
    [InlineData("[^a-c].txt", "d.txt", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[\\]]", "]", true)]
    [InlineData("a[", "a[", false)]
    [InlineData("[a", "a", false)]
    [InlineData("x[/]y", "x/y", false)]
    [InlineData("{a,b}.txt", "b.txt", true)]
    [InlineData("{a,b}.txt", "c.txt", false)]
    [InlineData("src/**/*.{cs,fs}", "src/a/b.fs", true)]
    [InlineData("{src,lib}/{a,b}/*", "lib/b/x", true)]
    [InlineData("{a,b{c,d}}", "bd", true)]
    [InlineData("{a,b{c,d}}", "b", false)]
    [InlineData("{src/**/*,Makefile}", "src/x/y", true)]
    [InlineData("{a}", "a", true)]
    [InlineData("a{,b}", "a", true)]
    [InlineData("{a,b", "{a,b", true)]
    [InlineData("a}", "a}", true)]
    [InlineData("\\{a,b\\}", "{a,b}", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("*a*b*c*", "xaybzc", true)]
    [InlineData("*a*b*c*", "xbyazc", false)]
    [InlineData("./a", "a", false)]
    [InlineData("/a", "a", false)]
    [InlineData("", "a", false)]
    [InlineData("\u00fc*", "\u00fcber", true)]
    public void Matches_as_Ruby_does(string pattern, string path, bool expected) => Assert.Equal(expected, Glob.Read(pattern).Matches(path));

    [Fact]
    public void Refuses_braces_that_multiply_without_end()
    {
        Assert.Throws<RuleException>(() => Glob.Read(string.Concat(Enumerable.Repeat("{a,b}", 40))));
        Assert.True(Glob.Read(string.Concat(Enumerable.Repeat("{a,b}", 9))).Matches("abababaab"));
    }

    [Fact]
    public void Ends_soon_on_a_pattern_of_stars() =>
        Assert.False(Glob.Read(string.Concat(Enumerable.Repeat("**/*a*", 40)) + "b").Matches(string.Join('/', Enumerable.Repeat(new string('a', 60), 60))));
}
