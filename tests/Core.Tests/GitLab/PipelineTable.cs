using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>
/// A case of the order of jobs, as text: the jobs (<c>name@stage</c> and what differs from the default), then for the
/// start and for each event the status of the pipeline, of its stages and of its jobs.
/// </summary>
internal static class PipelineTable
{
    private static readonly string[] Words =
        ["created", "waiting", "pending", "running", "success", "failed", "canceled", "skipped", "manual"];

    /// <summary>Plays a case and says what is otherwise than expected; empty if nothing is.</summary>
    public static string Play(string jobs, string steps)
    {
        var pipeline = New(jobs);
        foreach (var step in steps.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = step.IndexOf(':', StringComparison.Ordinal);
            Apply(pipeline, step[..at].Split(' '));
            var expected = string.Join(' ', step[(at + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (Describe(pipeline) != expected)
                return $"after '{step[..at]}'\n  expected {expected}\n  but was  {Describe(pipeline)}";
        }
        return "";
    }

    private static string Describe(Pipeline pipeline)
    {
        string Word(CiStatus status) => Words[(int)status];
        var stages = pipeline.Stages.Select(s => Word(s.Status));
        var jobs = pipeline.CurrentJobs.OrderBy(j => pipeline.Jobs.FindIndex(o => o.Definition.Name == j.Definition.Name)).Select(j => Word(j.Status));
        return $"{Word(pipeline.Status)} / {string.Join(' ', stages)} / {string.Join(' ', jobs)}";
    }

    private static void Apply(Pipeline pipeline, string[] step)
    {
        Job Of(string name) => pipeline.CurrentJobs.Single(j => j.Definition.Name == name);
        var now = GitLabExample.Noon;
        foreach (var name in step.Length > 1 ? step[1].Split(',') : [""])
            switch (step[0])
            {
                case "start": pipeline.Advance(now); break;
                case "run": Of(name).Status = CiStatus.Running; pipeline.Advance(now); break;
                case "success": pipeline.Finish(Of(name), null, null, now); break;
                case "drop": pipeline.Finish(Of(name), step.ElementAtOrDefault(3) ?? "script_failure", Code(step), now); break;
                case "cancel" when name.Length == 0: pipeline.Cancel(pipeline.CurrentJobs, now); break;
                case "cancel": pipeline.Cancel([Of(name)], now); break;
                case "play": pipeline.Play(Of(name), 1, now); break;
                case "retry": pipeline.Retry(Of(name), 1, now); break;
                default: throw new ArgumentException(step[0]);
            }
    }

    private static int? Code(string[] step) =>
        step.Length > 2 ? int.Parse(step[2], System.Globalization.CultureInfo.InvariantCulture) : 1;

    private static Pipeline New(string text)
    {
        var template = GitLabExample.Job().Pipeline;
        var words = text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var jobs = new List<Job>();
        var stages = words.Where(w => w.Contains('@', StringComparison.Ordinal)).Select(w => w.Split('@')[1]).Distinct().ToList();
        foreach (var word in words.Where(w => w != "auto_cancel"))
        {
            if (word.Contains('@', StringComparison.Ordinal))
                jobs.Add(NewJob(word.Split('@')[0], stages.IndexOf(word.Split('@')[1]), word.Split('@')[1], jobs.Count + 1));
            else
                jobs[^1] = With(jobs[^1], word.Split('='));
        }
        return new Pipeline
        {
            Iid = 1, ProjectKey = template.ProjectKey, UserId = 1, RefType = RefType.Branch, RefName = "main", Source = "push",
            Commit = template.Commit, CreatedAt = GitLabExample.Noon, Jobs = jobs, CancelsOnFailure = words.Contains("auto_cancel"),
        };
    }

    private static Job NewJob(string name, int stage, string stageName, long id) => new()
    {
        Id = id, StageIndex = stage, CreatedAt = GitLabExample.Noon,
        Definition = new JobDefinition { Name = name, Stage = stageName, Script = ["x"] },
    };

    private static Job With(Job job, string[] change)
    {
        var old = job.Definition;
        var value = change.ElementAtOrDefault(1) ?? "";
        var list = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var definition = change[0] switch
        {
            "manual" => old with { When = JobWhen.Manual, AllowFailure = true },
            "blocking" => old with { When = JobWhen.Manual },
            "delayed" => old with { When = JobWhen.Delayed },
            "on_failure" => old with { When = JobWhen.OnFailure },
            "always" => old with { When = JobWhen.Always },
            "allowed" => old with { AllowFailure = true },
            "allowed_codes" => old with { AllowFailureExitCodes = [.. list.Select(int.Parse)] },
            "retry" => old with { Retry = old.Retry with { Max = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) } },
            "retry_when" => old with { Retry = old.Retry with { When = list } },
            "retry_codes" => old with { Retry = old.Retry with { ExitCodes = [.. list.Select(int.Parse)] } },
            "needs" => old with { Needs = [.. list.Select(n => new NeedDefinition(n))] },
            "group" => old with { ResourceGroup = value },
            _ => throw new ArgumentException(change[0]),
        };
        return new Job
        {
            Id = job.Id, StageIndex = job.StageIndex, CreatedAt = job.CreatedAt, Definition = definition, ResourceGroup = definition.ResourceGroup,
        };
    }
}
