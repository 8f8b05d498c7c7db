using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>Reads a regular expression of RE2 and writes it for .NET.</summary>
internal sealed partial class Re2Reader(string text)
{
    private const int MaximumDepth = 1000;
    private const int MaximumRepetition = 1000;

    private readonly StringBuilder written = new();
    private readonly Stack<Flags> outer = new();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private Flags flags;
    private int position;
    private bool canRepeat;

    [Flags]
    private enum Flags
    {
        None = 0,
        Lines = 1, // m
        All = 2, // s
    }

    /// <summary>The translation; null when RE2 refuses the expression.</summary>
    public string? Read()
    {
        while (position < text.Length)
            if (!ReadNext())
                return null;
        return outer.Count == 0 ? written.ToString() : null;
    }

    private bool ReadNext()
    {
        var c = text[position];
        switch (c)
        {
            case '(':
                return Open();
            case ')':
                return Close();
            case '[':
                return Atom(Re2Class.Read(text, ref position));
            case '\\':
                return Escape();
            case '*' or '+' or '?':
                position++;
                return Repeat($"{c}");
            case '{' when Repetition().Match(text[position..]) is { Success: true } match:
                position += match.Length;
                return HasSize(match) && Repeat(match.Value);
            default:
                position++;
                return Plain(c);
        }
    }

    private bool Plain(char c)
    {
        written.Append(c switch
        {
            '|' => "|",
            '^' => flags.HasFlag(Flags.Lines) ? "(?m:^)" : "\\A",
            '$' => flags.HasFlag(Flags.Lines) ? "(?m:$)" : "\\z",
            '.' => flags.HasFlag(Flags.All) ? "[\\s\\S]" : "[^\\n]",
            _ => Regex.Escape($"{c}"),
        });
        canRepeat = c != '|';
        return true;
    }

    private bool Atom(string? translated)
    {
        written.Append(translated);
        canRepeat = true;
        return translated is not null;
    }

    // Lazy or not decides only how much is found, not whether; two repetitions in a row are refused.
    private bool Repeat(string repetition)
    {
        if (!canRepeat)
            return false;
        written.Append(repetition);
        if (position < text.Length && text[position] == '?')
            position++;
        canRepeat = false;
        return true;
    }

    private static bool HasSize(Match repetition)
    {
        var sizes = repetition.Value.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries);
        var numbers = sizes.Select(s => s.Length <= 4 ? int.Parse(s, Culture) : int.MaxValue).ToList();
        return numbers.TrueForAll(n => n <= MaximumRepetition) && numbers[0] <= numbers[^1];
    }

    private bool Open()
    {
        if (outer.Count == MaximumDepth)
            return false;
        position++;
        canRepeat = false;
        if (position == text.Length || text[position] != '?')
            return Enter("(?:");
        var match = Group().Match(text[position..]);
        if (!match.Success)
            return false;
        position += match.Length;
        if (match.Groups["name"] is { Success: true } name)
            return names.Add(name.Value) && Enter("(?:");
        return SetFlags(match.Groups["on"].Value, match.Groups["off"].Value, match.Value.EndsWith(':'));
    }

    private bool SetFlags(string on, string off, bool opensGroup)
    {
        if (opensGroup)
            Enter("(?:");
        flags = (flags | FlagsOf(on)) & ~FlagsOf(off);
        if (on.Contains('i', StringComparison.Ordinal))
            written.Append("(?i)");
        if (off.Contains('i', StringComparison.Ordinal))
            written.Append("(?-i)");
        return true;
    }

    private static Flags FlagsOf(string letters) =>
        (letters.Contains('m', StringComparison.Ordinal) ? Flags.Lines : Flags.None)
        | (letters.Contains('s', StringComparison.Ordinal) ? Flags.All : Flags.None);

    private bool Enter(string group)
    {
        outer.Push(flags);
        written.Append(group);
        return true;
    }

    private bool Close()
    {
        if (!outer.TryPop(out flags))
            return false;
        position++;
        return Atom(")");
    }

    private bool Escape()
    {
        if (text.AsSpan(position).StartsWith("\\Q", StringComparison.Ordinal))
            return Quote();
        var next = position + 1 < text.Length ? text[position + 1] : '\0';
        if (next is 'A' or 'z' or 'b' or 'B' or 'C')
        {
            position += 2;
            return Atom(next == 'C' ? "[\\s\\S]" : $"\\{next}");
        }
        if (Re2Escape.Set(text, ref position) is { } set)
            return Atom($"[{set}]");
        return Atom(Re2Escape.Character(text, ref position) is { } code ? Re2Escape.Literal(code) : null);
    }

    private bool Quote()
    {
        var start = position + 2;
        var end = text.IndexOf("\\E", start, StringComparison.Ordinal);
        var quoted = end < 0 ? text[start..] : text[start..end];
        position = end < 0 ? text.Length : end + 2;
        foreach (var c in quoted)
            Atom(Regex.Escape($"{c}"));
        return true;
    }

    [GeneratedRegex(@"\A\{[0-9]+(,[0-9]*)?\}", RegexOptions.NonBacktracking)]
    private static partial Regex Repetition();

    [GeneratedRegex(
        @"\A\?(P?<(?<name>\w+)>|(?<on>[imsU]*)(-(?<off>[imsU]+))?:|(?<on>[imsU]+)\)|(?<on>[imsU]*)-(?<off>[imsU]+)\))",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Group();

    private static System.Globalization.CultureInfo Culture => System.Globalization.CultureInfo.InvariantCulture;
}
