using System.Text.RegularExpressions;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// A form of subjects as a platform's documentation writes it, such as <c>system:serviceaccount:NAMESPACE:NAME</c>: a
/// word in capitals is filled in. It reads for explanations only; no decision is made of it.
/// </summary>
internal sealed partial class SubjectTemplate
{
    private readonly Regex form;
    private readonly IReadOnlyList<SubjectNoun> nouns;

    /// <param name="template">The form.</param>
    /// <param name="separator">The character that no part contains.</param>
    /// <param name="nouns">What each word in capitals names, in their order.</param>
    public SubjectTemplate(string template, char separator, params SubjectNoun[] nouns)
    {
        Form = template;
        this.nouns = nouns;
        var next = 0;
        var pattern = Capitals().Replace(Regex.Escape(template), _ => Group(nouns[next++], separator));
        form = new Regex($"^{pattern}\\z", RegexOptions.CultureInvariant);
    }

    public string Form { get; }

    /// <summary>The parts of a subject of this form, or null.</summary>
    public SubjectParts? Read(string subject)
    {
        var match = form.Match(subject);
        return match.Success
            ? new SubjectParts(Form, [.. nouns.Select((noun, i) => new SubjectPart(noun, match.Groups[i + 1].Value))])
            : null;
    }

    private static string Group(SubjectNoun noun, char separator) =>
        noun.IsRest ? "(.+)" : $"([^{Regex.Escape(separator.ToString())}]+)";

    [GeneratedRegex("[A-Z]+")]
    private static partial Regex Capitals();
}
