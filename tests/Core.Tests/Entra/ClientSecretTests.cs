using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Tests.Entra;

public sealed class ClientSecretTests
{
    [Fact]
    public void Makes_secrets_of_256_bits_that_no_command_line_takes_for_an_option()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => ClientSecret.New()).ToList();
        Assert.All(secrets, s => Assert.Equal(43, s.Length));
        Assert.All(secrets, s => Assert.True(char.IsAsciiLetterOrDigit(s[0])));
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
    }

    [Fact]
    public void Keeps_of_a_secret_its_hash_and_three_characters()
    {
        var now = new DateTimeOffset(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);
        var credential = ClientSecret.Credential("abcdef", "name", now, ClientSecret.DefaultEnd(now));
        Assert.Equal("abc", credential.Hint);
        Assert.Equal("BEF57EC7F53A6D40BEB640A780A639C83BC29AC8A9816F1FC6C5C6DCD93C4721", Convert.ToHexString(credential.SecretHash));
        Assert.Equal(now.AddYears(2), credential.EndDateTime);
    }
}
