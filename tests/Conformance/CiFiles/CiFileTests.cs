namespace Sallyport.Conformance.CiFiles;

/// <summary>Files from real life, run by the command: which jobs run, in which order, and what they print.</summary>
public sealed class CiFileTests(CiFileTests.Fixture fixture) : IClassFixture<CiFileTests.Fixture>
{
    private const string JobMark = "== ";

    public static TheoryData<string> Cases => new(CiCase.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Runs_as_at_GitLab(string name)
    {
        var expected = CiCase.Read(name);
        var project = await PrepareAsync(expected);
        var run = await fixture.Instance.RunAsync(["run", .. expected.Arguments], project.Folder);
        Assert.True(run.ExitCode == expected.ExitCode, $"exit {run.ExitCode}\n{run.All}");
        var lines = run.Output.Split('\n');
        Assert.All(expected.Lines, line => Assert.Contains(line, lines));
        Assert.All(expected.Notes, note => Assert.Contains(note, run.Error, StringComparison.Ordinal));
        AssertOrder(expected.Jobs, lines.Where(l => l.StartsWith(JobMark, StringComparison.Ordinal)).Select(l => l[JobMark.Length..]).ToList());
    }

    private static void AssertOrder(IReadOnlyList<IReadOnlyList<string>> expected, List<string> actual)
    {
        Assert.Equal(expected.Sum(g => g.Count), actual.Count);
        var next = 0;
        foreach (var group in expected)
        {
            Assert.Equal(group.Order(StringComparer.Ordinal), actual.Slice(next, group.Count).Order(StringComparer.Ordinal));
            next += group.Count;
        }
    }

    private async Task<GitProject> PrepareAsync(CiCase expected)
    {
        var project = await GitProject.NewAsync(fixture.Instance.Folder, null, "https://gitlab.example.com/acme/payments.git");
        foreach (var (path, text) in expected.Files)
        {
            var file = Path.Combine(project.Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        }
        await project.CommitAsync(expected.Config);
        if (expected.Tag is { } tag)
            await project.GitAsync("tag", tag);
        if (expected.Branch is { } branch)
            await project.GitAsync("checkout", "-q", "-b", branch);
        return project;
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public Instance Instance { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Instance = await Instance.StartAsync();

        public ValueTask DisposeAsync() => Instance.DisposeAsync();
    }
}
