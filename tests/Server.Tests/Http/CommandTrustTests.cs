using Sallyport.Cli;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Http;

/// <summary>Every command refuses a data directory that it cannot trust, and goes on when its user trusts it.</summary>
[Collection(OneConsole.Name)]
public sealed class CommandTrustTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-command-").FullName;

    public CommandTrustTests() =>
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupWrite);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(3, "status")]
    [InlineData(3, "env")]
    [InlineData(3, "exec", "true")]
    [InlineData(3, "shell")]
    [InlineData(3, "run")]
    [InlineData(3, "explain", "--last")]
    [InlineData(3, "signins")]
    [InlineData(3, "down")]
    [InlineData(0, "reset", "--yes")]
    [InlineData(124, "wait", "--timeout", "0")]
    public async Task A_command_refuses_it_until_it_is_named_as_trusted(
        int otherwise, string command, params string[] rest)
    {
        string[] Line(params string[] trust) => [command, "--data-dir", folder, .. trust, .. rest];
        Assert.Equal(4, await CommandLine.RunAsync(Line()));
        Assert.Equal(otherwise, await CommandLine.RunAsync(Line("--trust-data-dir", folder + "/")));
        Assert.Equal(2, await CommandLine.RunAsync(Line("--trust-data-dir", Path.GetTempPath())));
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) & ~UnixFileMode.GroupWrite);
        Assert.Equal(otherwise, await CommandLine.RunAsync(Line()));
    }

    [Theory]
    [InlineData("up", "--port", "0")]
    [InlineData("up", "--port", "0", "--detach")]
    public async Task Up_refuses_it_and_makes_nothing_there(params string[] command)
    {
        Assert.Equal(4, await CommandLine.RunAsync([.. command, "--data-dir", folder]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task The_variable_trusts_the_directory_that_it_names_and_no_other()
    {
        try
        {
            Environment.SetEnvironmentVariable("SALLYPORT_TRUST_DATA_DIR", folder);
            Assert.Equal(3, await CommandLine.RunAsync(["status", "--data-dir", folder]));
            Environment.SetEnvironmentVariable("SALLYPORT_TRUST_DATA_DIR", folder + "-other");
            Assert.Equal(4, await CommandLine.RunAsync(["status", "--data-dir", folder]));
        }
        finally
        {
            Environment.SetEnvironmentVariable("SALLYPORT_TRUST_DATA_DIR", null);
        }
    }

    [Fact]
    public async Task Help_names_the_way_to_trust_a_directory()
    {
        string[] commands = ["up", "status", "env", "exec", "shell", "run", "explain", "down", "reset", "wait"];
        foreach (var command in commands)
            Assert.Contains("--trust-data-dir", await OneConsole.RunAsync(command, "--help"), StringComparison.Ordinal);
    }
}
