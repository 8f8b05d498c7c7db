using System.Net;
using Sallyport.Server.Graph;

namespace Sallyport.Server.Tests.Graph;

/// <summary>A filter compares each member with each kind of literal that OData has.</summary>
public sealed class FilterLiteralTests(GraphServer server) : IClassFixture<GraphServer>
{
    private const string Any = "/any(x:x";

    private static readonly string[] Operators = ["eq", "ne", "gt", "le", "has", "in"];

    // OData URL Conventions, section 5.1.1.14
    private static readonly string[] Literals =
    [
        "null", "true", "false", "0", "-1", "2147483647", "2147483648", "-2147483649", "0L", "9223372036854775807",
        "9223372036854775808", "1.0", "50126.5", "5M", "5m", "5f", "5d", "1e400", "-1e400", "1e-400", "INF", "-INF",
        "NaN", "''", "'x'", "'5'", "'00000000-0000-0000-0000-000000000000'", "00000000-0000-0000-0000-000000000000",
        "2026-01-01", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "12:00:00",
        "duration'PT1S'", "binary'AAAA'", "microsoft.graph.x'y'", "geography'SRID=0;Point(1 1)'", "[]", "[1]", "(1)",
        "('x')", "{}", "{\"a\":1}", "@p", "$it", "$it/id", "$root", "now()", "maxdatetime()",
    ];

    public static TheoryData<string, string> Members()
    {
        var data = new TheoryData<string, string>();
        Add("applications", ApplicationResource.Model);
        Add("applications/{app}/federatedIdentityCredentials", FederatedIdentityCredentialResource.Model);
        Add("servicePrincipals", ServicePrincipalResource.Model);
        Add("servicePrincipals/{sp}/appRoleAssignments", AppRoleAssignmentResource.Model);
        Add("organization", OrganizationResource.Model);
        Add("users", UserResource.Model);
        Add("directoryRoles", DirectoryRoleResource.Model);
        Add("auditLogs/signIns", SignInResource.Model);
        return data;

        void Add<T>(string path, GraphResource<T> resource)
        {
            foreach (var member in resource.MembersIn(GraphVersion.Beta).Where(m => !m.IsAnnotation))
            {
                data.Add(path, member.Name);
                if (member.Type is MemberType.Texts or MemberType.ComplexList)
                    data.Add(path, member.Name + Any);
                foreach (var part in member.Parts.Keys)
                    data.Add(path, $"{member.Name}/{part}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task No_literal_beside_a_member_is_an_error_of_the_server(string path, string member)
    {
        var app = await server.Owner.GetAsync("/v1.0/applications?$top=1");
        var principal = await server.Owner.GetAsync("/v1.0/servicePrincipals?$top=1");
        var set = path.Replace("{app}", Id(app), StringComparison.Ordinal).Replace("{sp}", Id(principal), StringComparison.Ordinal);
        var end = member.EndsWith(Any, StringComparison.Ordinal) ? ")" : "";
        foreach (var literal in Literals)
            foreach (var one in Operators)
                foreach (var filter in (string[])[$"{member} {one} {literal}{end}", $"not ({member} {one} {literal}{end})"])
                {
                    var answer = await server.Owner.GetAsync($"/beta/{set}?$filter={Uri.EscapeDataString(filter)}");
                    Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{filter}: {answer.Status} {answer.Body}");
                    if (answer.Status == HttpStatusCode.BadRequest)
                        Assert.NotEmpty(answer.Code);
                }
    }

    [Theory]
    [InlineData("eq 0", true)]
    [InlineData("eq 0L", true)]
    [InlineData("eq 0.0", true)]
    [InlineData("eq 0M", true)]
    [InlineData("eq 0f", true)]
    [InlineData("ne 0", false)]
    [InlineData("ne 0.0", false)]
    [InlineData("eq 1.0", false)]
    [InlineData("ne 1L", true)]
    [InlineData("eq 2147483648", false)]
    [InlineData("ne 2147483648", true)]
    [InlineData("eq 0.5", false)]
    [InlineData("ne 0.5", true)]
    [InlineData("eq 1e400", false)]
    [InlineData("ne NaN", true)]
    public async Task A_number_of_whatever_kind_is_compared_by_its_value(string comparison, bool isFound)
    {
        const string Good = "signInEventTypes/any(t:t eq 'servicePrincipal')";
        var filter = Uri.EscapeDataString($"{Good} and status/errorCode {comparison}");
        var rows = (await server.Owner.GetAsync($"/beta/auditLogs/signIns?$filter={filter}")).Ok().Values;
        Assert.Equal(isFound, rows.Any(r => r.GetProperty("status").GetProperty("errorCode").GetInt32() == 0));
    }

    private static string Id(GraphAnswer page) => page.Ok().Values.First().GetProperty("id").GetString()!;
}
