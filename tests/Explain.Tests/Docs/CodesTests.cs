using System.Globalization;
using System.Text;
using Sallyport.Explain.Errors;
using Sallyport.House.Tests;

namespace Sallyport.Explain.Tests.Docs;

/// <summary>
/// docs/codes.md: what each code means and what to do. With SALLYPORT_WRITE_DOCS=1 the page is written, otherwise it is compared.
/// </summary>
public sealed class CodesTests
{
    private const string Page = "docs/codes.md";

    [Fact]
    public void The_page_says_what_each_code_means()
    {
        var page = Write();
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), page);
        Assert.Equal(page, Repository.Read(Page));
    }

    [Fact]
    public void No_code_has_two_meanings() => Assert.Empty(CodeMeaning.All.Keys.Intersect(FurtherMeaning.All.Keys));

    [Theory]
    [InlineData("ERROR: No subscriptions found for 30000000-0000-4000-8000-000000000001.", "No subscriptions found for …")]
    [InlineData("(AuthorizationFailed) The client 'x' does not have authorization to perform action 'y'", "AuthorizationFailed")]
    [InlineData("AADSTS90002: Tenant 'v2.0' not found. Check", "AADSTS90002: Tenant 'v2.0' or 'oauth2' not found")]
    [InlineData("AADSTS90002: Tenant '$azure_tenant_id' not found. Check", "AADSTS90002 or AADSTS900023: Tenant '$AZURE_TENANT_ID' …")]
    [InlineData("AADSTS900023: Specified tenant identifier '${{ secrets.TENANT }}' is neither a valid DNS name", "AADSTS90002 or AADSTS900023: Tenant '$AZURE_TENANT_ID' …")]
    [InlineData("az login: error: argument --tenant/-t: expected one argument", "argument --tenant/-t: expected one argument")]
    [InlineData("Error: Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable", "Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable")]
    [InlineData("Using auth-type: SERVICE_PRINCIPAL. Not all values are present. Ensure 'client-id' and 'tenant-id' are supplied.", "Not all values are present. Ensure 'client-id' and 'tenant-id' are supplied.")]
    [InlineData("Insufficient privileges to complete the operation.", "Insufficient privileges to complete the operation")]
    [InlineData("AADSTS90002: Tenant 'contoso.example' not found.", null)]
    [InlineData("Login succeeded.", null)]
    public void A_neighbour_is_known_by_its_sentence(string text, string? see) => Assert.Equal(see, Neighbour.In(text) is [var first, ..] ? first.See : null);

    [Fact]
    public void Each_neighbour_and_each_meaning_are_sentences()
    {
        foreach (var meaning in FurtherMeaning.All.Values.Concat(Neighbour.All.Select(n => n.Meaning)))
            foreach (var text in (string[])[meaning.Text, meaning.Advice])
                Assert.True(char.IsUpper(text[0]) && text[^1] == '.', text);
    }

    private static string Write()
    {
        var page = new StringBuilder("""
            # What you see, what it means, what to do

            Made by `tests/Explain.Tests/Docs/CodesTests.cs` from what `sallyport explain --error` says. A code is less than a cause: with the
            credentials and the claims, [`sallyport explain`](explain.md) finds the likely one, and [causes.md](causes.md) lists them.

            ## Codes, by number

            Those with a star come from Microsoft's service alone: an instance never answers with them.

            | you see | it means | what to do |
            |---|---|---|

            """);
        foreach (var (number, meaning) in CodeMeaning.All.Concat(FurtherMeaning.All).OrderBy(m => m.Key))
            Row(page, $"AADSTS{number}{(FurtherMeaning.All.ContainsKey(number) ? " *" : "")}", meaning);
        page.Append("\n## Neighbours: no fault of a federated credential\n\n| you see | it means | what to do |\n|---|---|---|\n");
        foreach (var neighbour in Neighbour.All)
            Row(page, $"`{neighbour.See}`", neighbour.Meaning);
        return page.ToString();
    }

    private static void Row(StringBuilder page, string see, CodeMeaning meaning) =>
        page.Append(CultureInfo.InvariantCulture, $"| {see} | {meaning.Text} | {meaning.Advice} |\n");
}
