namespace Sallyport.Core.Tests.GitLab;

/// <summary>
/// The order of jobs. The rows say what GitLab's <c>spec/services/ci/pipeline_processing/test_cases</c> say, and more.
/// </summary>
public sealed class PipelineOrderTests
{
    public static TheoryData<string, string, string> Stages => new()
    {
        { "stages follow each other", "a@one b@two c@three",
          """
          start: pending / pending created created / pending created created
          run a: running / running created created / running created created
          success a: running / success pending created / success pending created
          success b: running / success success pending / success success pending
          success c: success / success success success / success success success
          """ },
        { "a failure skips later stages and not its own", "a@one b@one c@two",
          """
          start: pending / pending created / pending pending created
          drop a: running / running created / failed pending created
          success b: failed / failed skipped / failed success skipped
          """ },
        { "an allowed failure counts as success", "a@one allowed b@two c@two on_failure",
          """
          start: pending / pending created / pending created created
          drop a: pending / success pending / failed pending skipped
          success b: success / success success / failed success skipped
          """ },
        { "an allowed exit code counts as success", "a@one allowed_codes=3,4 b@two",
          """
          start: pending / pending created / pending created
          drop a 4: pending / success pending / failed pending
          """ },
        { "another exit code does not", "a@one allowed_codes=3,4 b@two",
          """
          start: pending / pending created / pending created
          drop a 5: failed / failed skipped / failed skipped
          """ },
        { "on_failure runs after a failure", "a@one b@two on_failure c@three",
          """
          start: pending / pending created created / pending created created
          drop a: running / failed pending created / failed pending created
          success b: failed / failed success skipped / failed success skipped
          """ },
        { "on_failure is skipped after a success", "a@one b@two on_failure c@three",
          """
          start: pending / pending created created / pending created created
          success a: running / success skipped pending / success skipped pending
          success c: success / success skipped success / success skipped success
          """ },
        { "on_failure in the first stage is skipped", "a@one on_failure b@two",
          "start: pending / skipped pending / skipped pending" },
        { "a pipeline of skipped jobs is skipped", "a@one on_failure", "start: skipped / skipped / skipped" },
        { "always runs after a failure", "a@one b@two always c@two",
          """
          start: pending / pending created / pending created created
          drop a: running / failed pending / failed pending skipped
          drop b: failed / failed failed / failed failed skipped
          """ },
        { "a delayed job starts at once", "a@one b@two delayed",
          """
          start: pending / pending created / pending created
          success a: running / success pending / success pending
          """ },
        { "a delayed job is skipped after a failure", "a@one b@two delayed",
          """
          start: pending / pending created / pending created
          drop a: failed / failed skipped / failed skipped
          """ },
        { "an optional manual job holds up nothing", "a@one b@two manual c@three",
          """
          start: pending / pending created created / pending created created
          success a: running / success skipped pending / success manual pending
          success c: success / success skipped success / success manual success
          play b: running / success pending success / success pending success
          drop b: success / success success success / success failed success
          """ },
        { "a blocking manual job holds up everything", "a@one b@two blocking c@three",
          """
          start: pending / pending created created / pending created created
          success a: manual / success manual created / success manual created
          play b: running / success pending created / success pending created
          success b: running / success success pending / success success pending
          """ },
        { "a blocking manual job that fails skips later stages", "a@one blocking b@two",
          """
          start: manual / manual created / manual created
          play a: pending / pending created / pending created
          drop a: failed / failed skipped / failed skipped
          """ },
        { "a blocking manual job lets its own stage run", "a@one blocking b@one c@two",
          """
          start: running / running created / manual pending created
          run b: running / running created / manual running created
          success b: manual / manual created / manual success created
          """ },
        { "always waits for a blocking manual job", "a@one blocking b@two always",
          "start: manual / manual created / manual created" },
        { "always runs after an optional manual job", "a@one manual b@two always",
          """
          start: pending / skipped pending / manual pending
          success b: success / skipped success / manual success
          """ },
        { "on_failure is skipped after an optional manual job", "a@one manual b@two on_failure",
          "start: skipped / skipped skipped / manual skipped" },
        { "a manual job is skipped after a failure", "a@one b@two manual",
          """
          start: pending / pending created / pending created
          drop a: failed / failed skipped / failed skipped
          """ },
        { "a skipped stage lets the next one run", "a@one b@two on_failure c@three d@four",
          """
          start: pending / pending created created created / pending created created created
          success a: running / success skipped pending created / success skipped pending created
          """ },
        { "a cancel skips what comes behind", "a@one b@two c@two on_failure d@two always",
          """
          start: pending / pending created / pending created created created
          cancel a: canceled / canceled skipped / canceled skipped skipped skipped
          """ },
        { "a cancel of an allowed job counts as success", "a@one allowed b@two c@two on_failure d@three",
          """
          start: pending / pending created created / pending created created created
          cancel a: pending / success pending created / canceled pending skipped created
          """ },
        { "a cancel of the pipeline ends all that waits", "a@one b@one c@two",
          """
          start: pending / pending created / pending pending created
          success a: running / running created / success pending created
          cancel: canceled / canceled canceled / success canceled canceled
          """ },
        { "a cancel leaves a manual job to a person", "a@one manual b@two",
          """
          start: pending / skipped pending / manual pending
          cancel: canceled / skipped canceled / manual canceled
          """ },
        { "a retry brings back what was skipped", "a@one b@two c@three",
          """
          start: pending / pending created created / pending created created
          drop a: failed / failed skipped skipped / failed skipped skipped
          retry a: pending / pending created created / pending created created
          """ },
        { "a retry of a manual job starts at once", "a@one b@one manual",
          """
          start: pending / pending / pending manual
          success a: success / success / success manual
          play b: running / running / success pending
          drop b: success / success / success failed
          retry b: running / running / success pending
          """ },
        { "a retry of a canceled job", "a@one b@two",
          """
          start: pending / pending created / pending created
          cancel: canceled / canceled canceled / canceled canceled
          retry a: running / pending canceled / pending canceled
          """ },
        { "a resource group makes a job wait", "a@one group=g b@two",
          "start: waiting / waiting created / waiting created" },
        { "a resource group does not make the others wait", "a@one group=g b@one",
          "start: running / running / waiting pending" },
    };

