using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Portal;

/// <summary>The page of a list that an address names.</summary>
internal static class ListPage
{
    /// <summary>How many rows a page has.</summary>
    public const int Size = 50;

    private const int Last = 1_000_000;

    /// <summary>Its number, from 1; the first when the address names none.</summary>
    public static int NumberOf(HttpRequest request)
    {
        var isNumber = int.TryParse(
            request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber ? Math.Clamp(number, 1, Last) : 1;
    }
}
