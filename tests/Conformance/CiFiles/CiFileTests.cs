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
        var run = await fixture.OutcomeAsync(name);
        Assert.True(run.ExitCode == expected.ExitCode, $"exit {run.ExitCode}\n{run.All}");
        var lines = run.Output.Split('\n');
        Assert.All(expected.Lines, line => Assert.True(lines.Contains(line), $"no line '{line}' in\n{run.All}"));
        Assert.All(expected.Logs, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.All(expected.Absent, text => Assert.DoesNotContain(text, run.Output, StringComparison.Ordinal));
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

    /// <summary>
    /// One instance for all cases. They start together, as many at once as the machine bears, since most of a run is
    /// waiting for processes to start.
    /// </summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly SemaphoreSlim places = new(Environment.ProcessorCount + 1);
        private readonly Lazy<Dictionary<string, Task<Outcome>>> outcomes;
        private Instance instance = null!;

        public Fixture() => outcomes = new(() => CiCase.Names.ToDictionary(n => n, RunAsync));

        public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

        /// <summary>How the case's run ended.</summary>
        public Task<Outcome> OutcomeAsync(string name) => outcomes.Value[name];

        public async ValueTask DisposeAsync()
        {
            if (outcomes.IsValueCreated)
                await ((Task)Task.WhenAll(outcomes.Value.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            places.Dispose();
            await instance.DisposeAsync();
        }

        private async Task<Outcome> RunAsync(string name)
        {
            await places.WaitAsync();
            try
            {
                var prepared = await PreparedCase.CreateAsync(CiCase.Read(name), instance.Folder);
                return await instance.RunAsync(["run", .. prepared.Arguments], prepared.Folder, prepared.Environment);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
