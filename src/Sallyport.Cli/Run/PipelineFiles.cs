using Sallyport.Cli.Git;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Run;

/// <summary>
/// Collects the files that the server makes a pipeline and its children from: it has no repository of its own. The
/// reader that the server uses asks for them. Each include is followed, whatever its rules, and what is wrong with a
/// file is left to the server to say.
/// </summary>
/// <param name="files">Reads and keeps the files.</param>
/// <param name="variables">What stands in the place of variables in the paths of includes.</param>
internal sealed class PipelineFiles(CommitFiles files, IReadOnlyList<IncludeVariable> variables)
{
    private const int MaximumDepth = 3; // a pipeline, its children and theirs

    private readonly IncludeContext context = new()
    {
        Variables = variables, Fits = _ => true, Holds = (_, _) => true,
    };

    /// <summary>The includes that could not be read from here.</summary>
    public List<string> Unread { get; } = [];

    /// <summary>Collects them. False when the commit has no CI file.</summary>
    public async Task<bool> CollectAsync()
    {
        if (await Document.LoadAsync(Document.DefaultPath, files, context) is not { } document)
            return false;
        await FollowAsync(document, 1);
        return true;
    }

    private async Task FollowAsync(Document document, int depth)
    {
        Unread.AddRange(document.Unread.Except(Unread));
        if (depth >= MaximumDepth)
            return;
        foreach (var text in document.Children)
        {
            var child = await Document.LoadAsync(Document.TriggerPath, new TriggerFile(text, files), context);
            await FollowAsync(child!, depth + 1);
        }
    }

    private sealed class TriggerFile(string text, ICiFiles others) : ICiFiles
    {
        public Task<CiFileReading> ReadAsync(CiFile file) => file.Location == Document.TriggerPath
            ? Task.FromResult(CiFileReading.Of(text))
            : others.ReadAsync(file);

        public Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository) => others.ListAsync(repository);
    }
}
