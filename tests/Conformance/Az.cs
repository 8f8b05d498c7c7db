namespace Sallyport.Conformance;

/// <summary>A profile of the real Azure CLI that is pointed at an instance.</summary>
public sealed class Az
{
    private static readonly Dictionary<bool, Task<(string Program, string Profile)>> Found = [];

    private readonly string program;
    private readonly Dictionary<string, string> environment;

    private Az(string program, Dictionary<string, string> environment) => (this.program, this.environment) = (program, environment);

    /// <summary>The environment that az runs in.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>A new profile.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="debian12">az 2.45 rather than 2.74.</param>
    public static async Task<Az> NewAsync(Instance instance, bool debian12 = false)
    {
        var (program, profile) = await FindAsync(debian12);
        var environment = await instance.EnvironmentAsync();
        var folder = environment["AZURE_CONFIG_DIR"] = Directory.CreateDirectory(Path.Combine(instance.Folder, $"az-{Guid.CreateVersion7():N}")).FullName;
        foreach (var file in Directory.EnumerateFiles(profile))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        environment["PATH"] = $"{Path.GetDirectoryName(program)}:{System.Environment.GetEnvironmentVariable("PATH")}";
        return new Az(program, environment);
    }

    /// <summary>A new profile in which the owner is signed in.</summary>
    public static async Task<Az> OwnerAsync(Instance instance, bool debian12 = false)
    {
        var az = await NewAsync(instance, debian12);
        (await az.RunAsync("login", "--service-principal", "-u", instance.OwnerClientId, $"-p={instance.OwnerSecret}", "--tenant", instance.TenantId)).Passes();
        return az;
    }

    /// <summary>The program of a version.</summary>
    public static async Task<string> ProgramAsync(bool debian12) => (await FindAsync(debian12)).Program;

    public Task<Outcome> RunAsync(params string[] arguments) => Command.RunAsync(program, arguments, null, environment);

    /// <summary>Runs it and gives its output without the line break at the end.</summary>
    public async Task<string> TextAsync(params string[] arguments) => (await RunAsync(arguments)).Passes().Output.Trim();

    private static Task<(string Program, string Profile)> FindAsync(bool debian12)
    {
        lock (Found)
            return Found.TryGetValue(debian12, out var found) ? found : Found[debian12] = AskAsync(debian12);
    }

    private static async Task<(string, string)> AskAsync(bool debian12)
    {
        var script = Path.Combine(Command.Repository, "eng", "azure-cli");
        string[] suite = debian12 ? ["--debian12"] : [];
        var limit = TimeSpan.FromMinutes(8);
        var program = (await Command.RunAsync(script, suite, limit: limit)).Passes().Output.Trim();
        var profile = (await Command.RunAsync(script, [.. suite, "--warm-profile"], limit: limit)).Passes().Output.Trim();
        return (program, profile);
    }
}
