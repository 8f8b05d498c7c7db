using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>Writes nodes as YAML that reads back as the same nodes.</summary>
internal static class YamlWriter
{
    private static readonly TagName Reference = new("!reference");

    /// <summary>The text of a document; null when it is too long, for what lies deep is indented far.</summary>
    public static string? Write(YamlMap map)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithMaxSimpleKeyLength(1024).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        var written = text.GetStringBuilder();
        if (!Emit(map, emitter, written))
            return null;
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    // False when what is written is too long by now.
    private static bool Emit(YamlNode node, Emitter emitter, StringBuilder written)
    {
        switch (node)
        {
            case YamlMap map:
                return EmitMap(map, emitter, written);
            case YamlList list:
                return EmitList(list, emitter, written);
            case YamlReference reference:
                emitter.Emit(new SequenceStart(AnchorName.Empty, Reference, isImplicit: false, SequenceStyle.Flow));
                foreach (var key in reference.Path)
                    emitter.Emit(Text(key));
                emitter.Emit(new SequenceEnd());
                break;
            case YamlScalar { Kind: ScalarKind.Text } text:
                emitter.Emit(Text(text.Text));
                break;
            case YamlScalar scalar:
                emitter.Emit(Plain(Literal(scalar)));
                break;
        }
        return written.Length <= Budget.Whole;
    }

    private static bool EmitMap(YamlMap map, Emitter emitter, StringBuilder written)
    {
        var style = map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (var entry in map.Entries)
        {
            emitter.Emit(Text(entry.Key));
            if (!Emit(entry.Value, emitter, written))
                return false;
        }
        emitter.Emit(new MappingEnd());
        return true;
    }

    private static bool EmitList(YamlList list, Emitter emitter, StringBuilder written)
    {
        var style = list.Items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
        emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (var item in list.Items)
            if (!Emit(item, emitter, written))
                return false;
        emitter.Emit(new SequenceEnd());
        return true;
    }

    private static Scalar Plain(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false);

    // A text that would be something else without its quotes has them.
    private static Scalar Text(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, StyleOf(text), isPlainImplicit: true, isQuotedImplicit: true);

    private static ScalarStyle StyleOf(string text)
    {
        if (text.Any(c => char.IsControl(c) && c is not '\n'))
            return ScalarStyle.DoubleQuoted;
        if (text.Contains('\n', StringComparison.Ordinal))
            return IsLiteral(text) ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
        var read = PlainScalar.Read(text, default);
        var isPlain = read.Kind == ScalarKind.Text && read.Text == text && PlainScalar.ForbiddenClass(text) is null;
        return isPlain && text != "<<" ? ScalarStyle.Plain : ScalarStyle.SingleQuoted;
    }

    // Whatever begins or ends with white space, or has more than one line break at its end, is safer in quotes.
    private static bool IsLiteral(string text)
    {
        var isTrimmed = !char.IsWhiteSpace(text[0]) && !text.EndsWith("\n\n", StringComparison.Ordinal);
        return isTrimmed && !text.Split('\n').Any(l => l.Length > 0 && char.IsWhiteSpace(l[^1]));
    }

    private static string Literal(YamlScalar scalar) => scalar.Text switch
    {
        _ when scalar.Kind == ScalarKind.Null => "null",
        "Infinity" => ".inf",
        "-Infinity" => "-.inf",
        "NaN" => ".nan",
        var text => text,
    };
}
