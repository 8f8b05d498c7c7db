using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>What is checked between the jobs of a file: GitLab's sentence for a broken one, and its twin that is right.</summary>
public sealed class JobChecksTests
{
    [Theory]
    [InlineData("A: { script: x, stage: s }", "A job: chosen stage s does not exist; available stages are .pre, build, test, deploy, .post", 1, "A: { script: x, stage: build }")]
    [InlineData("stages: [one]\nA: { script: x }", "A job: chosen stage test does not exist; available stages are .pre, one, .post", 2, "stages: [one]\nA: { script: x, stage: one }")]
    [InlineData("A: { script: x, needs: [B] }", "A job: undefined need: B", 1, "A: { script: x, needs: [{ job: B, optional: true }] }")]
    [InlineData("A: { script: x, rules: [{ needs: [B] }] }", "A job: undefined need: B", 1, "A: { script: x, rules: [{ needs: [] }] }")]
    [InlineData("A:\n  script: x\n  dependencies: [B]", "A job: undefined dependency: B", 3, "A:\n  script: x\n  dependencies: []")]
    [InlineData("A: { script: x, stage: build, needs: [B] }\nB: { script: x }", "A job: need B is not defined in current or prior stages", 1, "A: { script: x, needs: [B] }\nB: { script: x }")]
    [InlineData("A: { script: x, stage: build, dependencies: [B] }\nB: { script: x }", "A job: dependency B is not defined in current or prior stages", 1, "A: { script: x, dependencies: [B] }\nB: { script: x, stage: build }")]
    [InlineData("A: { script: x, needs: [B, B] }\nB: { script: x }", "A has the following needs duplicated: B.", 1, "A: { script: x, needs: [B] }\nB: { script: x }")]
    [InlineData("A: { script: x, needs: [A] }", "The pipeline has circular dependencies: self-dependency: A", 1, "A: { script: x, needs: [] }")]
    [InlineData("A: { script: x, needs: [B] }\nB: { script: x, needs: [A] }", "The pipeline has circular dependencies: topological sort failed: [\"A\", \"B\"]", 1, "A: { script: x, needs: [B] }\nB: { script: x, needs: [] }")]
    [InlineData("A: { script: x, environment: { name: e, on_stop: B } }", "A job: on_stop job B is not defined", 1, "A: { script: x, environment: { name: e } }")]
    [InlineData("A: { script: x, environment: { name: e, on_stop: B } }\nB: { script: x }", "A job: on_stop job B does not have environment defined", 1, "A: { script: x, environment: { name: e, on_stop: B } }\nB: { script: x, environment: { name: e, action: stop } }")]
    [InlineData("A: { script: x, environment: { name: e, on_stop: B } }\nB: { script: x, environment: f }", "A job: on_stop job B have different environment name", 1, "A: { script: x, environment: e }")]
    [InlineData("A: { script: x, environment: { name: e, on_stop: B } }\nB: { script: x, environment: e }", "A job: on_stop job B needs to have action stop defined", 1, "A: { script: x, environment: { name: e, action: stop } }")]
    [InlineData("A: { script: x, stage: deploy, needs: [B] }\nB: { script: x, parallel: 51 }", "A: one job can only need 50 others, but you have listed 51. See needs keyword documentation for more details", 1, "A: { script: x, stage: deploy, needs: [B] }\nB: { script: x, parallel: 50 }")]
    [InlineData("A: { script: x, stage: deploy, rules: [{ needs: [B] }] }\nB: { script: x, parallel: 51 }", "A: one job can only need 50 others, but you have listed 51. See needs keyword documentation for more details", 1, "A: { script: x, stage: deploy, rules: [{ needs: [B] }] }\nB: { script: x, parallel: 50 }")]
    [InlineData("A: { script: x, needs: [{ job: B, parallel: { matrix: [{ P: z }] } }] }\nB: { script: x, parallel: { matrix: [{ P: [x, y] }] } }", "A job: undefined need: B: [z]", 1, "A: { script: x, needs: [{ job: B, parallel: { matrix: [{ P: y }] } }] }\nB: { script: x, parallel: { matrix: [{ P: [x, y] }] } }")]
    public void Refuses_jobs_that_do_not_fit_together(string broken, string sentence, int line, string twin)
    {
        var error = Assert.Single(CiReading.ReadAll(broken + "\n").Errors);
        Assert.Equal((sentence, line), (error.Message, error.At.Line));
        Assert.Equal([], CiReading.ReadAll(twin + "\n").Errors.Select(e => $"{e}"));
    }

    [Fact]
    public void Checks_jobs_against_each_other_only_once_each_is_right() =>
        Assert.Equal(["retry config must be less than or equal to 2 (line 1)"], CiReading.Errors("A: { script: x, retry: 9, needs: [B] }\n"));

    [Fact]
    public void Follows_many_needs_in_time_that_is_not_their_number_of_ways()
    {
        var layers = Enumerable.Range(1, 40).Select(i => $"a{i}: {{ script: x, needs: [a{i - 1}, b{i - 1}] }}\nb{i}: {{ script: x, needs: [a{i - 1}, b{i - 1}] }}\n");
        Assert.Equal([], CiReading.ReadAll("a0: { script: x }\nb0: { script: x }\n" + string.Concat(layers)).Errors);
    }

    [Fact]
    public void Follows_a_chain_of_needs_of_any_length()
    {
        var chain = Enumerable.Range(1, 9_000).Select(i => $"a{i}: {{ script: x, needs: [a{i - 1}] }}\n");
        Assert.Equal([], CiReading.ReadAll("a0: { script: x }\n" + string.Concat(chain)).Errors);
    }

    [Fact]
    public void Refuses_a_file_that_makes_more_jobs_than_anybody_runs()
    {
        var jobs = Enumerable.Range(0, 51).Select(i => $"a{i}: {{ script: x, parallel: 200 }}\n").ToList();
        Assert.Equal(["the file makes more than 10000 jobs (line 51)"], CiReading.Errors(string.Concat(jobs)));
        Assert.Equal(10_000, CiReading.Read(string.Concat(jobs.Take(50))).Jobs.Count);
    }
}
