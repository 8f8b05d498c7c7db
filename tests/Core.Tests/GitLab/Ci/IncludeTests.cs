using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Ci;

/// <summary>CI files that include others.</summary>
public sealed class IncludeTests
{
    private const string Address = "https://example.com/ci.yml";
    private const string Component = "component://gitlab.example.com/platform/components/deploy@1";

    private static CiFiles Files(string main) => new(
        main,
        ("a.yml", "a: { script: a }\nv: 1\n"),
        ("ci/b.yml", "b: { script: b }\nv: 2\n"),
        ("ci/deep/c.yaml", "c: { script: c }\n"),
        ("nested.yml", "include: ci/b.yml\nv: 3\n"),
        ("empty.yml", " \n"),
        ("project://group/shared//a.yml@HEAD", "include: /nested.yml\np: 1\n"),
        ("project://group/shared//nested.yml@HEAD", "q: 1\n"),
        ("project://group/shared//a.yml@v1%2Fx", "r: 1\n"),
        (Address, "remote: 1\n"),
        ("template://Jobs/X.gitlab-ci.yml", "template: 1\n"),
        ("project://platform/components//more.yml@abc", "more: 1\n"))
    {
        Context = new IncludeContext
        {
            Variables = [new IncludeVariable("DIR", "ci"), new IncludeVariable("CI_SERVER_FQDN", "gitlab.example.com")],
            Fits = r => r.If == "yes" || r.Exists is { Paths: ["there"] } || r is { If: null, Exists: null, Changes: null },
        },
    };

