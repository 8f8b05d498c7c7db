using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Which part of a long list a page shows: the query's <c>page</c>, from 1 on.</summary>
internal sealed class PageNumber
{
    private const int Size = 50;

    /// <summary>Reads it; what is no number counts as 1.</summary>
    public PageNumber(HttpContext context)
    {
        var text = context.Request.Query["page"].ToString();
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        Number = isNumber ? Math.Clamp(number, 1, 1_000_000) : 1;
    }

    /// <summary>The number, from 1 to a million.</summary>
    public int Number { get; }

    /// <summary>How many rows come before.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>How many rows to ask for: one more than is shown tells whether there is another page.</summary>
    public static int Take => Size + 1;

    /// <summary>The rows of the page from all of them.</summary>
    public (IReadOnlyList<T> Rows, bool HasNext) Of<T>(IEnumerable<T> all) => Cut(all.Skip(Skip).Take(Take).ToList());

    /// <summary>The rows of the page from those that were asked for.</summary>
    public static (IReadOnlyList<T> Rows, bool HasNext) Cut<T>(IReadOnlyList<T> rows) =>
        ([.. rows.Take(Size)], rows.Count > Size);
}
