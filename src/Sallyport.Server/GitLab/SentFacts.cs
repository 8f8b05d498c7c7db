using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Server.GitLab;

/// <summary>
/// What rules ask about a commit that came along with a request: the request says it, and the instance knows the other
/// projects and refs.
/// </summary>
internal sealed class SentFacts(CommitFiles sent, CommitSources sources, ReadableProject readable) : IRepositoryFacts
{
    public ChangedFiles Changed(string? compareTo) => sent.Changed(compareTo);

    public CommitListing Files(string? project, string? reference)
    {
        if (project is null && reference is null)
            return sent.Files(null, null);
        var path = project ?? readable.Project.Path;
        // rules ask one thing after the other; git answers within milliseconds
        return sources.ListAsync(readable.User, path, reference, CancellationToken.None).GetAwaiter().GetResult();
    }
}
