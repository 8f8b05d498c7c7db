using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.RealGitLab;

/// <summary>
/// The files of <c>include:remote</c>. A CI file may name any address, so one is fetched only when the user allows it,
/// or when the file says what the text must be; a public address either way.
/// </summary>
/// <param name="web">Fetches them.</param>
/// <param name="isAllowed">Whether the user allows any address.</param>
/// <param name="log">Takes what was read.</param>
internal sealed class RemoteFiles(WebDocuments web, bool isAllowed, ReadLog log) : ICiFiles
{
    private readonly Dictionary<string, CiFileReading> known = new(StringComparer.Ordinal);

    public async Task<CiFileReading> ReadAsync(CiFile file)
    {
        if (file.Kind != CiFileKind.Remote)
            return CiFileReading.OutOfReach;
        if (!isAllowed && !file.HasIntegrity)
        {
            log.AddTrouble(
                $"{file} was not fetched: allow it with --allow-remote-include, give it an integrity, or put it into a "
                + "folder for --include-root DIR");
            return CiFileReading.OutOfReach;
        }
        if (!known.TryGetValue(file.Location, out var reading))
            known[file.Location] = reading = await FetchAsync(file.Location);
        return reading;
    }

    public Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    private async Task<CiFileReading> FetchAsync(string address)
    {
        try
        {
            var answer = await web.GetAsync(address);
            if (answer.Status != 200)
                return new CiFileReading(CiFileOutcome.NotFetched) { Status = answer.Status };
            log.Add(new Uri(address).GetLeftPart(UriPartial.Authority));
            return CiFileReading.Of(Encoding.UTF8.GetString(answer.Body));
        }
        catch (IssuerUnreachableException exception)
        {
            log.AddTrouble($"{exception.Message}; put the file into a folder for --include-root DIR");
            return new CiFileReading(CiFileOutcome.NotFetched);
        }
    }
}
