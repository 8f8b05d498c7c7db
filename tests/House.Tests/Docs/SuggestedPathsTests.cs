namespace Sallyport.House.Tests.Docs;

/// <summary>Nothing suggests a place where another user of the machine could be first.</summary>
public sealed class SuggestedPathsTests
{
    private static readonly string[] OpenToAll = ["/tmp/", "/var/tmp", "/dev/shm"];

    [Fact]
    public void Neither_the_help_nor_the_documentation_suggests_a_path_under_a_folder_that_everybody_may_write_to()
    {
        string[] read =
        [
            "README.md", "SECURITY.md", "sallyport",
            .. Repository.Files("docs", "*.md"), .. Repository.Files("samples", "*"),
            .. Repository.Files("src", "*.cs"),
        ];
        Assert.Contains(read, file => file.EndsWith("/UpCommand.cs", StringComparison.Ordinal));
        Assert.DoesNotContain(
            read, file => OpenToAll.Any(path => Repository.Read(file).Contains(path, StringComparison.Ordinal)));
    }
}
