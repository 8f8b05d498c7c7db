using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>An instance that the real command started in the background, in a folder of its own.</summary>
public sealed class Instance : IAsyncDisposable
{
    private Instance(string folder, JsonNode data) => (Folder, Data) = (folder, data);

    public string Folder { get; }

    /// <summary>What <c>up --json</c> said.</summary>
    public JsonNode Data { get; private set; }

    public string DataDirectory => Path.Combine(Folder, "data");

    public string TenantId => (string)Data["tenantId"]!;

    public string SubscriptionId => (string)Data["subscriptionId"]!;

    public string OwnerClientId => (string)Data["owner"]!["clientId"]!;

    public string OwnerSecret => (string)Data["owner"]!["clientSecret"]!;

    public int Pid => (int)OwnFile["pid"]!;

    public int Port => (int)OwnFile["port"]!;

    private JsonNode OwnFile => JsonNode.Parse(File.ReadAllText(Path.Combine(DataDirectory, "instance.json")))!;

    public static async Task<Instance> StartAsync(params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-conformance-").FullName;
        var instance = new Instance(folder, new JsonObject());
        try
        {
            await instance.UpAsync(options);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (again).</summary>
    public async Task UpAsync(params string[] options)
    {
        string[] port = options.Contains("--port") ? [] : ["--port", "0"];
        var up = (await RunAsync(["up", "--detach", "--json", .. port, .. options])).Passes();
        Data = JsonNode.Parse(up.Output)!["data"]!;
    }

    /// <summary>Runs a command of ours on this instance.</summary>
    public Task<Outcome> RunAsync(string[] arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null) =>
        Command.SallyportAsync([.. arguments, "--data-dir", DataDirectory], folder, environment);

    /// <summary>The variables of <c>sallyport env</c>.</summary>
    public async Task<Dictionary<string, string>> EnvironmentAsync()
    {
        var json = JsonNode.Parse((await RunAsync(["env", "--shell", "json"])).Passes().Output)!;
        return json["data"]!["variables"].Deserialize<Dictionary<string, string>>()!;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            var down = await RunAsync(["down", "--force"]);
            Assert.True(down.ExitCode is 0 or 3, down.All); // 3: the test has stopped it
        }
        finally
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
