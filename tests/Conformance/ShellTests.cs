namespace Sallyport.Conformance;

/// <summary><c>sallyport shell</c>, in which the tutorial's commands can be typed, and what it shares with <c>env</c> and <c>run</c>.</summary>
public sealed class ShellTests : IAsyncLifetime
{
    private Instance instance = null!;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task The_owner_is_signed_in_and_the_last_exit_code_is_passed_on()
    {
        var shell = await RunAsync("dotnet", [Command.Sallyport, "shell", "--data-dir", instance.DataDirectory], "az account show --query id --output tsv\nexit 7\n");
        Assert.Equal((7, instance.SubscriptionId), (shell.ExitCode, shell.Output.Trim()));
        Assert.DoesNotContain(instance.OwnerSecret, shell.All, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(instance.DataDirectory, "azure", "owner-secret")));
    }

    [Fact]
    public async Task Fish_sets_the_variables_as_they_are_printed_for_it()
    {
        var lines = (await instance.RunAsync(["env", "--shell", "fish"])).Passes().Output;
        var fish = (await Command.RunAsync("fish", ["--no-config", "-c", lines + "\nprintenv HTTPS_PROXY NO_PROXY"])).Passes();
        var expected = await instance.EnvironmentAsync();
        Assert.Equal($"{expected["HTTPS_PROXY"]}\n{expected["NO_PROXY"]}\n", fish.Output);
    }

    [Fact]
    public async Task At_a_terminal_the_prompt_says_where_one_is_and_the_users_own_start_file_has_no_last_word()
    {
        var home = Directory.CreateDirectory(Path.Combine(instance.Folder, "home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, ".bashrc"), "PS1='mine> '\nexport AZURE_CONFIG_DIR=/elsewhere\n", TestContext.Current.CancellationToken);
        // script(1) gives the shell a terminal.
        var command = $"dotnet '{Command.Sallyport}' shell --data-dir '{instance.DataDirectory}'";
        var shell = await RunAsync("script", ["-qec", command, "/dev/null"], "echo in $AZURE_CONFIG_DIR\nexit 3\n", ("HOME", home), ("SHELL", "/bin/bash"));
        Assert.Equal(3, shell.ExitCode);
        Assert.Contains("(sallyport) mine> ", shell.Output, StringComparison.Ordinal);
        Assert.Contains($"in {instance.DataDirectory}/azure", shell.Output, StringComparison.Ordinal);
    }

    private static async Task<Outcome> RunAsync(string program, string[] arguments, string input, params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(v => v.Name, v => v.Value);
        environment["PATH"] = $"{Path.GetDirectoryName(await Az.ProgramAsync(false))}:{Environment.GetEnvironmentVariable("PATH")}";
        return await Command.RunAsync(program, arguments, null, environment, null, input);
    }
}
