using System.Text;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Tests.Mistakes;

namespace Sallyport.Explain.Tests.Credentials;

/// <summary>The forms in which tools print credentials.</summary>
public sealed class CredentialFormsTests
{
    private const string Id = "30000000-0000-4000-8000-000000000001";
    private const string Application = "10000000-0000-4000-8000-000000000001";
    private const string Identity = "/subscriptions/50000000-0000-4000-8000-000000000005/resourceGroups/rg-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer";
    private const string Texts = "\"issuer\":\"https://gitlab.example.com/\",\"subject\":\"project_path:mygroup/myproject:ref_type:branch:ref:main\"";

    [Theory]
    [InlineData("[{\"Audience\":[\"https://gitlab.example.com\"],\"Description\":\"\",\"Id\":\"ID\",\"Issuer\":\"https://gitlab.example.com/\",\"Name\":\"main\",\"Subject\":\"project_path:mygroup/myproject:ref_type:branch:ref:main\",\"AdditionalProperties\":{}}]")]
    [InlineData("{\"Audiences\":[\"https://gitlab.example.com\"],\"Id\":\"ID\",\"Issuer\":\"https://gitlab.example.com/\",\"Name\":\"main\",\"Subject\":\"project_path:mygroup/myproject:ref_type:branch:ref:main\"}")]
    [InlineData("{\"value\":[{\"Audiences\":[\"https://gitlab.example.com\"],\"Id\":\"ID\",\"Issuer\":\"https://gitlab.example.com/\",\"Name\":\"main\",\"Subject\":\"project_path:mygroup/myproject:ref_type:branch:ref:main\"}],\"Count\":1}")]
    [InlineData("{\"id\":\"APP\",\"appId\":\"x\",\"federatedIdentityCredentials\":[{\"id\":\"ID\",\"name\":\"main\",TEXTS,\"audiences\":[\"https://gitlab.example.com\"]}]}")]
    [InlineData("{\"version\":4,\"terraform_version\":\"1.9.0\",\"resources\":[{\"type\":\"azuread_application\",\"instances\":[]},{\"mode\":\"managed\",\"type\":\"azuread_application_federated_identity_credential\",\"instances\":[{\"attributes\":{\"application_id\":\"/applications/APP\",\"audiences\":[\"https://gitlab.example.com\"],\"credential_id\":\"ID\",\"display_name\":\"main\",TEXTS,\"id\":\"APP/federatedIdentityCredential/ID\"}}]}]}")]
    [InlineData("{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"child_modules\":[{\"resources\":[{\"type\":\"azuread_application_federated_identity_credential\",\"values\":{\"application_object_id\":\"APP\",\"audiences\":[\"https://gitlab.example.com\"],\"credential_id\":\"ID\",\"display_name\":\"main\",TEXTS}}]}]}}}")]
    public void Reads_an_applications_credential(string text)
    {
        var document = Read(text);
        var credential = Assert.Single(document.Credentials);
        Assert.Equal((new Guid(Id), "main", "https://gitlab.example.com/", "https://gitlab.example.com"), (credential.Id, credential.Name, credential.Issuer, credential.Audience));
        Assert.Equal("project_path:mygroup/myproject:ref_type:branch:ref:main", credential.Subject);
        Assert.Equal(text.Contains("APP", StringComparison.Ordinal) && text.Contains("terraform", StringComparison.Ordinal) ? new Guid(Application) : document.ApplicationId, document.ApplicationId);
        Assert.Equal(0, document.Identities.Count);
    }

    [Theory]
    [InlineData("[{\"audiences\":[\"https://gitlab.example.com\"],\"id\":\"IDENTITY/federatedIdentityCredentials/main\",\"name\":\"main\",TEXTS,\"resourceGroup\":\"rg-prod\",\"type\":\"Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials\"}]")]
    [InlineData("{\"value\":[{\"id\":\"IDENTITY/federatedIdentityCredentials/main\",\"name\":\"main\",\"type\":\"x\",\"properties\":{\"audiences\":[\"https://gitlab.example.com\"],TEXTS}}]}")]
    [InlineData("{\"id\":\"IDENTITY/federatedIdentityCredentials/main\",\"name\":\"main\",\"properties\":{\"audiences\":[\"https://gitlab.example.com\"],TEXTS}}")]
    [InlineData("{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"resources\":[{\"type\":\"azurerm_federated_identity_credential\",\"values\":{\"parent_id\":\"IDENTITY\",\"audience\":[\"https://gitlab.example.com\"],\"name\":\"main\",TEXTS}}]}}}")]
    [InlineData("{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"resources\":[{\"type\":\"azurerm_federated_identity_credential\",\"values\":{\"user_assigned_identity_id\":\"IDENTITY\",\"audience\":[\"https://gitlab.example.com\"],\"name\":\"main\",TEXTS}}]}}}")]
    public void The_fix_of_a_managed_identitys_credential_is_the_command_for_identities(string text)
    {
        var document = Read(text);
        Assert.Equal(1, document.Identities.Count);
        var verdict = Explained.Claims(new PlantedMistake("slash", "", 0, 0).Claims, document);
        Assert.Equal("issuer-trailing-slash", verdict.Cause!.Kind);
        Assert.Equal(
            "az identity federated-credential update --name 'main' --identity-name 'deployer' --resource-group 'rg-prod' --subscription '50000000-0000-4000-8000-000000000005' "
            + "--issuer 'https://gitlab.example.com' --subject 'project_path:mygroup/myproject:ref_type:branch:ref:main' --audiences 'https://gitlab.example.com'",
            verdict.Cause.Fix.Command);
    }

