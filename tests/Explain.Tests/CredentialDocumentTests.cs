using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Causes;

namespace Sallyport.Explain.Tests;

/// <summary>Lists of credentials as az and Graph print them.</summary>
public sealed class CredentialDocumentTests
{
    private const string Id = "30000000-0000-4000-8000-000000000001";
    private const string Entry = "{\"issuer\":\"https://gitlab.com\",\"subject\":\"s\",\"audiences\":[\"a\"]}";

    [Fact]
    public void Reads_every_member_that_decides_or_explains()
    {
        var credential = Assert.Single(Read($$"""
            [{"id":"{{Id}}","name":"main","description":"the main branch","issuer":"https://gitlab.com","subject":null,"audiences":["api://AzureADTokenExchange"],
              "claimsMatchingExpression":{"value":"claims['sub'] eq 'a'","languageVersion":1} }]
            """).Credentials);
        Assert.Equal((new Guid(Id), "main", "the main branch"), (credential.Id, credential.Name, credential.Description));
        Assert.Equal(("https://gitlab.com", null, "api://AzureADTokenExchange"), (credential.Issuer, credential.Subject, credential.Audience));
        Assert.Equal(("claims['sub'] eq 'a'", 1), (credential.Expression, credential.ExpressionLanguageVersion));
        Assert.False(LostExpression.IsIn(credential));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"claims['sub'] eq 'a'\"")]
    [InlineData("{}")]
    [InlineData("{\"value\":7,\"languageVersion\":\"1\"}")]
    public void An_expression_of_another_shape_is_none(string expression)
    {
        var credential = Assert.Single(Read($"[{Entry[..^1]},\"claimsMatchingExpression\":{expression}}}]").Credentials);
        Assert.Equal((null, null), (credential.Expression, credential.ExpressionLanguageVersion));
    }

    [Theory]
    [InlineData("[ENTRY]")]
    [InlineData("\uFEFF [ENTRY]\r\n")]
    [InlineData("{\"value\":[ENTRY]}")]
    [InlineData(" {\"@odata.nextLink\":null,\"value\":[ENTRY]}\n")]
    public void Takes_a_list_and_Graphs_answer(string text) => Assert.Single(Read(text.Replace("ENTRY", Entry, StringComparison.Ordinal)).Credentials);

    [Fact]
    public void Names_what_has_no_name_by_its_place() => Assert.Equal(["credential 1", "credential 2"], Read($"[{Entry},{Entry}]").Credentials.Select(c => c.Name));

    [Theory]
    [InlineData($"https://graph.microsoft.com/beta/$metadata#applications('{Id}')/federatedIdentityCredentials", Id)]
    [InlineData($"applications('{Id}", Id)]
    [InlineData($"https://graph.microsoft.com/beta/$metadata#users('{Id}')", "00000000-0000-0000-0000-000000000000")]
    [InlineData("applications('30000000')", "00000000-0000-0000-0000-000000000000")]
    [InlineData("applications('3000000000004000800000000000000001-------')", "00000000-0000-0000-0000-000000000000")]
    public void The_application_is_the_one_that_Graph_names(string context, string application) => Assert.Equal(
        new Guid(application), Read($$"""{"@odata.context":"{{context}}","value":[{{Entry}}]}""").ApplicationId);

    [Fact]
    public void A_list_that_names_no_application_has_none() => Assert.Equal(Guid.Empty, Read($"[{Entry}]").ApplicationId);

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("7")]
    [InlineData("{\"value\":[],\"value\":[]}")]
    public void Refuses_what_is_no_JSON_list_or_object(string text) => Assert.Contains("not a well-formed JSON", Error(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"value\":{}}")]
    [InlineData("{\"error\":{\"code\":\"Unauthorized\"}}")]
    public void Refuses_an_object_without_a_list(string text) => Assert.Contains("no list of credentials", Error(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("7")]
    [InlineData("{\"subject\":\"s\",\"audiences\":[\"a\"]}")]
    [InlineData("{\"issuer\":\"i\",\"subject\":\"s\"}")]
    [InlineData("{\"issuer\":\"i\",\"audiences\":[]}")]
    [InlineData("{\"issuer\":\"i\",\"audiences\":[\"a\",\"b\"]}")]
    [InlineData("{\"issuer\":\"i\",\"audiences\":\"a\"}")]
    [InlineData("{\"issuer\":\"i\",\"audiences\":[7]}")]
    public void Refuses_an_entry_that_is_no_credential_and_says_which(string entry) => Assert.StartsWith("entry 2 ", Error($"[{Entry},{entry}]"), StringComparison.Ordinal);

    [Fact]
    public void An_entry_that_is_no_credential_is_named() =>
        Assert.StartsWith("entry 2 ('broken') ", Error($"[{Entry},{{\"name\":\"broken\",\"issuer\":\"i\"}}]"), StringComparison.Ordinal);

    [Fact]
    public void A_refusal_in_the_place_of_a_list_speaks_for_itself() => Assert.Contains(
        "Authorization_RequestDenied: Insufficient privileges to complete the operation.",
        Error("""{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation.","innerError":{}}}"""),
        StringComparison.Ordinal);

    [Fact]
    public void A_single_credential_is_taken_as_show_prints_it()
    {
        var document = Read($$"""{"@odata.context":"https://graph.microsoft.com/beta/$metadata#applications('{{Id}}')/federatedIdentityCredentials/$entity",{{Entry[1..]}}""");
        Assert.Equal(("https://gitlab.com", new Guid(Id)), (Assert.Single(document.Credentials).Issuer, document.ApplicationId));
    }

    [Theory]
    [InlineData("\"@odata.nextLink\":\"https://graph.microsoft.com/next\",", "https://graph.microsoft.com/next")]
    [InlineData("\"@odata.nextLink\":null,", null)]
    [InlineData("", null)]
    public void A_page_knows_that_there_is_another(string member, string? next) => Assert.Equal(next, Read($"{{{member}\"value\":[{Entry}]}}").NextLink);

    private static CredentialDocument Read(string text) => CredentialDocument.Read(Encoding.UTF8.GetBytes(text)).Document!;

    private static string Error(string text)
    {
        var (document, error) = CredentialDocument.Read(Encoding.UTF8.GetBytes(text));
        Assert.Null(document);
        return error!;
    }
}
