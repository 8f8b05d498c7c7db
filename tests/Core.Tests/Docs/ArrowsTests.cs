using System.Text.RegularExpressions;

namespace Sallyport.Core.Tests.Docs;

/// <summary>Which part may know which.</summary>
public sealed partial class ArrowsTests
{
    public static TheoryData<string, string[]> Projects { get; } = new()
    {
        { "Core", [] },
        { "Storage", ["Core"] },
        { "Server", ["Core", "Storage"] },
        { "Runner", [] },
        { "Cli", ["Server", "Runner"] },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_it_may(string project, string[] allowed) => Assert.Equal(
        allowed, Reference().Matches(Repository.Read($"src/Sallyport.{project}/Sallyport.{project}.csproj")).Select(m => m.Groups[1].Value));

    [Theory]
    [InlineData("", "Microsoft.AspNetCore|Microsoft.EntityFrameworkCore|System.Net.Http|Sallyport.Storage|Sallyport.Server")]
    [InlineData("GitLab", "Sallyport.Core.Entra|Sallyport.Core.Arm|Sallyport.Core.Authorization")]
    [InlineData("Entra", "Sallyport.Core.GitLab|Sallyport.Core.Arm")]
    [InlineData("Arm", "Sallyport.Core.GitLab")]
    [InlineData("Authorization", "Sallyport.Core.GitLab|Sallyport.Core.Entra|Sallyport.Core.Arm")]
    [InlineData("Signing", "Sallyport.Core.GitLab|Sallyport.Core.Entra|Sallyport.Core.Arm")]
    public void A_room_of_the_core_names_none_that_it_may_not(string room, string forbidden)
    {
        var files = Repository.Files($"src/Sallyport.Core/{room}", "*.cs").ToList();
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Null(Wrong(File.ReadAllText(f), forbidden)));
    }

    [Fact]
    public void A_wrong_arrow_is_seen()
    {
        Assert.NotNull(Wrong("using Sallyport.Core.Entra.Tokens;", "Sallyport.Core.Entra"));
        Assert.NotNull(Wrong("var x = Sallyport.Core.Entra.Tokens.Aadsts.NoProof();", "Sallyport.Core.Entra"));
        Assert.Null(Wrong("using Sallyport.Core.Signing;", "Sallyport.Core.Entra"));
    }

    private static string? Wrong(string source, string forbidden) => forbidden.Split('|').FirstOrDefault(f => source.Contains(f + ".", StringComparison.Ordinal) || source.Contains(f + ";", StringComparison.Ordinal));

    [GeneratedRegex(@"<ProjectReference Include=""\.\./Sallyport\.\w+/Sallyport\.(\w+)\.csproj"" />")]
    private static partial Regex Reference();
}
