using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// A data directory in which another user can have written is refused, with the file that shows it. Each test ends with
/// the same directory, put right, in which an instance starts.
/// </summary>
public sealed class DataDirectoryTrustTests : IAsyncLifetime
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ForAll = Private
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string above = Directory.CreateTempSubdirectory("sallyport-trust-").FullName;

    private string Folder => Path.Combine(above, "data");

    private string Profile => Path.Combine(Folder, "azure");

    public async ValueTask InitializeAsync()
    {
        DataDirectory.CreatePrivate(Profile);
        await StartedOnce.CopyToAsync(Folder);
        PrivateFile.Write(Path.Combine(Folder, "instance.json"), "{}");
        PrivateFile.Write(Path.Combine(Profile, "config"), "");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(above, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("sallyport.db")]
    [InlineData("owner-secret")]
    [InlineData("admin-password")]
    [InlineData("ca.key")]
    [InlineData("instance.json")]
    [InlineData("keys")]
    [InlineData("keys/*")]
    [InlineData("azure")]
    [InlineData("azure/config")]
    public async Task What_another_user_owns_is_refused(string name)
    {
        Root.Require();
        var path = Entry(name);
        Root.Run("chown", Root.Stranger, path);
        await RefusedAsync($"{path} belongs to user {Root.Stranger}");
        await StartsAsync(o => o with { TrustsDataDirectory = true });
        Root.Run("chown", "0", path);
        await StartsAsync();
    }

    [Theory]
    [InlineData("", UnixFileMode.GroupWrite)]
    [InlineData("", UnixFileMode.OtherWrite)]
    [InlineData("", UnixFileMode.OtherWrite | UnixFileMode.StickyBit)]
    [InlineData("gitlab.db", UnixFileMode.GroupWrite)]
    [InlineData("gitlab-token", UnixFileMode.OtherWrite)]
    [InlineData("ca.pem", UnixFileMode.OtherWrite)]
    [InlineData("keys", UnixFileMode.GroupWrite)]
    [InlineData("keys/*", UnixFileMode.GroupWrite)]
    [InlineData("azure", UnixFileMode.OtherWrite)]
    public async Task What_others_may_write_is_refused(string name, UnixFileMode others)
    {
        var path = Entry(name);
        var own = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, own | others);
        await RefusedAsync($"its group or everybody can write to {path}");
        await StartsAsync(o => o with { TrustsDataDirectory = true });
        File.SetUnixFileMode(path, own);
        await StartsAsync();
    }

    [Fact]
    public async Task A_file_of_the_az_profile_that_others_may_write_is_refused_when_they_can_reach_it()
    {
        var path = Path.Combine(Profile, "config");
        File.SetUnixFileMode(path, ForAll);
        File.SetUnixFileMode(Profile, Private | UnixFileMode.OtherExecute);
        await RefusedAsync(path);
        File.SetUnixFileMode(Profile, Private);
        await StartsAsync();
    }

    [Fact]
    public async Task The_way_to_the_directory_is_refused_where_others_may_replace_a_part_of_it()
    {
        using var temporary = new Temporary(); // the folder above is private, so what lies in it is out of reach
        File.SetUnixFileMode(temporary.Way, ForAll);
        await Refused(temporary.Data, $"its group or everybody can write to {temporary.Way}");
        File.SetUnixFileMode(temporary.Way, ForAll | UnixFileMode.StickyBit);
        await using (await RunningServer.StartAsync(folder: temporary.Data))
            Assert.Equal(Private, File.GetUnixFileMode(temporary.Data));
    }

    [Fact]
    public async Task The_way_to_the_directory_is_refused_where_another_user_owns_a_part_of_it()
    {
        Root.Require();
        using var temporary = new Temporary();
        Root.Run("chown", Root.Stranger, temporary.Way);
        await Refused(temporary.Data, $"{temporary.Way} belongs to user {Root.Stranger}");
        Assert.False(Directory.Exists(temporary.Data)); // nothing was made there
        Root.Run("chown", "0", temporary.Way);
        await using var running = await RunningServer.StartAsync(folder: temporary.Data);
    }

    [Fact]
    public async Task In_a_folder_that_others_cannot_enter_they_replace_nothing()
    {
        var way = Path.Combine(above, "way");
        Directory.CreateDirectory(way);
        File.SetUnixFileMode(way, ForAll);
        await using (await RunningServer.StartAsync(folder: Path.Combine(way, "data")))
        {
        }
        File.SetUnixFileMode(above, Private | UnixFileMode.OtherExecute);
        await Refused(Path.Combine(way, "data"), way);
    }

    [Fact]
    public async Task A_link_to_the_directory_is_followed_unless_it_is_another_users()
    {
        var link = Path.Combine(above, "link");
        File.CreateSymbolicLink(link, "./data");
        await using (await RunningServer.StartAsync(folder: link))
        {
        }
        Root.Require();
        Root.Run("chown", "-h", Root.Stranger, link);
        await Refused(link, $"{link} belongs to user {Root.Stranger}");
    }

    [Theory]
    [InlineData("gitlab-token")]
    [InlineData("sallyport.db")]
    [InlineData("keys")]
    [InlineData("azure")]
    public async Task A_part_that_is_a_link_is_refused(string name)
    {
        var path = Entry(name);
        var elsewhere = Path.Combine(above, "elsewhere");
        Directory.Move(path, elsewhere);
        File.CreateSymbolicLink(path, elsewhere);
        await RefusedAsync($"{path} is a symbolic link");
        await StartsAsync(o => o with { TrustsDataDirectory = true });
        File.Delete(path);
        Directory.Move(elsewhere, path);
        await StartsAsync();
    }

    [Fact]
    public async Task Links_within_the_az_profile_are_followed_and_those_that_lead_out_refused()
    {
        var link = Path.Combine(Profile, "link");
        File.CreateSymbolicLink(link, "config");
        await StartsAsync();
        File.Delete(link);
        File.CreateSymbolicLink(link, "../owner-secret");
        await RefusedAsync($"{link} is a symbolic link that leads out");
    }

    private string Entry(string name) => name.EndsWith('*')
        ? Directory.EnumerateFiles(Path.Combine(Folder, name.TrimEnd('*', '/'))).Single()
        : Path.TrimEndingDirectorySeparator(Path.Combine(Folder, name));

    private Task RefusedAsync(string reason) => Refused(Folder, reason);

    private static async Task Refused(string folder, string reason)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: folder));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"--trust-data-dir '{folder}'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private async Task StartsAsync(Func<ServerOptions, ServerOptions>? change = null)
    {
        await using (var next = await RunningServer.StartAsync(change, Folder))
            await next.OwnerTokenAsync("https://graph.microsoft.com");
    }

    /// <summary>
    /// A folder right under the system's temporary one, which everybody may enter, and one to be in it.
    /// </summary>
    private sealed class Temporary : IDisposable
    {
        public string Way { get; } = Path.Combine(Path.GetTempPath(), $"sallyport-way-{Guid.CreateVersion7():N}");

        public string Data => Path.Combine(Way, "data");

        public Temporary() => DataDirectory.CreatePrivate(Way);

        public void Dispose()
        {
            Directory.Delete(Way, recursive: true);
        }
    }
}
