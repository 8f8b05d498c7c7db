using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>The jobs that <c>parallel</c> makes.</summary>
public sealed class ParallelTests
{
    [Fact]
    public void A_number_makes_numbered_jobs() => Assert.Equal(
        ["job 1/3:1/3", "job 2/3:2/3", "job 3/3:3/3"],
        CiReading.Read("job: { script: x, parallel: 3 }\n").Jobs.Select(j => $"{j.Name}:{j.Parallel!.Index}/{j.Parallel.Total}"));

    [Fact]
    public void A_matrix_makes_a_job_of_each_combination_the_first_variable_slowest()
    {
        var config = CiReading.Read(
            """
            variables: { A: top }
            job:
              script: x
              variables: { A: own, C: c }
              parallel: { matrix: [{ A: [1, b], B: [x, y] }, { A: z }] }
            """);

        Assert.Equal(["job: [1, x]", "job: [1, y]", "job: [b, x]", "job: [b, y]", "job: [z]"], config.Jobs.Select(j => j.Name));
        Assert.Equal("C=c A=1 B=y", config.VariablesOf(config.Jobs[1]));
        Assert.Equal((2, 5, "job"), (config.Jobs[1].Parallel!.Index, config.Jobs[1].Parallel!.Total, config.Jobs[1].Parallel!.Group));
    }

    [Fact]
    public void The_same_values_twice_make_one_job() =>
        Assert.Equal(["job: [a]"], CiReading.Read("job: { script: x, parallel: { matrix: [{ A: a }, { A: a }] } }\n").Jobs.Select(j => j.Name));

    [Fact]
    public void More_than_200_jobs_are_refused_before_they_are_made()
    {
        var values = string.Join(", ", Enumerable.Range(0, 200));
        Assert.Equal(200, CiReading.Read($"job: {{ script: x, parallel: {{ matrix: [{{ A: [{values}] }}] }} }}\n").Jobs.Count);

        var many = string.Join(", ", Enumerable.Range(0, 12).Select(i => $"V{i}: [{values}]"));
        var errors = CiReading.Errors($"job: {{ script: x, parallel: {{ matrix: [{{ {many} }}] }} }}\n");
        Assert.Equal(["jobs:job:parallel:matrix config generates too many jobs (maximum is 200) (line 1)"], errors);
    }

    [Fact]
    public void A_need_takes_the_values_of_its_own_job()
    {
        var config = CiReading.Read(
            """
            build: { stage: build, script: x, parallel: { matrix: [{ OS: [linux, mac] }] } }
            test:
              script: x
              parallel: { matrix: [{ OS: [linux, mac] }] }
              needs: [{ job: build, parallel: { matrix: [{ OS: ["$[[ matrix.OS ]]"] }] } }]
            """);

        Assert.Equal(["build: [linux]", "build: [mac]"], config.Jobs.Where(j => j.Stage == "test").Select(j => j.Needs!.Single().Job));
    }

    [Fact]
    public void A_need_on_a_value_that_its_job_lacks_is_refused() => Assert.Equal(
        ["'OS' does not exist in matrix configuration (line 2)"],
        CiReading.Errors(
            "build: { stage: build, script: x, parallel: { matrix: [{ OS: linux }] } }\n"
            + "test: { script: x, parallel: { matrix: [{ A: b }] }, needs: [{ job: build, parallel: { matrix: [{ OS: \"$[[ matrix.OS ]]\" }] } }] }\n"));
}
