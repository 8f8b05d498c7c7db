using Sallyport.Server.Tests.Transport;

namespace Sallyport.Conformance;

/// <summary>SIGTERM, sent to the real process while requests arrive.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const string Host = "login.microsoftonline.com";

    private Instance instance = null!;

    private string Form =>
        $"grant_type=client_credentials&client_id={instance.OwnerClientId}&client_secret={instance.OwnerSecret}"
        + "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default";

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task A_form_of_which_a_part_has_arrived_at_SIGTERM_is_not_judged_and_the_process_ends()
    {
        await using var half = await OpenAsync();
        await half.SendAsync(Head(Form.Length + 8) + Form);
        await using var head = await OpenAsync();
        await head.SendAsync(Head(Form.Length)[..60]);
        // longer than any limit for what arrives, shorter than Kestrel's for a head
        var down = await Command.SallyportAsync(
            ["down", "--data-dir", instance.DataDirectory], limit: TimeSpan.FromSeconds(25));
        down.Passes();
        Assert.DoesNotContain("200 OK", await half.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("", await head.ReadToEndAsync());
    }

    [Fact]
    public async Task A_form_whose_rest_comes_after_SIGTERM_is_answered()
    {
        await using var client = await OpenAsync();
        await client.SendAsync(Head(Form.Length) + Form[..100]);
        (await Command.RunAsync("kill", ["-TERM", $"{instance.Pid}"])).Passes();
        await client.SendAsync(Form[100..]);
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("}", answer, StringComparison.Ordinal);
    }

    private string Head(int length) =>
        $"POST /{instance.TenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n"
        + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n";

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(instance.Port, Host);
}
