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
        try
        {
            var line = JsonNode.Parse((await up.StandardOutput.ReadLineAsync(Cancel))!)!;
            Assert.Equal((1, "up", "ready"), ((int)line["schemaVersion"]!, (string)line["command"]!, (string)line["status"]!));
            Assert.Equal(["proxy", "caCertificate", "tenantId", "subscriptionId", "owner", "administrator", "portal", "gitlab", "surfaces"], line["data"]!.AsObject().Select(m => m.Key));
            Assert.Equal("5a11f047-0000-4000-8000-000000000001", (string?)line["data"]!["tenantId"]);
            Assert.Equal(["clientId", "clientSecret"], line["data"]!["owner"]!.AsObject().Select(m => m.Key));
            Assert.Equal(["url", "signInLink"], line["data"]!["portal"]!.AsObject().Select(m => m.Key));
            Assert.Equal(["url", "token"], line["data"]!["gitlab"]!.AsObject().Select(m => m.Key));
            (await Command.RunAsync("kill", ["-TERM", $"{up.Id}"])).Passes();
            await up.WaitForExitAsync(Cancel);
            Assert.Equal(0, up.ExitCode);
            Assert.Empty(await up.StandardOutput.ReadToEndAsync(Cancel));
            Assert.False(File.Exists(Path.Combine(data, "instance.json")));
        }
        finally
        {
            up.Kill(); // no more than a precaution: it does nothing to what has ended
        }
    }

    [Fact]
    public async Task A_second_up_on_the_directory_is_refused_and_names_the_first()
    {
        (await instance.RunAsync(["up", "--port", "0"])).FailsInOneLine($"{instance.Pid}", 4);
        (await instance.RunAsync(["up", "--port", "0", "--detach"])).FailsInOneLine($"{instance.Pid}", 4);
        (await instance.RunAsync(["status"])).Passes();
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_the_way_out()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var data = Path.Combine(instance.Folder, "third");
        (await Command.SallyportAsync(["up", "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}", "--data-dir", data])).FailsInOneLine("--port", 4);
        Assert.False(File.Exists(Path.Combine(data, "instance.json")));
    }

    [Fact]
    public async Task A_directory_that_is_no_directory_is_refused()
    {
        var file = Path.Combine(instance.Folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        (await Command.SallyportAsync(["up", "--port", "0", "--data-dir", file])).FailsInOneLine("--data-dir", 4);
    }

    [Theory]
    [InlineData("--issuer-ca {0}", "'{0}' holds no CA certificate", 4)]
    [InlineData("--issuer-keys https://i.example={0}", "The key set '{0}' cannot be used", 4)]
    [InlineData("--issuer-keys https://i.example={0} --issuer-keys https://i.example={0}", "names 'https://i.example' twice", 2)]
    [InlineData("--issuer-keys https://xn--\u00e9={0}", "must be an https URL", 2)]
    [InlineData("--private-issuer xn--\u00e9", "takes HOST or HOST:PORT", 2)]
    [InlineData("--gitlab-url https://xn--\u00e9", "must be an https URL", 2)]
    public async Task What_is_said_of_issuers_and_cannot_be_used_is_refused_with_the_reason(string options, string reason, int exitCode)
    {
        var file = Path.Combine(instance.Folder, "no-certificate");
        await File.WriteAllTextAsync(file, "DER, perhaps", Cancel);
        string In(string text) => text.Replace("{0}", file, StringComparison.Ordinal);
        (await Command.SallyportAsync(["up", "--port", "0", "--data-dir", Path.Combine(instance.Folder, "issuers"), .. In(options).Split(' ')]))
            .FailsInOneLine(In(reason), exitCode);
    }

    [Theory]
    [InlineData("env")]
    [InlineData("explain --last")]
    [InlineData("signins")]
    [InlineData("portal")]
    [InlineData("shell")]
    [InlineData("run")]
    [InlineData("exec -- true")]
    public async Task Without_an_instance_a_command_says_how_to_start_one(string command)
    {
        var data = Path.Combine(instance.Folder, "none");
        var words = command.Split(" -- ");
        string[] arguments = [.. words[0].Split(' '), "--data-dir", data, .. words.Length > 1 ? (string[])["--", words[1]] : []];
        (await Command.SallyportAsync(arguments)).FailsInOneLine($"start one with `sallyport up --data-dir {data}`", 3);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Wait_ends_when_the_instance_is_ready_and_when_its_time_is_over()
    {
        var data = Path.Combine(instance.Folder, "later");
        (await Command.SallyportAsync(["wait", "--timeout", "0.1", "--data-dir", data])).FailsInOneLine($"start one with `sallyport up --data-dir {data}`", 124);
        (await Command.SallyportAsync(["up", "--port", "soon", "--data-dir", data])).FailsInOneLine("--port must be from 0 to 65535", 2);
        (await Command.SallyportAsync(["wait", "--timeout", "soon", "--data-dir", data])).FailsInOneLine("--timeout must be from 0 to 86400 seconds", 2);
        var waiting = Command.SallyportAsync(["wait", "--timeout", "60", "--json", "--data-dir", data]);
        var up = JsonNode.Parse((await Command.SallyportAsync(["up", "--detach", "--json", "--port", "0", "--data-dir", data])).Passes().Output)!;
        try
        {
            var ready = JsonNode.Parse((await waiting).Passes().Output)!;
            Assert.Equal(("wait", "ready", (string?)up["data"]!["proxy"]), ((string?)ready["command"], (string?)ready["status"], (string?)ready["data"]!["proxy"]));
        }
        finally
        {
            (await Command.SallyportAsync(["down", "--data-dir", data])).Passes();
        }
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
            var seen = (await Command.RunAsync("bash", ["-c", text + "\nprintf '%s\\n%s\\n%s' \"$AZURE_CONFIG_DIR\" \"$SSL_CERT_FILE\" \"${ALL_PROXY-gone}\""],
                environment: new Dictionary<string, string> { ["ALL_PROXY"] = "http://elsewhere.example:1" })).Passes();
            Assert.Equal($"{data}/azure\n{data}/ca-bundle.pem\ngone", seen.Output);
        }
        finally
        {
            (await Command.SallyportAsync(["down", "--data-dir", data])).Passes();
        }
    }

    [Fact]
    public async Task Explain_tells_of_the_newest_refusal_and_only_of_one()
    {
        var none = (await instance.RunAsync(["explain", "--last"])).Passes();
        Assert.Equal(("", "No sign-in has been refused so far.\n"), (none.Output, none.Error));
        (await instance.RunAsync(["explain"])).FailsInOneLine("--last", 2);
        var az = await Az.NewAsync(instance);
        (await az.RunAsync("login", "--service-principal", "-u", instance.OwnerClientId, "-p=wrong", "--tenant", instance.TenantId))
            .Fails("AADSTS7000215");
        (await instance.RunAsync(["explain", "--last"])).Fails("AADSTS7000215", 1);
        var json = JsonNode.Parse((await instance.RunAsync(["explain", "--last", "--json"])).Fails("", 1).Output)!;
        Assert.Equal("failed", (string?)json["status"]);
        Assert.Equal(7000215, (int)json["data"]!["errorCode"]!);
    }

    [Fact]
    public async Task Signins_lists_the_newest_first_and_on_demand_only_the_refused()
    {
        Assert.Contains("No sign-ins yet", (await instance.RunAsync(["signins"])).Passes().Error, StringComparison.Ordinal);
        await Az.OwnerAsync(instance);
        var az = await Az.NewAsync(instance);
        (await az.RunAsync("login", "--service-principal", "-u", instance.OwnerClientId, "-p=wrong", "--tenant", instance.TenantId)).Fails("AADSTS7000215");
        var all = (await instance.RunAsync(["signins"])).Passes().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("AADSTS7000215", all[0], StringComparison.Ordinal);
        Assert.Contains("sallyport-owner", all[0], StringComparison.Ordinal);
        Assert.Contains(" ok ", all[^1], StringComparison.Ordinal);
        Assert.Single((await instance.RunAsync(["signins", "--refused"])).Passes().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var json = JsonNode.Parse((await instance.RunAsync(["signins", "--top", "1", "--json"])).Passes().Output)!;
        Assert.Equal(7000215, (int)Assert.Single(json["data"]!["value"]!.AsArray())!["errorCode"]!);
        (await instance.RunAsync(["signins", "--top", "many"])).FailsInOneLine("--top must be from 1 to 100", 2);
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
    public async Task An_instance_that_was_killed_leaves_nothing_that_keeps_the_next_one_from_starting()
    {
        var (first, killed) = (Lasting(instance.Data), instance.Pid);
        (await Command.RunAsync("kill", ["-9", $"{killed}"])).Passes();
        Assert.Contains("start one with", (await instance.RunAsync(["status"])).Fails("No instance is running", 3).Output, StringComparison.Ordinal);
        await instance.UpAsync("--port", $"{new Uri((string)instance.Data["proxy"]!).Port}");
        Assert.NotEqual(killed, instance.Pid);
        Assert.Equal(first, Lasting(instance.Data)); // ids, secrets, addresses
        (await instance.RunAsync(["status"])).Passes();
    }

    [Fact]
    public async Task Reset_refuses_while_the_instance_runs_and_then_leaves_nothing()
    {
        (await instance.RunAsync(["reset", "--yes"])).FailsInOneLine("sallyport down", 4);
        (await instance.RunAsync(["status"])).Passes();
        (await instance.RunAsync(["down"])).Passes();
        (await instance.RunAsync(["reset"])).FailsInOneLine("--yes", 2);
        (await instance.RunAsync(["reset", "--yes"])).Passes();
        Assert.False(Directory.Exists(instance.DataDirectory));
    }

    [Fact]
    public async Task Help_lists_the_exit_codes_and_what_is_unknown_is_refused()
    {
        foreach (var arguments in (string[][])[["--help"], ["up", "--help"], ["run", "--help"]])
        {
            var help = (await Command.SallyportAsync(arguments)).Passes().Output;
            Assert.Contains("Exit codes:\n  0    done", help, StringComparison.Ordinal);
            Assert.All((int[])[1, 2, 3, 4, 70, 124, 126, 127, 130], code => Assert.Matches($@"\b{code}\b", help));
        }
        (await Command.SallyportAsync(["up", "--nonsense"])).FailsInOneLine("--nonsense", 2);
        (await Command.SallyportAsync(["nonsense"])).FailsInOneLine("nonsense", 2);
        (await Command.SallyportAsync(["up", "--rules", "entra-1999"])).FailsInOneLine("entra-1999", 2);
    }

    [Fact]
    public async Task Help_of_explain_puts_each_option_once_under_what_it_is_for()
    {
        var help = (await Command.SallyportAsync(["explain", "--help"])).Passes().Output;
        Assert.Contains("\nWhat you have, one of:\n  --error <FILE|TEXT>", help, StringComparison.Ordinal);
        Assert.Contains("\nWith --job:\n  --gitlab-url <URL>", help, StringComparison.Ordinal);
        var options = help.Split('\n').Where(l => l.StartsWith("  --", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToList();
        Assert.Equal(options.Distinct(), options);
        Assert.Superset(new HashSet<string> { "--claims", "--credentials", "--live", "--expression", "--all", "--json", "--data-dir" }, options.ToHashSet());
    }

    private static string Lasting(JsonNode data)
    {
        var lasting = data.DeepClone();
        Assert.True(lasting["portal"]!.AsObject().Remove("signInLink")); // each start makes a new one
        return lasting.ToJsonString();
    }
}
