namespace Sallyport.Core.Tests.GitLab;

/// <summary>The rows of <see cref="PipelineOrderTests"/> in which jobs need others.</summary>
public static class NeedsTable
{
    public static TheoryData<string, string, string> Rows => new()
    {
        { "a need starts a job before its stage", "a@one b@one c@two needs=a",
          """
          start: pending / pending created / pending pending created
          success a: running / running pending / success pending pending
          """ },
        { "no needs at all starts a job at once", "a@.pre b@deploy needs=",
          """
          start: pending / pending pending / pending pending
          drop a: running / failed pending / failed pending
          success b: failed / failed success / failed success
          """ },
        { "a failure skips only what needs it", "a@one b@one c@two needs=a d@two needs=b",
          """
          start: pending / pending created / pending pending created created
          drop a: running / running pending / failed pending skipped created
          success b: running / failed pending / failed success skipped pending
          success d: failed / failed success / failed success skipped success
          """ },
        { "one skipped need skips the job", "a@one b@one on_failure c@two needs=a,b",
          "start: pending / pending skipped / pending skipped skipped" },
        { "a skipped need skips on_failure too", "a@one b@two c@three needs=a,b on_failure",
          """
          start: pending / pending created created / pending created created
          drop a: failed / failed skipped skipped / failed skipped skipped
          """ },
        { "a skipped need lets always run", "a@one b@two c@three needs=a,b always",
          """
          start: pending / pending created created / pending created created
          drop a: running / failed skipped pending / failed skipped pending
          """ },
        { "on_failure with a failed need", "a@one b@two needs=a on_failure c@three needs=b",
          """
          start: pending / pending created created / pending created created
          drop a: running / failed pending created / failed pending created
          success b: running / failed success pending / failed success pending
          success c: failed / failed success success / failed success success
          """ },
        { "on_failure with a need that succeeds", "a@one b@two needs=a on_failure c@three needs=b",
          """
          start: pending / pending created created / pending created created
          success a: success / success skipped skipped / success skipped skipped
          """ },
        { "on_failure without needs is skipped", "a@one needs= on_failure", "start: skipped / skipped / skipped" },
        { "always without needs runs", "a@one needs= always", "start: pending / pending / pending" },
        { "on_failure with an allowed failure", "a@one allowed b@two needs=a on_failure c@three needs=b",
          """
          start: pending / pending created created / pending created created
          drop a: success / success skipped skipped / failed skipped skipped
          """ },
        { "a chain behind a failure is skipped", "a@one b@two needs=a c@three needs=b",
          """
          start: pending / pending created created / pending created created
          drop a: failed / failed skipped skipped / failed skipped skipped
          """ },
        { "always at the end of a chain runs", "a@one b@two needs=a c@three needs=b always",
          """
          start: pending / pending created created / pending created created
          drop a: running / failed skipped pending / failed skipped pending
          success c: failed / failed skipped success / failed skipped success
          """ },
        { "a delayed job whose need was skipped", "a@one b@two c@three needs=b delayed",
          """
          start: pending / pending created created / pending created created
          drop a: failed / failed skipped skipped / failed skipped skipped
          """ },
        { "a manual job whose need was skipped", "a@one b@two c@three needs=b manual",
          """
          start: pending / pending created created / pending created created
          drop a: failed / failed skipped skipped / failed skipped skipped
          """ },
        { "a failed need waits for the other one", "a@one b@one c@two needs=a,b on_failure",
          """
          start: pending / pending created / pending pending created
          drop a: running / running created / failed pending created
          success b: running / failed pending / failed success pending
          """ },
        { "needs within a stage", "a@one b@one needs=a c@one needs=b",
          """
          start: pending / pending / pending created created
          drop a: failed / failed / failed skipped skipped
          retry a: pending / pending / pending created created
          success a: running / running / success pending created
          """ },
        { "needs within a stage, written backwards", "c@one needs=b b@one needs=a a@one",
          """
          start: pending / pending / created created pending
          drop a: failed / failed / skipped skipped failed
          """ },
        { "an optional manual need skips its dependants", "a@one b@two manual needs=a c@three needs=b d@three",
          """
          start: pending / pending created created / pending created created created
          success a: running / success skipped pending / success manual skipped pending
          success d: success / success skipped success / success manual skipped success
          play b: running / success pending running / success pending created success
          success b: running / success success running / success success pending success
          """ },
        { "an optional manual need that was started and fails", "a@one manual b@two needs=a",
          """
          start: skipped / skipped skipped / manual skipped
          play a: pending / pending created / pending created
          drop a: pending / success pending / failed pending
          """ },
        { "an optional manual need and always", "a@one manual b@two needs=a always",
          """
          start: pending / skipped pending / manual pending
          success b: success / skipped success / manual success
          """ },
        { "an optional manual need and on_failure", "a@one manual b@two needs=a on_failure",
          "start: skipped / skipped skipped / manual skipped" },
        { "a blocking manual need", "a@one blocking b@two needs=a",
          """
          start: manual / manual created / manual created
          play a: pending / pending created / pending created
          success a: running / success pending / success pending
          """ },
        { "a blocking manual need and always", "a@one blocking b@two needs=a always",
          "start: manual / manual created / manual created" },
        { "a blocking manual need and on_failure", "a@one blocking b@two needs=a on_failure",
          """
          start: manual / manual created / manual created
          play a: pending / pending created / pending created
          drop a: running / failed pending / failed pending
          """ },
        { "two manual needs, one of them started",
          "a@one b@two c@two manual d@two manual e@three needs=b,c,d f@four needs=c g@four needs=d h@five needs=g i@five on_failure",
          """
          start: pending / pending created created created created / pending created created created created created created created created
          success a: running / success pending skipped skipped pending / success pending manual manual skipped skipped skipped skipped created
          success b: success / success success skipped skipped skipped / success success manual manual skipped skipped skipped skipped skipped
          play c: running / success running skipped pending pending / success success pending manual skipped created skipped skipped created
          success c: running / success success skipped pending pending / success success success manual skipped pending skipped skipped created
          success f: success / success success skipped success skipped / success success success manual skipped success skipped skipped skipped
          """ },
        { "manual needs of the same and of another stage", "a@one manual b@two manual c@three needs=b d@three needs=a",
          """
          start: skipped / skipped skipped skipped / manual manual skipped skipped
          play b: pending / skipped pending pending / manual pending created skipped
          """ },
        { "a need that the pipeline lacks", "b@one c@two needs=a",
          """
          start: pending / pending pending / pending pending
          success c: running / pending success / pending success
          success b: success / success success / success success
          """ },
        { "a canceled need skips its dependants", "a@one b@two needs=a c@two needs=a always",
          """
          start: pending / pending created / pending created created
          cancel a: canceled / canceled skipped / canceled skipped skipped
          """ },
        { "a failed build skips the deployment and its rollback", "a@one b@two c@three needs=a,b d@three needs=a,b on_failure",
          """
          start: pending / pending created created / pending created created created
          drop a: failed / failed skipped skipped / failed skipped skipped skipped
          """ },
    };
}
