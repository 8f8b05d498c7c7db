namespace Sallyport.Explain;

/// <summary>
/// Two texts, one above the other, with a mark under the first character that differs. On a narrow terminal they are
/// cut into pieces that stay above one another.
/// </summary>
/// <param name="PresentedHead">What stands before the first text.</param>
/// <param name="Presented">The first text.</param>
/// <param name="ExpectedHead">What stands before the second text.</param>
/// <param name="Expected">The second text.</param>
internal sealed record ComparedTexts(string PresentedHead, string Presented, string ExpectedHead, string Expected)
{
    private const int Narrowest = 10;

    /// <summary>Where the two differ first, from 0; null when there is nothing to mark.</summary>
    public int? DiffersAt { get; init; }

    /// <summary>The column in which both texts begin.</summary>
    public int Column { get; init; }

    /// <summary>Lines that a terminal of this width shows as they are.</summary>
    /// <param name="width">The columns of the terminal; null where lines may have any length.</param>
    /// <param name="paint">Paints the mark.</param>
    public IEnumerable<string> Lines(int? width, Func<string, string> paint)
    {
        var longest = Math.Max(1, Math.Max(Presented.Length, Expected.Length));
        var size = width is { } columns ? Math.Max(Narrowest, columns - Column) : longest;
        for (var start = 0; start < longest; start += size)
        {
            if (start == 0 || start < Presented.Length)
                yield return HeadOf(PresentedHead, start) + Piece(Presented, start, size);
            if (start == 0 || start < Expected.Length)
                yield return HeadOf(ExpectedHead, start) + Piece(Expected, start, size);
            var isLast = start + size >= longest;
            if (DiffersAt is { } at && at >= start && (at < start + size || isLast))
                yield return Mark(at, Column + at - start, width, paint);
        }
    }

    private string HeadOf(string head, int start) => start == 0 ? head : new string(' ', Column);

    private static string Piece(string text, int start, int size) =>
        start >= text.Length ? "" : text[start..Math.Min(text.Length, start + size)];

    // The words stand on the side of the mark where there is room for them.
    private static string Mark(int at, int column, int? width, Func<string, string> paint)
    {
        var words = $"differs from character {at + 1} on";
        var isRoomBehind = width is not { } columns || column + 2 + words.Length <= columns;
        return isRoomBehind || column <= words.Length
            ? $"{new string(' ', column)}{paint("^")} {words}"
            : $"{new string(' ', column - words.Length - 1)}{words} {paint("^")}";
    }
}
