using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>
/// Commands in a repository that was downloaded, whose own configuration names programs wherever git would start one.
/// Each of them writes a canary; the answers are right all the same.
/// </summary>
public sealed class HostileRepositoryTests : IDisposable
{
    private const string Config = """
        auth:
          id_tokens: { T: { aud: https://gitlab.example.com } }
          script: ["echo ran the job"]
        """;

    private static readonly string[] Programs =
    [
        "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.pager", "core.editor", "core.askPass",
        "core.alternateRefsCommand",
        "credential.helper", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process", "filter.E=vil.clean", "gpg.program", "gpg.ssh.program", "merge.evil.driver",
        "alias.status", "alias.rev-parse",
        "remote.origin.uploadpack", "remote.origin.receivepack", "pager.status", "pager.show", "submodule.sub.update",
        "uploadpack.packObjectsHook", "sequence.editor", "interactive.diffFilter",
    ];

    private static readonly string[] Hooks =
        ["post-index-change", "post-checkout", "pre-auto-gc", "reference-transaction", "fsmonitor-watchman"];

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-hostile-").FullName;

    private string Canary => Path.Combine(folder, "canary");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Explain_of_a_job_starts_no_program_that_the_repository_names_and_answers_rightly()
    {
        var project = await HostileAsync();
        (await ExplainAsync(project)).Passes();
        (await ExplainAsync(project, subject: "other")).Fails("commit the changes in .gitlab-ci.yml", 1);
        AssertNoCanary();
        // git by itself does start them, and fails at the filter
        await Command.RunAsync("git", ["status"], project.Folder);
        Assert.True(File.Exists(Canary));
    }

    [Fact]
    public async Task A_repository_that_names_the_folder_of_another_one_as_its_own_starts_no_program_of_either()
    {
        var outer = await HostileAsync();
        var inner = await GitProject.NewAsync(outer.Folder, Config);
        await inner.GitAsync("config", "core.worktree", outer.Folder);
        (await ExplainAsync(inner)).Passes();
        AssertNoCanary();
    }

    [Fact]
    public async Task A_filter_whose_name_is_not_UTF_8_is_refused_by_name_and_not_started()
    {
        var project = await GitProject.NewAsync(folder, Config);
        await File.WriteAllBytesAsync(
            Path.Combine(project.Folder, ".gitattributes"), [.. "* filter="u8, 0xFF, (byte)'\n'], Cancel);
        await project.CommitAsync(Config);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, ".gitlab-ci.yml"), Config + " ", Cancel);
        (await ExplainAsync(project)).Passes();
        byte[] filter =
        [
            .. "[filter \""u8, 0xFF, .. "\"]\n\tclean = cat >>"u8, .. Encoding.UTF8.GetBytes(Canary), (byte)'\n',
        ];
        var configuration = Path.Combine(project.Folder, ".git", "config");
        await File.AppendAllBytesAsync(configuration, filter, Cancel);
        (await ExplainAsync(project)).FailsInOneLine("a filter whose name is not UTF-8", 2);
        AssertNoCanary();
    }

    [Fact]
    public async Task Run_starts_the_job_and_no_program_that_the_repository_names()
    {
        await using var instance = await Instance.StartAsync();
        var project = await HostileAsync();
        var run = (await instance.RunAsync(["run"], project.Folder)).Passes();
        Assert.Contains("ran the job", run.Output, StringComparison.Ordinal);
        AssertNoCanary();
    }

    [Fact]
    public async Task A_repository_of_another_user_is_named_as_such()
    {
        var project = await GitProject.NewAsync(folder, Config);
        var others = new Dictionary<string, string> { ["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1" };
        (await ExplainAsync(project, others)).FailsInOneLine("another user owns it", 2);
        (await ExplainAsync(project)).Passes();
    }

    [Fact]
    public async Task JSON_of_a_command_holds_no_character_that_cannot_be_seen()
    {
        const string unseen = "\u200b\u202e\u2066\ufeff\u061c\u00ad\udb40\udc41";
        var project = await GitProject.NewAsync(folder, Config);
        var answer = (await ExplainAsync(project, subject: $"main{unseen}", options: "--json")).Fails("{", 1);
        Assert.DoesNotContain(answer.Output, c => unseen.Contains(c, StringComparison.Ordinal));
        Assert.Contains(
            "\\u200b\\u202e\\u2066\\ufeff\\u061c\\u00ad\\udb40\\udc41", answer.Output,
            StringComparison.OrdinalIgnoreCase);
        var subject = JsonNode.Parse(answer.Output)!["data"]!["explained"]![0]!["credentials"]![0]!["subject"];
        Assert.Equal($"main{unseen}", (string?)subject);
    }

    // The file in the working tree is as long as the committed one, so that git has to read it through the filters.
    private async Task<GitProject> HostileAsync()
    {
        var project = await GitProject.NewAsync(folder, Config);
        await WriteAsync(project, ".gitattributes", "* filter=evil diff=evil merge=evil\nb filter=E=vil\n");
        await project.CommitAsync(Config);
        await WriteAsync(project, ".gitlab-ci.yml", Config.Replace("ran", "Ran", StringComparison.Ordinal));
        var program = Path.Combine(folder, "evil");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho \"$0 $*\" >>'{Canary}'\nexec cat\n", Cancel);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var hooks = Directory.CreateDirectory(Path.Combine(folder, "hooks")).FullName;
        foreach (var hook in Hooks)
            File.Copy(program, Path.Combine(hooks, hook));
        var included = Path.Combine(project.Folder, ".git", "more");
        await project.GitAsync("config", "--file", included, "filter.evil.required", "true");
        await project.GitAsync("config", "--file", included, "log.showSignature", "true");
        foreach (var name in Programs)
            await project.GitAsync("config", "--file", included, name, program);
        await project.GitAsync("config", "core.hooksPath", hooks);
        await project.GitAsync("config", $"includeIf.gitdir:{project.Folder}/.path", included);
        return project;
    }

    private Task<Outcome> ExplainAsync(
        GitProject project, Dictionary<string, string>? environment = null,
        string subject = "project_path:mygroup/myproject:ref_type:branch:ref:main", params string[] options)
    {
        var list = Path.Combine(folder, "list.json");
        File.WriteAllText(list, new JsonArray(new JsonObject
        {
            ["name"] = "main", ["issuer"] = "https://gitlab.example.com", ["subject"] = subject,
            ["audiences"] = new JsonArray("https://gitlab.example.com"),
        }).ToJsonString());
        return Command.SallyportAsync(
            ["explain", "--job", "auth", "--credentials", list, .. options], project.Folder, environment);
    }

    private static Task WriteAsync(GitProject project, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(project.Folder, name), text, Cancel);

    private void AssertNoCanary() =>
        Assert.False(File.Exists(Canary), File.Exists(Canary) ? File.ReadAllText(Canary) : "");
}
