using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sallyport.House.Tests.Readability;

/// <summary>Finds summaries that tell a reader nothing: fewer than three words, or only a verb and pronouns ("Writes it to them.").</summary>
internal static partial class Summaries
{
    private const int FewestWords = 3;

    public static IEnumerable<string> SayNothing(Source source) =>
        from element in source.Root.DescendantNodes(descendIntoTrivia: true).OfType<XmlElementSyntax>()
        where element.StartTag.Name.LocalName.Text == "summary"
        let text = Prefix().Replace(element.Content.ToString(), " ").Trim()
        where Word().Count(text) < FewestWords || Hollow().IsMatch(text)
        select source.At(element, $"summary says nothing: \"{text}\"");

    [GeneratedRegex(@"\s*///\s*|\s+")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"<[^>]*>|[\w'’-]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(\w+s|Is|Of|For|In|With|What|How|Where|The one)( (it|its|itself|them|this|that|one|all|of|for|to|in|with|from|is|are|was|says|does|the|a|and|own))+\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex Hollow();
}
