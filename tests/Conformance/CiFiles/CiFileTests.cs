namespace Sallyport.Conformance.CiFiles;

/// <summary>Files from real life, run by the command: which jobs run, in which order, and what they print.</summary>
public sealed class CiFileTests(CiFileTests.Fixture fixture) : IClassFixture<CiFileTests.Fixture>
{
    private const string JobMark = "== ";
    private const string ErrorMark = "sallyport: ";

    public static TheoryData<string> Cases => new(CiCase.Names);

    public static TheoryData<string> SharedCases => new(CiLocal.Cases);

    public static TheoryData<string> BrokenFiles => new(BrokenFile.Names);

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

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task Refuses_with_GitLabs_sentences_and_their_lines(string name)
    {
        var run = await fixture.RefusalAsync(name);
        Assert.True(run.ExitCode == 2, $"exit {run.ExitCode}\n{run.All}");
        Assert.Empty(run.Output);
        var lines = run.Error.Split('\n').Where(l => l.StartsWith(ErrorMark, StringComparison.Ordinal));
        Assert.Equal(BrokenFile.Read(name).Errors, lines.Select(l => l[ErrorMark.Length..]));
    }

    [Theory]
    [MemberData(nameof(SharedCases))]
    public async Task Agrees_with_gitlab_ci_local_but_for_the_listed_differences(string name)
    {
        var expected = CiCase.Read(name);
        var ours = CiLocal.Summary(expected, await fixture.OutcomeAsync(name));
        var run = await fixture.CiLocalAsync(name);
        var theirs = CiLocal.SummaryOfTheirs(expected, run);
        if (CiLocal.Different.Contains(name))
            Assert.True(ours != theirs, $"docs/ci.md lists {name}, and both do the same");
        else
            Assert.True(ours == theirs, $"ours\n{ours}\ntheirs\n{theirs}\n{run.All}");
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
        private readonly Lazy<Dictionary<string, Task<Outcome>>> refusals;
        private readonly Lazy<Dictionary<string, Task<Outcome>>> partner;
        private Instance instance = null!;

        public Fixture()
        {
            outcomes = new(() => CiCase.Names.ToDictionary(n => n, n => InPlaceAsync(() => RunAsync(n))));
            partner = new(() => CiLocal.Cases.ToDictionary(n => n, n => InPlaceAsync(() => CompareAsync(n))));
            refusals = new(() => BrokenFile.Names.ToDictionary(n => n, n => InPlaceAsync(() => RefuseAsync(n))));
        }

        public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

        /// <summary>How the case's run ended.</summary>
        public Task<Outcome> OutcomeAsync(string name) => outcomes.Value[name];

        /// <summary>How the case ended with gitlab-ci-local.</summary>
        public Task<Outcome> CiLocalAsync(string name) => partner.Value[name];

        /// <summary>How the run of a broken file ended.</summary>
        public Task<Outcome> RefusalAsync(string name) => refusals.Value[name];

        public async ValueTask DisposeAsync()
        {
            foreach (var started in new[] { outcomes, partner, refusals }.Where(o => o.IsValueCreated))
                await ((Task)Task.WhenAll(started.Value.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            places.Dispose();
            await instance.DisposeAsync();
        }

        private async Task<Outcome> InPlaceAsync(Func<Task<Outcome>> run)
        {
            await places.WaitAsync();
            try
            {
                return await run();
            }
            finally
            {
                places.Release();
            }
        }

        private async Task<Outcome> RunAsync(string name)
        {
            var prepared = await PreparedCase.CreateAsync(CiCase.Read(name), instance.Folder);
            return await instance.RunAsync(["run", .. prepared.Arguments], prepared.Folder, prepared.Environment);
        }

        private Task<Outcome> CompareAsync(string name) => CiLocal.RunAsync(CiCase.Read(name), instance.Folder);

        private async Task<Outcome> RefuseAsync(string name) =>
            await instance.RunAsync(["run"], await BrokenFile.Read(name).CreateAsync(instance.Folder));
    }
}
