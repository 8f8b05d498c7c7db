using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Cli.Output;
using Sallyport.Server.Instance;
using Sallyport.Server;

namespace Sallyport.Cli.Instances;

/// <summary>
/// What a running instance tells the other commands of its owner: where it listens and the administrator's secrets. The
/// file is there while the instance is ready; whether the instance lives is told by <see cref="InstanceLock"/> alone.
/// </summary>
internal sealed record InstanceFile
{
    /// <summary>The process id.</summary>
    public required int Pid { get; init; }

    /// <summary>The port on loopback.</summary>
    public required int Port { get; init; }

    /// <summary>When it became ready.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The certificate of the local CA, a PEM file.</summary>
    public required string CaCertificate { get; init; }

    /// <summary>The tenant made on the first start.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The subscription made on the first start.</summary>
    public required Guid SubscriptionId { get; init; }

    /// <summary>The client id of the owner: Owner of the subscription, who may manage applications.</summary>
    public required Guid OwnerClientId { get; init; }

    /// <summary>The owner's client secret.</summary>
    public required string OwnerClientSecret { get; init; }

    /// <summary>The name by which the first person signs in.</summary>
    public required string AdministratorName { get; init; }

    /// <summary>The password that the first person had at first.</summary>
    public required string AdministratorPassword { get; init; }

    /// <summary>The URL of the GitLab instance.</summary>
    public required string GitLabUrl { get; init; }

    /// <summary>The GitLab administrator's <c>PRIVATE-TOKEN</c>.</summary>
    public required string GitLabToken { get; init; }

    /// <summary>What the instance's own administrative routes ask for.</summary>
    public required string AdministratorToken { get; init; }

    /// <summary>The password of the proxy.</summary>
    public required string ProxySecret { get; init; }

    /// <summary>The hosts that <c>up --tunnel</c> named.</summary>
    public required IReadOnlyList<string> TunnelHosts { get; init; }

    /// <summary>The surfaces' URLs by name: <c>gitlab</c>, <c>login</c>, <c>graph</c>, <c>management</c> …</summary>
    public required IReadOnlyDictionary<string, string> Surfaces { get; init; }

    /// <summary>Where it listens, for people to read.</summary>
    [JsonIgnore]
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The address of a page of GitLab, for a browser of this machine that does not use the proxy.</summary>
    /// <param name="path">The path of the page, below the GitLab URL.</param>
    public string PageOf(string path) =>
        $"https://gitlab.localhost:{Port}{new Uri(GitLabUrl).AbsolutePath.TrimEnd('/')}/{path}";

    /// <summary>The portal, for a browser of this machine that does not use the proxy.</summary>
    [JsonIgnore]
    public string PortalUrl => $"https://portal.localhost:{Port}/";

    /// <summary>The proxy through which clients reach the surfaces, with the credential of its tunnel.</summary>
    [JsonIgnore]
    public string Proxy => $"http://{InstanceFacts.ProxyUser}:{ProxySecret}@127.0.0.1:{Port}";

    /// <summary>The proxy's credential in each form in which a program may show it, such as curl's -v.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ProxySecrets =>
    [
        ProxySecret,
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{InstanceFacts.ProxyUser}:{ProxySecret}")),
    ];

    /// <summary>Reads the file; null when there is none.</summary>
    /// <exception cref="CommandFailedException">It cannot be read, or others can have written it.</exception>
    public static InstanceFile? Read(InstanceDirectory directory)
    {
        if (!File.Exists(directory.InstanceFile))
            return null;
        directory.RequireTrusted(); // the directory may be younger than the command, which waits for it
        try
        {
            using var stream = File.OpenRead(directory.InstanceFile);
            return JsonSerializer.Deserialize(stream, InstanceFileJson.Default.InstanceFile);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is JsonException or UnauthorizedAccessException)
        {
            var restart = $"`{directory.Command("down")}`, `{directory.Command("up")}`";
            throw new CommandFailedException(
                ExitCodes.NoInstance,
                $"{directory.InstanceFile} cannot be read ({exception.Message}); restart the instance: {restart}",
                exception);
        }
    }

    /// <summary>Writes the file at once, for its owner alone.</summary>
    public void Write(InstanceDirectory directory) =>
        PrivateFile.Write(
            directory.InstanceFile,
            JsonSerializer.Serialize(this, InstanceFileJson.Default.InstanceFile));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(InstanceFile))]
internal sealed partial class InstanceFileJson : JsonSerializerContext;
