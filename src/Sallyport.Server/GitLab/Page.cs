using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Offset pagination. Source: "REST API", section on pagination, GitLab documentation.</summary>
/// <param name="Number">The page, from 1.</param>
/// <param name="Size">The number of items on a page, at most 100.</param>
internal sealed record Page(int Number, int Size)
{
    /// <summary>The number of items before this page.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>The page that a request asks for.</summary>
    public static async Task<Page> ReadAsync(HttpContext context)
    {
        var parameters = await context.ParametersAsync();
        var number = parameters.Number("page") ?? 1;
        var size = parameters.Number("per_page") ?? 20;
        if (number is < 1 or > 1_000_000)
            throw GitLabErrors.Invalid("page").ToException();
        if (size < 1)
            throw GitLabErrors.Invalid("per_page").ToException();
        return new Page((int)number, (int)Math.Min(size, 100));
    }

    /// <summary>The items of the page that a request asks for; writes the headers.</summary>
    public static async Task<IReadOnlyList<T>> OfAsync<T>(HttpContext context, IReadOnlyList<T> all)
    {
        var page = await ReadAsync(context);
        page.WriteHeaders(context, all.Count);
        return [.. all.Skip(page.Skip).Take(page.Size)];
    }

    /// <summary>Writes the headers that tell clients the position of this page among all.</summary>
    public void WriteHeaders(HttpContext context, int total)
    {
        var pages = Math.Max(1, (total + Size - 1) / Size);
        var headers = context.Response.Headers;
        headers["x-page"] = $"{Number}";
        headers["x-per-page"] = $"{Size}";
        headers["x-total"] = $"{total}";
        headers["x-total-pages"] = $"{pages}";
        headers["x-next-page"] = Number < pages ? $"{Number + 1}" : "";
        headers["x-prev-page"] = Number > 1 ? $"{Number - 1}" : "";
        headers.Link = string.Join(", ", Links(pages).Select(l => $"<{Address(context, l.Page)}>; rel=\"{l.Rel}\""));
    }

    private IEnumerable<(string Rel, int Page)> Links(int pages)
    {
        if (Number > 1)
            yield return ("prev", Number - 1);
        if (Number < pages)
            yield return ("next", Number + 1);
        yield return ("first", 1);
        yield return ("last", pages);
    }

    private string Address(HttpContext context, int page)
    {
        var request = context.Request;
        var path = request.PathBase + request.Path.ToUriComponent();
        return $"{request.Scheme}://{request.Host}{path}?page={page}&per_page={Size}";
    }
}
