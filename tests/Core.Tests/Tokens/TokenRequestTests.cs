using System.Text;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Tests.Tokens;

/// <summary>The strict form of the token endpoint.</summary>
public sealed class TokenRequestTests
{
    private const string Good = "grant_type=client_credentials&client_id=a&scope=s%2F.default&client_secret=x%2By+z";
    private const string Type = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

    [Fact]
    public void Reads_a_form()
    {
        var request = Read(Good + "&claims=%7B%7D&x-client-SKU=MSAL&empty=");
        Assert.Equal(("client_credentials", "a", "s/.default", "x+y z"), (request.GrantType, request.ClientId, request.Scope, request.ClientSecret));
        Assert.Null(request.ClientAssertion);
    }

    [Theory]
    [InlineData(Good + "&client_id=a")]
    [InlineData(Good + "&client_id=b")]
    [InlineData(Good + "&unknown=1&unknown=1")]
    [InlineData(Good + "&unknown=&unknown=")]
    [InlineData(Good + "&client%5Fid=b")]
    public void O2_refuses_a_parameter_that_stands_twice(string body) => Assert.Equal(9002313, Refused(() => Read(body)));

    [Fact]
    [Trait("Passes", "O2")]
    public void O2_names_keep_their_case() => Assert.Equal("a", Read(Good + "&CLIENT_ID=b").ClientId);

    [Theory]
    [InlineData("grant_type=client_credentials&scope=s", 900144)]
    [InlineData("grant_type=client_credentials&scope=s&client_id=", 900144)]
    [InlineData("", 900144)]
    public void Names_a_parameter_that_is_missing(string body, int code) => Assert.Equal(code, Refused(() => _ = Read(body).ClientId));

    [Theory]
    [InlineData("a=%00")]
    [InlineData("a=%ff")]
    [InlineData("a=%4")]
    [InlineData("a=%zz")]
    [InlineData("a=%C0%80")]
    public void Refuses_what_is_no_text(string body) => Assert.Equal(9002313, Refused(() => Read(body)));

    [Fact]
    public void Refuses_a_flood_of_parameters() =>
        Assert.Equal(9002313, Refused(() => Read(string.Join('&', Enumerable.Range(0, 1025).Select(i => $"p{i}=1")))));

    [Fact]
    public void O3_refuses_two_ways_of_authentication()
    {
        Assert.Equal(9002313, Refused(() => Read(Good + "&client_assertion=t" + Type)));
        Assert.Equal(9002313, Refused(() => Read(Good, Basic("a:x"))));
    }

    [Fact]
    [Trait("Passes", "O3")]
    public void Takes_the_secret_from_a_Basic_header()
    {
        var request = Read("grant_type=client_credentials&scope=s", Basic("a:p%3Aq"));
        Assert.Equal(("a", "p:q"), (request.ClientId, request.ClientSecret));
        Assert.Equal(9002313, Refused(() => Read("client_id=b", Basic("a:x"))));
        Assert.Equal(9002313, Refused(() => Read("client_id=a", "Bearer abc")));
        Assert.Equal(9002313, Refused(() => Read("client_id=a", "Basic !")));
    }

    [Theory]
    [InlineData("", 900144)]
    [InlineData("&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Asaml2-bearer", 9002313)]
    [InlineData("&client_assertion_type=URN%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer", 9002313)]
    [Trait("Passes", "A1")]
    public void A1_demands_the_type_of_the_assertion_exactly(string type, int code)
    {
        Assert.Equal(code, Refused(() => Read("client_id=a&client_assertion=t" + type)));
        Assert.Equal("t", Read("client_id=a&client_assertion=t" + Type).ClientAssertion);
    }

    private static TokenRequest Read(string body, string? authorization = null) => TokenRequest.Read(Encoding.UTF8.GetBytes(body), authorization);

    private static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private static int Refused(Action act) => ((AadstsRefusal)Assert.Throws<RefusedException>(act).Refusal).Number;
}
