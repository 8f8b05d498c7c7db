namespace Sallyport.Server.Tests.Transport;

/// <summary>
/// Where a request ends is never a matter of opinion: the form that is sent is good, so that whoever reads it gives a token for it.
/// Ids are those of docs/security.md.
/// </summary>
public sealed class RequestFramingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Host = "login.microsoftonline.com";

    // {f} is the form, {n} its length, {x} the same as a chunk writes it.
    [Theory]
    [Trait("Passes", "K12")]
    [InlineData("Content-Length: {n}\r\n\r\n{f}")]
    [InlineData("Content-Length:{n}\r\n\r\n{f}")]
    [InlineData("content-length: 00{n}\r\n\r\n{f}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: Chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n{x};name=value\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("X: y\r\nContent-Length: {n}\r\n\r\n{f}")]
    public async Task K12_reads_a_body_that_is_framed_in_one_way(string rest)
    {
        var answer = await AskAsync(rest);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("\"access_token\":\"eyJ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: {n}\r\nContent-Length: {n}\r\n\r\n{f}")]
    [InlineData("Content-Length: {n}\r\nContent-Length: 4\r\n\r\n{f}")]
    [InlineData("Content-Length: {n}, {n}\r\n\r\n{f}")]
    [InlineData("Content-Length: +{n}\r\n\r\n{f}")]
    [InlineData("Content-Length: -{n}\r\n\r\n{f}")]
    [InlineData("Content-Length: 0x{x}\r\n\r\n{f}")]
    [InlineData("Content-Length: {n}.0\r\n\r\n{f}")]
    [InlineData("Content-Length: 0000000000000000000000000{n}\r\n\r\n{f}")]
    [InlineData("Content-Length: \r\n\r\n{f}")]
    [InlineData("Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: {n}\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\nContent-Length: {n}\r\n\r\n{f}")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0x{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n+{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n{x};a\nb\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n{x}\n{f}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n{x}\r\n{f}x\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData(" Transfer-Encoding: chunked\r\n\r\n{x}\r\n{f}\r\n0\r\n\r\n")]
    [InlineData("X: y\nContent-Length: {n}\r\n\r\n{f}")]
    [InlineData("Content-Length: {n}\n\n{f}")]
    [InlineData("Content-Length: {n}\n\r\n{f}")]
    [InlineData("Content-Length: {n}\r\n\n{f}")]
    [InlineData("X: y\rContent-Length: {n}\r\n\r\n{f}")]
    public async Task K12_refuses_a_body_whose_end_is_in_doubt(string rest)
    {
        var answer = await AskAsync(rest);
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("access_token", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("AADSTS", answer.Replace("AADSTS9002313", "", StringComparison.Ordinal), StringComparison.Ordinal); // no part of it was read as a form
    }

    private async Task<string> AskAsync(string rest)
    {
        var facts = shared.Running.Facts;
        var form = $"grant_type=client_credentials&client_id={facts.OwnerClientId}&client_secret={facts.OwnerClientSecret}&scope=https%3A%2F%2Fmanagement.azure.com%2F.default";
        var framed = rest.Replace("{n}", $"{form.Length}", StringComparison.Ordinal).Replace("{x}", $"{form.Length:x}", StringComparison.Ordinal).Replace("{f}", form, StringComparison.Ordinal);
        await using var connection = await RawConnection.OpenAsync(shared.Running.Server.Port, Host);
        await connection.SendAsync(
            $"POST /{facts.TenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\n{framed}");
        return await connection.ReadToEndAsync();
    }
}
