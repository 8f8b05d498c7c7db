using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary>CI files in memory, put together by the real reader.</summary>
internal sealed class CiFiles : ICiFiles
{
    private readonly Dictionary<string, CiFileReading> files = new(StringComparer.Ordinal);

    public CiFiles(string main, params IReadOnlyList<(string Name, string Text)> others)
    {
        Add(Document.DefaultPath, CiFileReading.Of(main));
        foreach (var (name, text) in others)
            Add(name, CiFileReading.Of(text));
    }

    public IncludeContext Context { get; init; } = IncludeContext.None;

    public CiFiles Add(string name, CiFileReading reading)
    {
        files[name] = reading;
        return this;
    }

    public Task<CiFileReading> ReadAsync(CiFile file) => Task.FromResult(
        files.GetValueOrDefault(file.ToString())
        ?? (file.Kind == CiFileKind.Local ? CiFileReading.NoFile : CiFileReading.OutOfReach));

    public Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository) =>
        Task.FromResult<IReadOnlyList<string>?>(files.Keys.Where(k => !k.Contains("://", StringComparison.Ordinal)).ToList());

    public Document Load()
    {
        var loading = Document.LoadAsync(Document.DefaultPath, this, Context);
        Assert.True(loading.IsCompleted); // everything is in memory
        return loading.Result!;
    }

    /// <summary>The merged file, which must have no errors of its own.</summary>
    public string Merged()
    {
        var document = Load();
        Assert.Equal([], document.Errors.Where(e => e.Job is null).Select(e => $"{e}"));
        return document.MergedYaml()!;
    }

    /// <summary>The errors of putting the file together, and of its jobs.</summary>
    public IReadOnlyList<string> Errors() => [.. Load().ReadAll().Errors.Select(e => $"{e}")];

    /// <summary>The documents of a text that must have no errors.</summary>
    public static YamlMap Parse(string text)
    {
        var errors = new CiErrors();
        var documents = YamlReader.Read(text, null, new Place(errors, "root"), new Budget(Budget.Whole, default));
        Assert.Equal([], errors.All.Select(e => $"{e}"));
        return documents!.Content;
    }

    /// <summary>A node with its types and without its lines.</summary>
    public static string Show(YamlNode node) => node switch
    {
        YamlMap map => $"{{{string.Join(", ", map.Entries.Select(e => $"{RubyText.Quote(e.Key)}: {Show(e.Value)}"))}}}",
        YamlList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        YamlScalar { Kind: ScalarKind.Text } text => RubyText.Quote(text.Text),
        YamlScalar scalar => $"{scalar.Kind} {scalar.Text}".TrimEnd(),
        _ => $"{node}",
    };
}
