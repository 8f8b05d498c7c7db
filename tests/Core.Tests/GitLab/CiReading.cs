using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>Reads CI files that lie in memory.</summary>
internal static class CiReading
{
    public static Document Load(string text, params IReadOnlyList<(string Path, string Text)> included)
    {
        var files = included.Append((Path: Document.DefaultPath, Text: text)).ToDictionary(f => f.Path, f => f.Text);
        var loading = Document.LoadAsync(Document.DefaultPath, new CollectedFiles(files));
        Assert.True(loading.IsCompleted); // nothing of what the readers wait for is slow
        return loading.Result!;
    }

    public static CiConfigReading ReadAll(string text, params IReadOnlyList<(string Path, string Text)> included) =>
        Load(text, included).ReadAll();

    public static CiConfig Read(string text)
    {
        var reading = ReadAll(text);
        Assert.Equal([], reading.Errors.Select(e => e.ToString()));
        return reading.Config!;
    }

    public static JobDefinition ReadJob(string text, string name = "job") => Read(text).Jobs.Single(j => j.Name == name);

    public static IEnumerable<string> Errors(string text)
    {
        var reading = ReadAll(text);
        Assert.Null(reading.Config);
        return reading.Errors.Select(e => e.ToString());
    }

    /// <summary>The variables that the job has in a pipeline.</summary>
    public static string VariablesOf(this CiConfig config, JobDefinition job) =>
        string.Join(' ', job.With(config.Variables).Variables.Select(v => $"{v.Key}={v.Value}"));
}
