using Microsoft.AspNetCore.Http;
using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Http;

/// <summary>What counts as a bearer token, on every surface.</summary>
public sealed class BearerTokenTests
{
    [Theory]
    [InlineData("Bearer a.b.c")]
    [InlineData("bearer a.b.c")]
    [InlineData("BEARER   a.b.c ")]
    public void One_header_with_the_scheme_in_any_case_is_read(string header) =>
        Assert.Equal(new BearerToken(true, "a.b.c"), Read(header));

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearera.b.c")]
    [InlineData("Basic dTpw")]
    [InlineData("a.b.c")]
    public void A_header_of_another_form_holds_no_token(string header) => Assert.Equal(new BearerToken(true, null), Read(header));

    [Fact]
    public void Two_headers_and_none_hold_no_token()
    {
        Assert.Equal(new BearerToken(true, null), Read("Bearer a", "Bearer a"));
        Assert.Equal(new BearerToken(false, null), Read());
    }

    private static BearerToken Read(params string[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = headers;
        return BearerToken.Of(context.Request);
    }
}
