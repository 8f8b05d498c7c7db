using CsCheck;
using Sallyport.Core.GitLab;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>Subjects name one project, one kind of ref and one ref.</summary>
public sealed class SubjectProperties
{
    private static readonly Gen<string> Segment = Gen.String[Gen.Char["ab"], 2, 3];
    private static readonly Gen<string> Path = Gen.Select(Segment, Segment, (group, project) => $"{group}/{project}");
    private static readonly Gen<string> Name = Gen.String[Gen.Char["ab/-:"], 1, 4];
    private static readonly Gen<RefType> Type = Gen.OneOf(Gen.Const(RefType.Branch), Gen.Const(RefType.Tag));

    [Fact]
    [Trait("Passes", "T5")]
    public void T5_two_jobs_have_one_subject_only_if_project_kind_and_ref_are_the_same()
    {
        var compared = 0;
        Gen.Select(Path, Type, Name, Path, Type, Name).Sample((path, type, name, otherPath, otherType, otherName) =>
        {
            if (!new[] { path, otherPath }.All(Project.IsPath) || !new[] { name, otherName }.All(Ref.IsName))
                return true; // there is no such project or ref
            Interlocked.Increment(ref compared);
            return (IdTokens.Subject(path, new Ref(type, name)) == IdTokens.Subject(otherPath, new Ref(otherType, otherName)))
                == ((path, type, name) == (otherPath, otherType, otherName));
        }, iter: 50_000);
        Assert.True(compared > 1000, $"only {compared} pairs were compared");
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
}