    public static TheoryData<string, string, string> Retries => new()
    {
        { "a job is tried as often as it asks", "a@one retry=2 b@two",
          """
          start: pending / pending created / pending created
          drop a: pending / pending created / pending created
          drop a: pending / pending created / pending created
          drop a: failed / failed skipped / failed skipped
          """ },
        { "a retry that succeeds", "a@one retry=1 b@two",
          """
          start: pending / pending created / pending created
          drop a: pending / pending created / pending created
          success a: running / success pending / success pending
          """ },
        { "a retry for a reason that occurs", "a@one retry=1 retry_when=runner_system_failure",
          """
          start: pending / pending / pending
          drop a 1 runner_system_failure: pending / pending / pending
          """ },
        { "a retry for another reason", "a@one retry=1 retry_when=runner_system_failure",
          """
          start: pending / pending / pending
          drop a 1 script_failure: failed / failed / failed
          """ },
        { "a retry always", "a@one retry=1 retry_when=always",
          """
          start: pending / pending / pending
          drop a 1 script_failure: pending / pending / pending
          """ },
        { "a retry for an exit code", "a@one retry=1 retry_codes=137",
          """
          start: pending / pending / pending
          drop a 137: pending / pending / pending
          """ },
        { "a retry for another exit code", "a@one retry=1 retry_codes=137",
          """
          start: pending / pending / pending
          drop a 1: failed / failed / failed
          """ },
        { "a retry for a reason or an exit code", "a@one retry=1 retry_when=unknown_failure retry_codes=137",
          """
          start: pending / pending / pending
          drop a 137 script_failure: pending / pending / pending
          """ },
        { "missing artifacts are not tried again", "a@one retry=2",
          """
          start: pending / pending / pending
          drop a 1 missing_dependency_failure: failed / failed / failed
          """ },
        { "a manual job is tried again at once", "a@one manual retry=1",
          """
          start: skipped / skipped / manual
          play a: pending / pending / pending
          drop a: pending / pending / pending
          """ },
        { "a failure cancels the others if the pipeline asks for it", "auto_cancel a@one b@one c@two",
          """
          start: pending / pending created / pending pending created
          drop b: failed / failed canceled / canceled failed canceled
          """ },
        { "an allowed failure cancels nothing", "auto_cancel a@one b@one allowed",
          """
          start: pending / pending / pending pending
          drop b: pending / pending / pending failed
          """ },
        { "a failure that is tried again cancels nothing", "auto_cancel a@one b@one retry=1",
          """
          start: pending / pending / pending pending
          drop b: pending / pending / pending pending
          """ },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    [MemberData(nameof(Retries))]
    [MemberData(nameof(NeedsTable.Rows), MemberType = typeof(NeedsTable))]
    public void Decides_every_job_as_GitLab_does(string what, string jobs, string steps)
    {
        var wrong = PipelineTable.Play(jobs, steps);

        Assert.True(wrong.Length == 0, $"{what}: {wrong}");
    }
}
