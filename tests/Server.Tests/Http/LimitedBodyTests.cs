using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Http;

/// <summary>The one reader of bodies, however the bytes arrive.</summary>
public sealed class LimitedBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [Trait("Passes", "R7")]
    public async Task A_body_up_to_the_limit_is_read_whole(int length)
    {
        foreach (var piece in (int[])[1, 7, 200])
            Assert.Equal(Bytes(length), await ReadAsync(length, piece));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(5_000)]
    public async Task R7_a_larger_body_is_not_read(int length)
    {
        foreach (var piece in (int[])[1, 7, 200])
            Assert.Null(await ReadAsync(length, piece));
    }

    [Fact]
    public async Task A_body_that_ends_before_its_length_is_not_given_to_anybody()
    {
        Assert.Equal(Bytes(50), await ReadAsync(50, 7, length: 50));
        await Assert.ThrowsAsync<BadHttpRequestException>(() => ReadAsync(50, 7, length: 51));
    }

    [Fact]
    public async Task A_body_whose_reading_was_broken_off_is_not_given_to_anybody()
    {
        var pipe = new Pipe();
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new PipeBody(pipe.Reader));
        await pipe.Writer.WriteAsync(Bytes(50), Cancel);
        pipe.Reader.CancelPendingRead();
        await pipe.Writer.CompleteAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => LimitedBody.ReadAsync(context.Request, 100, Cancel));
    }

    [Fact]
    public async Task A_form_of_GitLab_is_limited_as_a_JSON_body_is()
    {
        await using var server = await RunningServer.StartAsync();
        using var gitlab = server.For("gitlab.example.com", server.Facts.GitLabToken);
        gitlab.DefaultRequestHeaders.ExpectContinue = true; // the answer comes before a body that is too large is sent
        async Task<int> PostAsync(string name, int filler)
        {
            using var content = new StringContent($"name={name}&description={new string('x', filler)}", null, "application/x-www-form-urlencoded");
            using var response = await gitlab.PostAsync("/api/v4/projects", content, Cancel);
            return (int)response.StatusCode;
        }

        Assert.Equal(201, await PostAsync("small", 100_000));
        Assert.Equal(413, await PostAsync("large", 4 * 1024 * 1024));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    // The limit is 100 bytes. The writer gives up when the reader does.
    private static async Task<byte[]?> ReadAsync(int bytes, int pieceLength, long? length = null)
    {
        var pipe = new Pipe();
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new PipeBody(pipe.Reader));
        context.Request.ContentLength = length;
        var read = LimitedBody.ReadAsync(context.Request, 100, Cancel);
        foreach (var piece in Bytes(bytes).Chunk(pieceLength))
            if (!read.IsCompleted)
                await pipe.Writer.WriteAsync(piece, Cancel);
        await pipe.Writer.CompleteAsync();
        return await read;
    }

    private sealed record PipeBody(PipeReader Reader) : IRequestBodyPipeFeature;
}
