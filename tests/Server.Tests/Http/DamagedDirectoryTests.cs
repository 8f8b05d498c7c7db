using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// A data directory that lost a part: the start is refused and names it. It never goes on with less protection, and
/// starts again when the part is back.
/// </summary>
public sealed class DamagedDirectoryTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-damaged-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await StartedOnce.CopyToAsync(folder);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("owner-secret", "")]
    [InlineData("owner-secret", "short")]
    [InlineData("owner-secret", null)]
    [InlineData("admin-password", "")]
    [InlineData("admin-password", "short")]
    [InlineData("admin-password", null)]
    [InlineData("gitlab-token", "")]
    [InlineData("gitlab-token", " \n")]
    [InlineData("gitlab-token", "short")]
    [InlineData("gitlab-token", "with a blank in between its words")]
    [InlineData("administrator-token", "")]
    [InlineData("administrator-token", "short")]
    [InlineData("proxy-secret", "")]
    [InlineData("proxy-secret", "short")]
    [InlineData("identity.json", "")]
    [InlineData("identity.json", "null")]
    [InlineData("identity.json", "{}")]
    [InlineData("identity.json", null)]
    [InlineData("ca.key", "")]
    [InlineData("ca.key", "no key")]
    [InlineData("ca.key", null)]
    [InlineData("ca.pem", "")]
    [InlineData("ca.pem", "no certificate")]
    [InlineData("ca.pem", null)]
    [InlineData("gitlab.db", "")]
    [InlineData("sign-ins.db", "")]
    public async Task A_file_that_is_empty_damaged_or_missing_is_named_and_with_it_the_start_goes_on(
        string name, string? text)
    {
        var path = Path.Combine(folder, name);
        var whole = await File.ReadAllBytesAsync(path, Cancel);
        if (text is null)
            File.Delete(path);
        else
            await File.WriteAllTextAsync(path, text, Cancel);
        await RefusedAsync(path);
        await File.WriteAllBytesAsync(path, whole, Cancel);
        await StartsAsync();
    }

    [Fact]
    public async Task The_key_of_another_authority_is_refused()
    {
        var path = Path.Combine(folder, "ca.key");
        var whole = await File.ReadAllTextAsync(path, Cancel);
        using (var other = System.Security.Cryptography.ECDsa.Create())
            await File.WriteAllTextAsync(path, other.ExportPkcs8PrivateKeyPem(), Cancel);
        await RefusedAsync(path);
        await File.WriteAllTextAsync(path, whole, Cancel);
        await StartsAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<key")]
    [InlineData("<key/>")]
    public async Task A_damaged_key_ring_is_refused_and_named(string text)
    {
        var keys = Path.Combine(folder, "keys");
        var path = Assert.Single(Directory.EnumerateFiles(keys));
        var whole = await File.ReadAllTextAsync(path, Cancel);
        await File.WriteAllTextAsync(path, text, Cancel);
        await RefusedAsync(keys);
        await File.WriteAllTextAsync(path, whole, Cancel);
        await StartsAsync();
    }

    [Fact]
    public async Task A_key_ring_with_one_damaged_file_beside_a_good_one_is_refused()
    {
        var keys = Path.Combine(folder, "keys");
        var path = Path.Combine(keys, "key-damaged.xml");
        await File.WriteAllTextAsync(path, "<key", Cancel);
        await RefusedAsync(keys);
        File.Delete(path);
        await StartsAsync();
    }

    [Theory]
    [InlineData("gitlab-token")]
    [InlineData("administrator-token")]
    [InlineData("proxy-secret")]
    public async Task A_token_that_is_taken_away_is_replaced_by_a_new_one(string name)
    {
        var path = Path.Combine(folder, name);
        var old = await File.ReadAllTextAsync(path, Cancel);
        File.Delete(path);
        await StartsAsync();
        Assert.NotEqual(old, await File.ReadAllTextAsync(path, Cancel));
    }

    [Theory]
    [InlineData("gitlab-token")]
    [InlineData("proxy-secret")]
    public async Task A_folder_in_the_place_of_a_file_is_refused(string name)
    {
        var path = Path.Combine(folder, name);
        File.Delete(path);
        Directory.CreateDirectory(path);
        await RefusedAsync(path);
        Directory.Delete(path);
        await StartsAsync();
    }

    private async Task RefusedAsync(string path)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: folder));
        Assert.Contains($"'{path}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("estore", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private async Task StartsAsync()
    {
        await using var next = await RunningServer.StartAsync(folder: folder);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
    }
}
