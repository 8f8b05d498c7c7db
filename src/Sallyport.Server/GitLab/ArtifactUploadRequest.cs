using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The upload of an artifact: parameters in the query string, and a multipart body whose part <c>file</c> is the
/// content. It is never in memory as a whole. Source: <c>network/gitlab.go</c>, gitlab-runner.
/// </summary>
internal sealed class ArtifactUploadRequest(HttpContext context)
{
    private const int MultipartOverhead = 64 * 1024;
    private const int MaximumFileName = 255;

    /// <summary>Reads it and gives its content to somebody who keeps it.</summary>
    public async Task ReadAsync(Func<ArtifactUpload, Stream, CancellationToken, Task> keep)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Artifacts.MaximumSize + MultipartOverhead;
        var parameters = GitLabParameters.ReadQuery(context.Request);
        var boundary = Boundary();
        try
        {
            await LimitedBody.WithinStopAsync(context.Request, async cancel =>
            {
                var reader = new MultipartReader(boundary, context.Request.Body);
                var (name, content) = await FileAsync(reader, cancel);
                await keep(Upload(parameters, name), content, cancel);
            }, context.RequestAborted);
        }
        catch (BadHttpRequestException) // of the connection
        {
            throw;
        }
        // of the parser: a part that ends early, a header that is too long
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw GitLabErrors.BadRequest(400, "Bad Request - invalid form").ToException();
        }
    }

    private static async Task<(string Name, Stream Content)> FileAsync(MultipartReader reader, CancellationToken cancel)
    {
        while (await reader.ReadNextSectionAsync(cancel) is { } section)
        {
            var text = section.ContentDisposition;
            var isRead = ContentDispositionHeaderValue.TryParse(text, out var disposition);
            if (isRead && HeaderUtilities.RemoveQuotes(disposition!.Name) == "file")
                return (FileName(disposition), section.Body);
        }
        throw GitLabErrors.Missing("file").ToException();
    }

    private static string FileName(ContentDispositionHeaderValue disposition)
    {
        var sent = HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
        var name = new string([.. sent.Where(c => c is >= ' ' and <= '~' and not ('/' or '\\' or '"'))]);
        return name.Length is 0 or > MaximumFileName ? "artifacts" : name;
    }

    private static ArtifactUpload Upload(GitLabParameters parameters, string fileName)
    {
        TimeSpan? lifetime = null;
        if (parameters.Text("expire_in") is { Length: > 0 } text)
            lifetime = ArtifactLifetime.Read(text) ?? throw GitLabErrors.Invalid("expire_in").ToException();
        return new ArtifactUpload(
            parameters.Text("artifact_type") ?? JobArtifact.Archive,
            parameters.Text("artifact_format") ?? "zip",
            fileName,
            lifetime);
    }

    private string Boundary()
    {
        var isMultipart = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        var boundary = isMultipart ? HeaderUtilities.RemoveQuotes(type!.Boundary).ToString() : "";
        if (boundary.Length is 0 or > 70) // RFC 2046, section 5.1.1
            throw GitLabErrors.Missing("file").ToException();
        return boundary;
    }
}
