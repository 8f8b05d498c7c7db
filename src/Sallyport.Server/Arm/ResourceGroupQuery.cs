using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Arm;

namespace Sallyport.Server.Arm;

/// <summary>
/// The query options of a list of groups: <c>$filter</c> on one tag, <c>$top</c>, and <c>$skiptoken</c> of our own
/// making.
/// </summary>
/// <param name="TagName">Only groups with this tag; null: all.</param>
/// <param name="TagValue">Only with this value of it; null: any.</param>
/// <param name="Top">The most groups on a page; null: no limit.</param>
/// <param name="After">The name after which the page begins.</param>
internal sealed partial record ResourceGroupQuery(string? TagName, string? TagValue, int? Top, string? After)
{
    public static ResourceGroupQuery Read(IQueryCollection query)
    {
        var (name, value) = ReadFilter(query["$filter"].ToString());
        var top = query["$top"].ToString();
        int? most = top.Length == 0 ? null : ReadTop(top);
        var after = query["$skiptoken"].ToString();
        return new ResourceGroupQuery(name, value, most, after.Length > 0 ? after : null);
    }

    private static int ReadTop(string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && number > 0 ? number : throw ArmErrors.InvalidQueryOption("$top", text).ToException();
    }

    /// <summary>The page, and the query options of the next one; null when this is the last.</summary>
    public (IReadOnlyList<ResourceGroup> Page, string? Next) Page(IEnumerable<ResourceGroup> groups)
    {
        var rest = groups.Where(Matches).Where(IsAfter).ToList();
        if (Top is not { } top || rest.Count <= top)
            return (rest, null);
        var page = rest[..top];
        var filter = TagName is null ? "" : $"&$filter={Uri.EscapeDataString(FilterText())}";
        return (page, $"$top={top}{filter}&$skiptoken={Uri.EscapeDataString(page[^1].Name)}");
    }

    private bool IsAfter(ResourceGroup group) =>
        After is null || string.CompareOrdinal(group.Name.ToUpperInvariant(), After.ToUpperInvariant()) > 0;

    private bool Matches(ResourceGroup group)
    {
        if (TagName is null)
            return true;
        var tag = group.Tags?.Where(t => t.Key.Equals(TagName, StringComparison.OrdinalIgnoreCase))
            .Select(t => t.Value)
            .FirstOrDefault();
        return tag is not null && (TagValue is null || tag.Equals(TagValue, StringComparison.Ordinal));
    }

    private static (string? Name, string? Value) ReadFilter(string filter)
    {
        if (filter.Length == 0)
            return (null, null);
        var match = TagFilter().Match(filter);
        if (!match.Success)
            throw ArmErrors.InvalidQueryOption("$filter", filter).ToException();
        var value = match.Groups["value"];
        return (Unquote(match.Groups["name"].Value), value.Success ? Unquote(value.Value) : null);
    }

    private string FilterText() =>
        $"tagName eq {Quote(TagName!)}" + (TagValue is null ? "" : $" and tagValue eq {Quote(TagValue)}");

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Unquote(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    [GeneratedRegex(
        "^tagName eq '(?<name>([^']|'')*)'( and tagValue eq '(?<value>([^']|'')*)')?$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
        | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TagFilter();
}
