using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Sallyport.Server.Portal;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
/// <param name="Rows">What is on the page.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="HasNext">Whether another one follows.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Rows, int Number, bool HasNext);

/// <summary>The page of a list that an address names; the first when it names none.</summary>
internal static class ListPage
{
    private const int Size = 50;
    private const int Last = 1_000_000;

    /// <summary>Reads the page of a query, which has an order.</summary>
    public static async Task<ListPage<T>> ReadAsync<T>(HttpContext context, IQueryable<T> all)
    {
        var number = NumberOf(context.Request);
        var rows = await all.Skip((number - 1) * Size).Take(Size + 1).ToListAsync(context.RequestAborted);
        return Of(rows, number);
    }

    /// <summary>The page of a list that was read as a whole.</summary>
    public static ListPage<T> Of<T>(HttpContext context, IEnumerable<T> all)
    {
        var number = NumberOf(context.Request);
        return Of([.. all.Skip((number - 1) * Size).Take(Size + 1)], number);
    }

    // One row more than a page holds was asked for.
    private static ListPage<T> Of<T>(List<T> rows, int number) =>
        new([.. rows.Take(Size)], number, rows.Count > Size);

    private static int NumberOf(HttpRequest request)
    {
        var isNumber = int.TryParse(
            request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber ? Math.Clamp(number, 1, Last) : 1;
    }
}
