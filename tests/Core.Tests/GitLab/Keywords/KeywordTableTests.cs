using System.Globalization;
using System.Text;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>
/// The table of the keywords in docs/ci.md is made from the catalogue. With SALLYPORT_WRITE_DOCS=1 it is written, otherwise it is compared.
/// </summary>
public sealed class KeywordTableTests
{
    private const string Page = "docs/ci.md";
    private const string Begin = "<!-- keywords: written by tests/Core.Tests/GitLab/Keywords/KeywordTableTests.cs -->\n";
    private const string End = "<!-- /keywords -->\n";

    [Fact]
    public void The_page_lists_what_a_run_makes_of_each_keyword()
    {
        var page = Repository.Read(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var written = page[..begin] + Table() + page[end..];
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), written);
        Assert.Equal(written, Repository.Read(Page));
    }

    [Fact]
    public void Each_keyword_of_a_job_has_a_line_and_a_reader_or_a_reason()
    {
        var lines = KeywordCatalogue.In("job").Concat(KeywordCatalogue.In("trigger job")).Select(w => w.Name).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(lines, KeywordCatalogue.OfJob.Select(k => k.Name).Order(StringComparer.Ordinal));
        Assert.Equal(KeywordCatalogue.In("default").Select(w => w.Name).Order(StringComparer.Ordinal), KeywordCatalogue.OfDefault.Select(k => k.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_not_honoured_has_a_reason_and_what_is_honoured_none() =>
        Assert.All(KeywordCatalogue.Table, w => Assert.Equal(w.Treatment == Treatment.Honoured, w.Reason.Length == 0));

    [Fact]
    public void No_word_stands_twice_in_a_place() =>
        Assert.Empty(KeywordCatalogue.Table.GroupBy(w => (w.Place, w.Name)).Where(g => g.Count() > 1).Select(g => g.Key));

    private static string Table()
    {
        var table = new StringBuilder("| in | keyword | here | why |\n|---|---|---|---|\n");
        foreach (var line in KeywordCatalogue.Table.GroupBy(w => (w.Place, w.Treatment, w.Reason)))
        {
            var names = string.Join(' ', line.Select(w => $"`{w.Name}`"));
            table.Append(CultureInfo.InvariantCulture, $"| {line.Key.Place} | {names} | {Word(line.Key.Treatment)} | {line.Key.Reason} |\n");
        }
        return table.ToString();
    }

    private static string Word(Treatment treatment) => treatment switch
    {
        Treatment.Honoured => "as on GitLab",
        Treatment.InContainers => "with `--executor container`",
        Treatment.Noted => "no effect, noted once",
        _ => "the job is refused",
    };
}
