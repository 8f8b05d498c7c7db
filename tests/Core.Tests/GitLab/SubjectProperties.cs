using CsCheck;
using Sallyport.Core.GitLab;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>Subjects name one project, one kind of ref and one ref, whatever they are made of.</summary>
public sealed class SubjectProperties
{
    private static readonly Gen<string> Segment = Gen.String[Gen.Char["ab"], 1, 2];
    private static readonly Gen<string> Path = Gen.Select(Segment, Segment, (group, project) => $"{group}/{project}");
    private static readonly Gen<string> Name = Gen.String[Gen.Char["ab/:"], 1, 3];
    private static readonly Gen<string> Type = OneOf("branch", "tag");
    private static readonly Gen<string> Flag = OneOf("true", "false");
    private static readonly Gen<string?> Tier = OneOf<string?>("production", "staging", "other", null);
    private static readonly Gen<string> Id = Gen.Int[1, 3].Select(i => $"{i}");

    private static readonly Gen<string[]> Components = Gen.Select(
        OneOf("project_path", "project_id"),
        OneOf("project_path", "project_id", "ref_type", "ref", "ref_protected", "environment_protected", "deployment_tier").Array[0, 4],
        (first, more) => (string[])[first, .. more]);

    private static readonly Gen<Dictionary<string, string?>> Claims = Gen.Select(
        Gen.Select(Path, Id, Type), Gen.Select(Name, Flag, Tier), (project, job) => new Dictionary<string, string?>
        {
            ["project_path"] = project.Item1, ["project_id"] = project.Item2, ["ref_type"] = project.Item3,
            ["ref"] = job.Item1, ["ref_protected"] = job.Item2, ["deployment_tier"] = job.Item3,
            ["environment_protected"] = job.Item3 is null ? null : job.Item2,
        });

    [Fact]
    [Trait("Passes", "T5")]
    public void T5_two_jobs_have_one_subject_only_if_project_kind_and_ref_are_the_same()
    {
        var (compared, equal) = (0, 0);
        Gen.Select(Components, Claims, Components, Claims).Sample((components, claims, otherComponents, otherClaims) =>
        {
            if (!IsPossible(claims) || !IsPossible(otherClaims))
                return true; // there is no such project or ref
            Interlocked.Increment(ref compared);
            var isSame = Render(components, claims) == Render(otherComponents, otherClaims);
            if (isSame)
                Interlocked.Increment(ref equal);
            return isSame == Named(components, claims).SequenceEqual(Named(otherComponents, otherClaims));
        }, iter: 100_000);
        Assert.True(compared > 1000 && equal > 10, $"only {compared} pairs were compared, {equal} equal");
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("main:ref_type:tag")]
    [Trait("Passes", "T5")]
    public void T5_a_ref_with_the_subjects_delimiter_is_no_ref(string name)
    {
        Assert.False(Ref.IsName(name));
        Assert.True(Ref.IsName(name.Replace(':', '-')));
    }

    [Theory]
    [InlineData("project_path", "project_path:g/p")]
    [InlineData("project_id,ref_type,ref", "project_id:7:ref_type:branch:ref:main")]
    [InlineData("project_path,ref,ref_type", "project_path:g/p:ref:main:ref_type:branch")]
    [InlineData("project_id,project_path,ref_protected", "project_id:7:project_path:g/p:ref_protected:true")]
    [InlineData("project_path,environment_protected,deployment_tier,ref", "project_path:g/p:ref:main")]
    public void Keeps_the_order_and_leaves_out_what_has_no_value(string components, string subject)
    {
        var claims = new Dictionary<string, string?>
        {
            ["project_path"] = "g/p", ["project_id"] = "7", ["ref_type"] = "branch", ["ref"] = "main", ["ref_protected"] = "true",
        };
        Assert.Empty(SubjectComponents.Problems(components.Split(',')));
        Assert.Equal(subject, Render(components.Split(','), claims));
    }

    [Theory]
    [InlineData("", "is too short (minimum is 1 character)|project_path or project_id must be the first element of the sub claim")]
    [InlineData("ref", "project_path or project_id must be the first element of the sub claim")]
    [InlineData("project_path,user_login", "user_login is not an allowed sub claim component")]
    [InlineData("Project_path", "project_path or project_id must be the first element of the sub claim|Project_path is not an allowed sub claim component")]
    public void Says_what_is_wrong_with_a_list_in_GitLabs_words(string components, string problems) =>
        Assert.Equal(problems.Split('|'), SubjectComponents.Problems(components.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Render(string[] components, Dictionary<string, string?> claims) =>
        SubjectComponents.Render(components, name => claims.GetValueOrDefault(name));

    private static List<(string, string?)> Named(string[] components, Dictionary<string, string?> claims) =>
        [.. components.Select(c => (c, claims[c])).Where(p => p.Item2 is not null)];

    private static bool IsPossible(Dictionary<string, string?> claims) =>
        Project.IsPath(claims["project_path"]!) && Ref.IsName(claims["ref"]!);
}
