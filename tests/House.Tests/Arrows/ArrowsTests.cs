namespace Sallyport.House.Tests.Arrows;

/// <summary>Which part may know which, read from the compiled assemblies.</summary>
public sealed class ArrowsTests
{
    public static TheoryData<string> Projects { get; } = new(Assemblies.Projects);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_stands_in_the_table_and_names_only_what_it_may(string project)
    {
        Assert.True(ArrowRules.Projects.ContainsKey(project), $"Sallyport.{project} is missing in {nameof(ArrowRules)}.{nameof(ArrowRules.Projects)}.");
        var wrong = Assemblies.ArrowsOf(project).Where(a => !MayName(project, Assemblies.ProjectOf(a.To.Assembly)));
        Failures.None(wrong.Select(a => a.ToString()));
    }

    /// <summary>A reference that no code uses leaves no trace in the assembly, so that the project's own file is asked too.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may(string project) => Assert.Subset(ArrowRules.Projects[project].ToHashSet(), Assemblies.ReferencesOf(project));

    [Fact]
    public void The_core_names_no_web_no_database_and_no_HTTP_client()
    {
        var wrong = Assemblies.ArrowsOf("Core").Where(a => ArrowRules.NotInCore.Any(n => a.To.Room.StartsWith(n, StringComparison.Ordinal)));
        Failures.None(wrong.Select(a => a.ToString()));
    }

    [Fact]
    public void A_room_of_the_core_names_only_rooms_that_it_may() => Failures.None(ArrowFindings.Wrong());

    [Fact]
    public void Each_room_of_the_core_stands_in_the_table() => Failures.None(ArrowFindings.UnknownRooms());

    [Fact]
    public void No_rooms_form_a_circle() => Failures.None(ArrowFindings.Circles());

    private static bool MayName(string project, string? other) => other is null || other == project || ArrowRules.Projects[project].Contains(other);
}