    [Theory]
    [InlineData("include: a.yml", "a v=1")]
    [InlineData("include: /a.yml", "a v=1")]
    [InlineData("include: { local: a.yml }", "a v=1")]
    [InlineData("include: [a.yml, { local: /ci/b.yml }]", "a v=2 b")]
    [InlineData("include: [ci/b.yml, a.yml]\nv: 9", "b v=9 a")]
    [InlineData("include: nested.yml", "b v=3")]
    [InlineData("include: $DIR/b.yml", "b v=2")]
    [InlineData("include: { local: '${DIR}/b.yml' }", "b v=2")]
    [InlineData("include: 'ci/*.yml'", "b v=2")]
    [InlineData("include: '/ci/**.y*ml'", "b v=2 c")]
    [InlineData("include: { local: 'ci/**/*.yaml' }", "c")]
    [InlineData("include: [ci/b.yml, '**/b.yml']", "b v=2")] // a pattern brings no file twice
    [InlineData("include: 'none/*.yml'", "")]
    [InlineData("include: { project: Group/Shared, file: /a.yml }", "q=1 p=1")] // nested: the project's own file
    [InlineData("include: { project: group/shared, ref: v1/x, file: [a.yml] }", "r=1")]
    [InlineData("include: https://example.com/ci.yml", "remote=1")]
    [InlineData("include: { remote: 'https://example.com/ci.yml' }", "remote=1")]
    [InlineData("include: { template: Jobs/X.gitlab-ci.yml }", "template=1")]
    [InlineData("include: { local: a.yml, rules: [{ if: 'yes' }] }", "a v=1")]
    [InlineData("include: { local: a.yml, rules: [{ if: 'other' }] }", "")]
    [InlineData("include: { local: a.yml, rules: [{ if: 'yes', when: never }, { when: always }] }", "")]
    [InlineData("include: { local: a.yml, rules: [{ exists: [there] }] }", "a v=1")]
    [InlineData("include: { local: a.yml, rules: [] }", "")]
    [InlineData("include: { local: a.yml, rules: }", "a v=1")]
    [InlineData("include: []", "")]
    [InlineData("include:", "include=")]
    public void Merges_what_a_file_includes(string main, string expected)
    {
        var merged = CiFiles.Parse(Files(main + "\n").Merged());
        var shown = merged.Entries.Select(e => e.Value is YamlScalar s ? $"{e.Key}={s.Text}" : e.Key);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), shown.Order());
    }

    [Theory]
    [InlineData("include: no.yml", "Local file `no.yml` does not exist! (line 1)")]
    [InlineData("include: empty.yml", "Local file `empty.yml` is empty! (line 1)")]
    [InlineData("include: a.txt", "Included file `a.txt` does not have YAML extension! (line 1)")]
    [InlineData("include: { local: [a.yml] }", "Included file `[\"a.yml\"]` needs to be a string (line 1)")]
    [InlineData("include: 5", "include config should be a hash or a string (line 1)")]
    [InlineData("include:\n  - file: a.yml", "`{\"file\":\"a.yml\"}` does not have a valid subkey for include. Valid subkeys are: `local`, `project`, `remote`, `template`, `artifact`, `component` (line 2)")]
    [InlineData("include: { local: a.yml, remote: 'https://e.com/a.yml' }", "Each include must use only one of: `local`, `project`, `remote`, `template`, `artifact`, `component` (line 1)")]
    [InlineData("include: { artifact: a.yml, job: b }", "Including configs from artifacts is only allowed when triggering child pipelines (line 1)")]
    [InlineData("include: { remote: 'ftp://e.com/a.yml' }", "Remote file `ftp://e.com/a.yml` does not have a valid address! (line 1)")]
    [InlineData("include: { template: x.yml }", "Template file `x.yml` is not a valid location! (line 1)")]
    [InlineData("include: { component: a/b }", "Component 'a/b' - the component path is not supported (line 1)")]
    [InlineData("include: { local: a.yml, integrity: sha256-YQ== }", "include config integrity can only be specified for remote includes (line 1)")]
    [InlineData("include: { remote: 'https://example.com/ci.yml', integrity: md5-a }", "include config integrity hash must start with 'sha256-' (line 1)")]
    [InlineData("include: { remote: 'https://example.com/ci.yml', integrity: 'sha256-*' }", "include config integrity hash must be base64 encoded (line 1)")]
    [InlineData("include: { remote: 'https://example.com/ci.yml', integrity: sha256-YQ== }", "Remote file `https://example.com/ci.yml` failed integrity check! (line 1)")]
    [InlineData("include: { local: a.yml, rules: 5 }", "include:rules config should be a array (line 1)")]
    [InlineData("include: { local: a.yml, rules: [{ iff: a }] }", "include:rules:rule config contains unknown keys: iff (line 1)")]
    [InlineData("include: { local: a.yml, rules: [{ when: manual }] }", "include:rules:rule when unknown value: manual (line 1)")]
    public void Refuses_an_include(string main, string error) => Assert.Equal([error], Wrong(Files(main + "\nj: { script: x }\n")));

    [Theory]
    [InlineData(CiFileOutcome.NoProject, "Project `g/p` not found or access denied! Make sure any includes in the pipeline configuration are correctly defined.")]
    [InlineData(CiFileOutcome.NoRef, "Project `g/p` reference `HEAD` does not exist!")]
    [InlineData(CiFileOutcome.NoFile, "Project `g/p` file `a.yml` does not exist!")]
    public void Says_why_the_file_of_a_project_cannot_be_had(CiFileOutcome outcome, string sentence) => Assert.Equal(
        [sentence + " (line 1)"],
        Wrong(Files("include: { project: g/p, file: a.yml }\n").Add("project://g/p//a.yml@HEAD", new CiFileReading(outcome))));

    [Fact]
    public void Says_with_which_status_an_address_answered() => Assert.Equal(
        ["Remote file `https://e.com/a.yml` could not be fetched because of HTTP code `404` error! (line 1)"],
        Wrong(Files("include: https://e.com/a.yml\n").Add("https://e.com/a.yml", new CiFileReading(CiFileOutcome.NotFetched) { Status = 404 })));

    [Fact]
    public void Takes_an_address_whose_text_has_the_hash()
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("remote: 1\n")));
        Assert.Contains("remote: 1", Files($"include: {{ remote: '{Address}', integrity: sha256-{hash} }}\n").Merged(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_component_its_facts_and_finds_its_local_files_in_its_project()
    {
        var text = "spec:\n  component: [name, sha, version, reference]\n---\ninclude: more.yml\n"
            + "d: $[[ component.name ]] $[[ component.sha ]] $[[ component.version ]] $[[ component.reference ]]\n";
        var files = Files("include: { component: $CI_SERVER_FQDN/platform/components/deploy@1 }\n")
            .Add(Component, CiFileReading.Of(text) with { Sha = "abc", Version = "1.2.3" });
        Assert.Equal("more: 1\nd: deploy abc 1.2.3 1\n", files.Merged());
    }

    [Fact]
    public void Lists_what_is_out_of_reach()
    {
        var document = new CiFiles("include:\n  - { project: a/b, file: c.yml }\n  - { local: a.yml, rules: [{ if: $A }] }\nj: { script: x }\n").Load();
        Assert.Equal(["project: a/b, file: c.yml", "local: a.yml"], document.Unread);
        Assert.Equal([CiErrorKind.Unsupported, CiErrorKind.Unsupported], document.Errors.Select(e => e.Kind));
    }

    [Fact]
    public void Asks_the_rule_of_a_nested_include_about_the_project_that_holds_it()
    {
        var asked = new List<ExistsDefinition?>();
        var files = new CiFiles("include: { project: g/p, ref: v1, file: a.yml }\n", ("project://g/p//a.yml@v1", "include: { local: b.yml, rules: [{ exists: [x] }] }\n"))
        {
            Context = new IncludeContext { Fits = r => { asked.Add(r.Exists); return false; } },
        };
        files.Load();
        Assert.Equal([("g/p", "v1")], asked.Select(e => (e!.Project!, e.Ref!)));
    }

    [Fact]
    public void Refuses_more_than_150_includes_and_a_circle()
    {
        Assert.Equal([], Wrong(Files($"include: [{string.Join(", ", Enumerable.Repeat("a.yml", 150))}]\n")));
        Assert.Equal(["Maximum of 150 nested includes are allowed! (line 1)"], Wrong(Files($"include: [{string.Join(", ", Enumerable.Repeat("a.yml", 151))}]\n")));
        Assert.Equal(["Maximum of 150 nested includes are allowed! (self.yml, line 1)"], Wrong(new CiFiles("include: self.yml\n", ("self.yml", "include: self.yml\n"))));
    }

    [Fact]
    public void Names_the_included_file_whose_text_is_no_YAML() => Assert.Equal(
        ["`bad.yml`: (<unknown>): did not find expected node content while parsing a flow node at line 2 column 1 (bad.yml, line 1)"],
        Wrong(new CiFiles("include: bad.yml\n", ("bad.yml", "a: ["))));

    [Fact]
    public async Task Finds_collected_files_again_by_their_names()
    {
        var texts = new Dictionary<string, string>();
        var file = new CiFile(CiFileKind.Component, "host/g/p/c", Version: "~latest");
        CollectedFiles.Add(texts, file, CiFileReading.Of("x") with { Sha = "s", Version = "2.0" });
        CollectedFiles.Add(texts, file with { Version = "no" }, CiFileReading.NoFile);
        var found = await new CollectedFiles(texts).ReadAsync(file);
        Assert.Equal(("x", "s", "2.0"), (found.Text, found.Sha, found.Version));
        Assert.Equal(CiFileReading.NoFile, await new CollectedFiles(texts).ReadAsync(file with { Version = "no" }));
        Assert.Equal(CiFileReading.OutOfReach, await new CollectedFiles(texts).ReadAsync(file with { Version = "unknown" }));
    }

    private static IEnumerable<string> Wrong(CiFiles files) => files.Load().Errors.Where(e => e.Job is null).Select(e => $"{e}");
}
