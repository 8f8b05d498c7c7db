using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>The command's contracts, on which scripts depend.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task Up_prints_one_line_of_the_documented_form_and_ends_well_on_SIGTERM()
    {
        var data = Path.Combine(instance.Folder, "other");
        using var up = Command.Start("dotnet", [Command.Sallyport, "up", "--port", "0", "--json", "--data-dir", data]);
        var line = JsonNode.Parse((await up.StandardOutput.ReadLineAsync(Cancel))!)!;
        Assert.Equal((1, "up", "ready"), ((int)line["schemaVersion"]!, (string)line["command"]!, (string)line["status"]!));
        Assert.Equal(["proxy", "caCertificate", "tenantId", "subscriptionId", "owner", "gitlab", "surfaces"], line["data"]!.AsObject().Select(m => m.Key));
        Assert.Equal("5a11f047-0000-4000-8000-000000000001", (string?)line["data"]!["tenantId"]);
        (await Command.RunAsync("kill", ["-TERM", $"{up.Id}"])).Passes();
        await up.WaitForExitAsync(Cancel);
        Assert.Equal(0, up.ExitCode);
        Assert.Empty(await up.StandardOutput.ReadToEndAsync(Cancel));
        Assert.False(File.Exists(Path.Combine(data, "instance.json")));
    }

    [Fact]
    public async Task A_second_up_on_the_directory_is_refused_and_names_the_first()
    {
        (await instance.RunAsync(["up", "--port", "0"])).Fails($"{instance.Pid}", 4);
        (await instance.RunAsync(["status"])).Passes();
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_the_way_out()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var data = Path.Combine(instance.Folder, "third");
        (await Command.SallyportAsync(["up", "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}", "--data-dir", data])).Fails("--port", 4);
        Assert.False(File.Exists(Path.Combine(data, "instance.json")));
    }

    [Fact]
    public async Task A_directory_that_is_no_directory_is_refused()
    {
        var file = Path.Combine(instance.Folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        (await Command.SallyportAsync(["up", "--port", "0", "--data-dir", file])).Fails("--data-dir", 4);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("env")]
    [InlineData("explain --last")]
    [InlineData("run")]
    [InlineData("exec -- true")]
    public async Task Without_an_instance_a_command_says_how_to_start_one(string command)
    {
        var data = Path.Combine(instance.Folder, "none");
        var words = command.Split(" -- ");
        string[] arguments = [.. words[0].Split(' '), "--data-dir", data, .. words.Length > 1 ? (string[])["--", words[1]] : []];
        (await Command.SallyportAsync(arguments)).Fails("up", 3);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Exec_runs_a_command_in_the_environment_and_passes_its_exit_code_on()
    {
        Task<Outcome> Exec(params string[] command) => Command.SallyportAsync(["exec", "--data-dir", instance.DataDirectory, "--", .. command]);
        var run = (await Exec("sh", "-c", "echo $HTTPS_PROXY; curl -sS https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration")).Passes();
        Assert.StartsWith((string)instance.Data["proxy"]!, run.Output, StringComparison.Ordinal);
        Assert.Contains("\"token_endpoint\"", run.Output, StringComparison.Ordinal);
        Assert.Equal(7, (await Exec("sh", "-c", "exit 7")).ExitCode);
        (await Exec("no-such-program")).Fails("no-such-program: command not found", 127);
    }

    [Fact]
    public async Task Env_can_be_evaluated_whatever_the_directory_is_called()
    {
        var data = Path.Combine(instance.Folder, "it's a \"strange\" $place");
        (await Command.SallyportAsync(["up", "--detach", "--port", "0", "--data-dir", data])).Passes();
        try
        {
            var text = (await Command.SallyportAsync(["env", "--shell", "bash", "--data-dir", data])).Passes().Output;
            var seen = (await Command.RunAsync("bash", ["-c", text + "\nprintf %s \"$AZURE_CONFIG_DIR\""])).Passes();
            Assert.Equal(Path.Combine(data, "azure"), seen.Output);
        }
        finally
        {
            (await Command.SallyportAsync(["down", "--data-dir", data])).Passes();
        }
    }

    [Fact]
    public async Task Explain_marks_the_first_character_that_differs()
    {
        (await instance.RunAsync(["explain", "--last"])).Fails("no sign-in has been refused", 1);
        (await instance.RunAsync(["explain"])).Fails("--last", 2);
        var az = await Az.NewAsync(instance);
        (await az.RunAsync("login", "--service-principal", "-u", instance.OwnerClientId, "-p=wrong", "--tenant", instance.TenantId))
            .Fails("AADSTS7000215");
        Assert.Contains("AADSTS7000215", (await instance.RunAsync(["explain", "--last"])).Passes().Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await instance.RunAsync(["explain", "--last", "--json"])).Passes().Output)!;
        Assert.Equal(7000215, (int)json["data"]!["errorCode"]!);
    }

    [Fact]
    public async Task Status_shows_the_secrets_again_and_the_log_never_does()
    {
        var status = JsonNode.Parse((await instance.RunAsync(["status", "--json"])).Passes().Output)!;
        Assert.Contains(instance.OwnerSecret, status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(instance.OwnerSecret, (await instance.RunAsync(["status"])).Passes().All, StringComparison.Ordinal);
        var log = await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "sallyport.log"), Cancel);
        Assert.DoesNotContain(instance.OwnerSecret, log, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(instance.DataDirectory))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead));
    }

    [Fact]
    public async Task Reset_refuses_while_the_instance_runs_and_then_leaves_nothing()
    {
        (await instance.RunAsync(["reset", "--yes"])).Fails("", 4);
        (await instance.RunAsync(["down"])).Passes();
        (await instance.RunAsync(["reset"])).Fails("--yes");
        (await instance.RunAsync(["reset", "--yes"])).Passes();
        Assert.False(File.Exists(Path.Combine(instance.DataDirectory, "sallyport.db")));
    }

    [Fact]
    public async Task Help_lists_the_exit_codes_and_an_unknown_option_is_refused()
    {
        Assert.Contains("Exit codes", (await Command.SallyportAsync(["--help"])).Passes().Output, StringComparison.Ordinal);
        (await Command.SallyportAsync(["up", "--nonsense"])).Fails("--nonsense", 2);
    }
}