    [Fact]
    public void What_a_person_has_to_look_at_is_listed_by_the_command_for_identities()
    {
        var document = Read("{\"id\":\"IDENTITY/federatedIdentityCredentials/main\",\"name\":\"main\",\"properties\":{\"audiences\":[\"https://gitlab.example.com\"],\"issuer\":\"https://other.example.com\",\"subject\":\"s\"}}");
        var fixes = Explained.Claims(new PlantedMistake("issuer", "", 0, 0).Claims, document).Cause!.Fixes;
        Assert.Contains(fixes, f => f.Command == "az identity federated-credential list --identity-name 'deployer' --resource-group 'rg-prod' --subscription '50000000-0000-4000-8000-000000000005'");
        Assert.DoesNotContain(fixes, f => f.Command?.Contains("graph.microsoft.com", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Terraforms_flexible_credential_has_an_expression()
    {
        var credential = Assert.Single(Read("{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"resources\":[{\"type\":\"azuread_application_flexible_federated_identity_credential\",\"values\":{\"application_id\":\"/applications/APP\",\"audience\":[\"a\"],\"claims_matching_expression\":\"claims['sub'] eq 'a'\",\"display_name\":\"main\",\"issuer\":\"https://gitlab.com\"}}]}}}".Replace("\"audience\":[\"a\"]", "\"audiences\":[\"a\"]", StringComparison.Ordinal)).Credentials);
        Assert.Equal(("claims['sub'] eq 'a'", 1, null), (credential.Expression, credential.ExpressionLanguageVersion, credential.Subject));
        Assert.False(LostExpression.IsIn(credential));
    }

    [Fact]
    public void The_credentials_of_several_are_no_alternatives()
    {
        var error = Error("[{\"audiences\":[\"a\"],\"issuer\":\"i\",\"subject\":\"s\",\"id\":\"IDENTITY/federatedIdentityCredentials/a\"},{\"audiences\":[\"a\"],\"issuer\":\"i\",\"subject\":\"s\",\"id\":\"IDENTITY2/federatedIdentityCredentials/a\"}]");
        Assert.Contains("2 applications or identities (rg-prod/deployer of 50000000-0000-4000-8000-000000000005, rg-prod/deployer2 of ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Identities_of_one_name_in_two_groups_are_two_and_letter_case_makes_no_second_one()
    {
        static string Entry(string identity, string name) => $$"""{"audiences":["a"],"issuer":"i","subject":"s","name":"{{name}}","id":"{{identity}}/federatedIdentityCredentials/{{name}}"}""";
        var elsewhere = Identity.Replace("rg-prod", "rg-dev", StringComparison.Ordinal);
        Assert.Contains("rg-dev/deployer", Error($"[{Entry(Identity, "a")},{Entry(elsewhere, "a")}]"), StringComparison.Ordinal);
        Assert.Equal(2, Read($"[{Entry(Identity, "a")},{Entry(Identity.Replace("rg-prod", "RG-PROD", StringComparison.Ordinal), "b")}]").Credentials.Count);
        const string ofNobody = """{"audiences":["a"],"issuer":"i","subject":"s","name":"c"}""";
        Assert.Contains("others do not", Error($"[{Entry(Identity, "a")},{ofNobody}]"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Issuer                      Name    Subject\n--------------------------  ------  -------\nhttps://gitlab.example.com  main    s", "it is a table", "--output json")]
    [InlineData("30000000\tNone\thttps://gitlab.example.com\tmain\ts", "it is a table", "--output json")]
    [InlineData("- audiences:\n  - api://x\n  issuer: https://gitlab.example.com\n  subject: s", "it is YAML", "--output json")]
    [InlineData("Audience             : {api://x}\nIssuer               : https://gitlab.example.com\nName : main", "PowerShell", "ConvertTo-Json")]
    [InlineData("resource \"azuread_application_federated_identity_credential\" \"x\" {\n  issuer = \"i\"\n}", "Terraform's configuration", "terraform show -json")]
    [InlineData("{\"version\":4,\"terraform_version\":\"1.9.0\",\"resources\":[]}", "Terraform's state", "no federated identity credential")]
    public void Another_format_is_named_with_the_command_that_prints_JSON(string text, string says, string command)
    {
        var error = Error(text);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Contains(command, error, StringComparison.Ordinal);
    }

    private static string Filled(string text) => text.Replace("IDENTITY", Identity, StringComparison.Ordinal).Replace("APP", Application, StringComparison.Ordinal)
        .Replace("TEXTS", Texts, StringComparison.Ordinal).Replace("\"ID\"", $"\"{Id}\"", StringComparison.Ordinal).Replace("/ID\"", $"/{Id}\"", StringComparison.Ordinal);

    private static CredentialDocument Read(string text)
    {
        var (document, error) = CredentialDocument.Read(Encoding.UTF8.GetBytes(Filled(text)));
        Assert.Null(error);
        return document!;
    }

    private static string Error(string text) => CredentialDocument.Read(Encoding.UTF8.GetBytes(Filled(text))).Error!;
}
