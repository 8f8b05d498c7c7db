using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

public sealed class FederatedIdentityCredentialTests(GraphServer server) : IClassFixture<GraphServer>
{
    private const string Branches = "claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*'";

    [Fact]
    public async Task Creates_the_credential_of_the_tutorial()
    {
        var path = await PathAsync();
        var answer = (await server.Owner.PostAsync(path, GraphServer.Credential())).Ok(HttpStatusCode.Created);
        Assert.Equal(
            ["@odata.context", "id", "name", "issuer", "subject", "description", "audiences", "claimsMatchingExpression"], answer.Names);
        var application = path.Split('/')[3];
        Assert.Equal(
            $"https://graph.microsoft.com/beta/$metadata#applications('{application}')/federatedIdentityCredentials/$entity",
            answer.Text("@odata.context"));
        Assert.Equal(
            $"https://graph.microsoft.com/v2/{server.Running.Facts.TenantId}/federatedIdentityCredentials/{answer.Text("id")}", answer.Headers["Location"]);
        Assert.Equal("project_path:g/p:ref_type:branch:ref:main", answer.Text("subject"));
        Assert.Equal(JsonValueKind.Null, answer.Body.GetProperty("claimsMatchingExpression").ValueKind);

        foreach (var key in (string[])["/gitlab-federated-identity", "/" + answer.Text("id"), "(name='gitlab-federated-identity')"])
            Assert.Equal(answer.Text("id"), (await server.Owner.GetAsync(path + key)).Ok().Text("id"));
        Assert.Single((await server.Owner.GetAsync(path)).Ok().Values);
    }

    [Fact]
    public async Task Shows_an_expression_in_beta_and_a_null_subject_in_v1()
    {
        var path = await PathAsync();
        var made = (await server.Owner.PostAsync(path, GraphServer.Flexible("any-branch", Branches))).Ok(HttpStatusCode.Created);
        var expression = made.Body.GetProperty("claimsMatchingExpression");
        Assert.Equal(Branches, expression.GetProperty("value").GetString());
        Assert.Equal(1, expression.GetProperty("languageVersion").GetInt32());
        Assert.Equal(JsonValueKind.Null, made.Body.GetProperty("subject").ValueKind);

        var old = (await server.Owner.GetAsync(V1(path) + "/any-branch")).Ok();
        Assert.Equal(["@odata.context", "id", "name", "issuer", "subject", "description", "audiences"], old.Names);
        Assert.Equal(JsonValueKind.Null, old.Body.GetProperty("subject").ValueKind);
        (await server.Owner.PostAsync(V1(path), GraphServer.Flexible("other", Branches)))
            .Refused(400, "Request_BadRequest", "Invalid property 'claimsMatchingExpression'.");
    }

    [Fact]
    public async Task Refuses_a_second_credential_of_the_same_name()
    {
        var path = await PathAsync();
        (await server.Owner.PostAsync(path, GraphServer.Credential())).Ok(HttpStatusCode.Created);
        (await server.Owner.PostAsync(path, GraphServer.Flexible("gitlab-federated-identity", Branches))).Refused(
            409, "Request_MultipleObjectsWithSameKeyValue", "FederatedIdentityCredential with name gitlab-federated-identity already exists.");
        (await server.Owner.PostAsync(await PathAsync(), GraphServer.Credential())).Ok(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("Passes", "E1")]
    public async Task E1_refuses_the_same_issuer_and_subject_twice_on_one_application()
    {
        var path = await PathAsync();
        (await server.Owner.PostAsync(path, GraphServer.Credential("first"))).Ok(HttpStatusCode.Created);
        (await server.Owner.PostAsync(path, GraphServer.Credential("second"))).Refused(400, "InvalidFederatedIdentityCredentialValue", "combination of issuer and subject must be unique for the application. Issuer ");
        (await server.Owner.PostAsync(path, GraphServer.Credential("second", "project_path:g/p:ref_type:branch:ref:Main"))).Ok(HttpStatusCode.Created);
        (await server.Owner.PatchAsync(path + "/second", new JsonObject { ["subject"] = "project_path:g/p:ref_type:branch:ref:main" }))
            .Refused(400, "InvalidFederatedIdentityCredentialValue", "combination of issuer and subject must be unique for the application. Issuer ");
        (await server.Owner.PatchAsync(path + "/first", new JsonObject { ["subject"] = "project_path:g/p:ref_type:branch:ref:main" }))
            .Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    [Trait("Passes", "E1")]
    public async Task E1_holds_twenty_credentials_and_not_one_more_however_many_ask_at_once()
    {
        var path = await PathAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n =>
            server.Owner.PostAsync(path, GraphServer.Credential($"name-{n}", $"subject-{n}"))));
        Assert.Equal(20, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Refused(403, "Directory_QuotaExceeded", "20"));
        var held = (await server.Owner.GetAsync(path)).Values;
        Assert.Equal(20, held.Length);
        Assert.Equal(20, held.Select(c => c.GetProperty("name").GetString()).Distinct().Count());

        (await server.Owner.DeleteAsync($"{path}/{held[0].GetProperty("id").GetString()}")).Ok(HttpStatusCode.NoContent);
        (await server.Owner.PostAsync(path, GraphServer.Credential("one-more", "one-more"))).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Lets_one_of_many_simultaneous_credentials_of_a_name_win()
    {
        var path = await PathAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n =>
            server.Owner.PostAsync(path, GraphServer.Credential("same", $"subject-{n}"))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(11, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        Assert.Single((await server.Owner.GetAsync(path)).Values);
    }

    public static TheoryData<string, string?, bool, string> Texts => new()
    {
        { "name", new string('n', 120), true, "" },
        { "name", new string('n', 121), false, "name" },
        { "name", "abc", true, "" },
        { "name", "ab", false, "name" },
        { "name", "a-b_C9", true, "" },
        { "name", "my.app.main", true, "" },
        { "name", ".abc", false, "name" },
        { "name", "-abc", false, "name" },
        { "name", "a b c", false, "name" },
        { "name", "näme", false, "name" },
        { "name", null, false, "empty properties" },
        { "issuer", "https://gitlab.com/", true, "" },
        { "issuer", "https://i.example/" + new string('i', 582), true, "" },
        { "issuer", "https://i.example/" + new string('i', 583), false, "600" },
        { "issuer", "http://gitlab.com", false, "https" },
        { "issuer", "gitlab.com", false, "https" },
        { "issuer", "https://gitlab.com?x=1", false, "https" },
        { "issuer", "https://gitlab.com ", false, "https" },
        { "issuer", "https://user@gitlab.com", false, "https" },
        { "issuer", "https://xn--\u00e9", false, "https" },
        { "issuer", null, false, "empty properties" },
        { "issuer", "", false, "empty properties" },
        { "subject", new string('s', 600), true, "" },
        { "subject", new string('s', 601), false, "600" },
        { "subject", "", false, "Property 'subject' cannot be empty." },
        { "subject", null, false, "Property 'subject' cannot be empty." },
        { "description", new string('d', 600), true, "" },
        { "description", new string('d', 601), false, "600" },
        { "description", null, true, "" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    [Trait("Passes", "E1")]
    public async Task E1_holds_each_text_to_its_form_and_length(string member, string? value, bool taken, string message)
    {
        var body = GraphServer.Credential();
        body[member] = value;
        var answer = await server.Owner.PostAsync(await PathAsync(), body);
        if (taken)
            answer.Ok(HttpStatusCode.Created);
        else
            answer.Refused(400, "Request_BadRequest", message);
    }

    [Theory]
    [InlineData("[]", "exactly one audience")]
    [InlineData("""["a","b"]""", "exactly one audience")]
    [InlineData("""[""]""", "empty properties")]
    [InlineData("null", "empty properties")]
    [Trait("Passes", "E1")]
    public async Task E1_demands_exactly_one_audience(string audiences, string message)
    {
        var body = GraphServer.Credential();
        body["audiences"] = JsonNode.Parse(audiences);
        (await server.Owner.PostAsync(await PathAsync(), body)).Refused(400, "Request_BadRequest", message);
        body["audiences"] = new JsonArray(new string('a', 600));
        (await server.Owner.PostAsync(await PathAsync(), body)).Ok(HttpStatusCode.Created);
        body["audiences"] = new JsonArray(new string('a', 601));
        (await server.Owner.PostAsync(await PathAsync(), body)).Refused(400, "Request_BadRequest", "600");
    }

    [Theory]
    [InlineData("claims['email'] eq 'x'", "either lacks all required claims or contains unallowed claims")]
    [InlineData("claims['sub'] eq 'x' or claims['sub'] eq 'y'", "Rule exception")]
    [InlineData("", "Rule exception")]
    public async Task Refuses_an_expression_that_the_real_service_refuses(string expression, string message)
    {
        var answer = await server.Owner.PostAsync(await PathAsync(), GraphServer.Flexible("flexible", expression));
        answer.Refused(400, "InvalidFederatedIdentityCredentialValue", message);
        Assert.EndsWith(
            $"paramName: FederatedIdentityCredential.ClaimsMatchingExpression.Value, paramValue: {expression}, "
            + "objectType: Microsoft.Online.DirectoryServices.Application", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Passes", "E2")]
    public async Task E2_demands_either_a_subject_or_an_expression_of_version_1()
    {
        var path = await PathAsync();
        var both = GraphServer.Flexible("both", Branches);
        both["subject"] = "x";
        (await server.Owner.PostAsync(path, both)).Refused(400, "Request_BadRequest", "exclude each other");
        both["subject"] = ""; // as absent, here as elsewhere
        (await server.Owner.PostAsync(path, both)).Ok(HttpStatusCode.Created);
        Assert.Equal(JsonValueKind.Null, (await server.Owner.GetAsync(path + "/both")).Body.GetProperty("subject").ValueKind);
        (await server.Owner.PatchAsync(V1(path) + "/both", new JsonObject { ["subject"] = "x" })).Refused(
            400, "Request_BadRequest", "'claimsMatchingExpression' (of the beta version)");
        var second = GraphServer.Flexible("version-2", Branches);
        second["claimsMatchingExpression"]!["languageVersion"] = 2;
        (await server.Owner.PostAsync(path, second)).Refused(400, "InvalidFederatedIdentityCredentialValue", "LanguageVersion");
        var stranger = GraphServer.Flexible("stranger", Branches);
        stranger["issuer"] = "https://git.example.org";
        (await server.Owner.PostAsync(path, stranger)).Refused(400, "InvalidFederatedIdentityCredentialValue", "https://git.example.org");
        (await server.Owner.PostAsync(path, GraphServer.Flexible("flexible", Branches))).Ok(HttpStatusCode.Created);
        (await server.Owner.PostAsync(path, GraphServer.Credential("plain"))).Ok(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("Passes", "E1")]
    public async Task E1_changes_a_credential_but_never_its_name_or_id()
    {
        var path = await PathAsync();
        var made = await server.Owner.PostAsync(path, GraphServer.Credential("fixed"));
        var item = path + "/fixed";
        (await server.Owner.PatchAsync(item, new JsonObject
        {
            ["id"] = made.Text("id"), ["name"] = "fixed", ["issuer"] = "https://gitlab.com", ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
        })).Ok(HttpStatusCode.NoContent);
        var read = await server.Owner.GetAsync(item);
        Assert.Equal("https://gitlab.com", read.Text("issuer"));
        Assert.Equal("project_path:g/p:ref_type:branch:ref:main", read.Text("subject"));
        (await server.Owner.PatchAsync(item, new JsonObject { ["name"] = "other" })).Refused(400, "Request_BadRequest", "'name'");
        (await server.Owner.PatchAsync(item, new JsonObject { ["id"] = Guid.Empty.ToString() })).Refused(400, "Request_BadRequest", "'id'");
        (await server.Owner.PatchAsync(item, new JsonObject { ["subject"] = null })).Refused(400, "Request_BadRequest", "'subject'");
        (await server.Owner.PatchAsync(item, new JsonObject
        {
            ["subject"] = null,
            ["claimsMatchingExpression"] = new JsonObject { ["value"] = Branches, ["languageVersion"] = 1 },
        })).Ok(HttpStatusCode.NoContent);
        Assert.Equal(JsonValueKind.Null, (await server.Owner.GetAsync(item)).Body.GetProperty("subject").ValueKind);
    }

    [Fact]
    public async Task Makes_a_missing_credential_when_the_caller_prefers_that()
    {
        var item = await PathAsync() + "(name='wanted')";
        var body = GraphServer.Credential("wanted");
        (await server.Owner.PatchAsync(item, body)).Refused(404, "Request_ResourceNotFound", "FederatedIdentityCredential with name wanted not found.");
        var prefer = ("Prefer", "return=minimal, Create-If-Missing"); // RFC 7240 §2: without case
        (await server.Owner.SendAsync(HttpMethod.Patch, item, GraphClient.Json(body.ToJsonString()), prefer)).Ok(HttpStatusCode.Created);
        (await server.Owner.SendAsync(HttpMethod.Patch, item, GraphClient.Json(body.ToJsonString()), prefer)).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Takes_a_key_for_an_id_before_it_takes_it_for_a_name()
    {
        var path = await PathAsync();
        var first = (await server.Owner.PostAsync(path, GraphServer.Credential("first", "first"))).Ok(HttpStatusCode.Created).Text("id");
        var second = (await server.Owner.PostAsync(path, GraphServer.Credential("second", "second"))).Ok(HttpStatusCode.Created).Text("id");
        (await server.Owner.DeleteAsync($"{path}/{first}")).Ok(HttpStatusCode.NoContent);
        (await server.Owner.PostAsync(path, GraphServer.Credential(first, "named like an id"))).Ok(HttpStatusCode.Created);
        (await server.Owner.PostAsync(path, GraphServer.Credential(second, "named like the other"))).Ok(HttpStatusCode.Created);
        Assert.Equal(first, (await server.Owner.GetAsync($"{path}/{first}")).Ok().Text("name"));
        Assert.Equal("second", (await server.Owner.GetAsync($"{path}/{second}")).Ok().Text("name"));
    }

    [Fact]
    public async Task Deletes_a_credential_once()
    {
        var path = await PathAsync();
        (await server.Owner.PostAsync(path, GraphServer.Credential("gone"))).Ok(HttpStatusCode.Created);
        (await server.Owner.DeleteAsync(path + "/gone")).Ok(HttpStatusCode.NoContent);
        (await server.Owner.DeleteAsync(path + "/gone")).Refused(
            404, "Request_ResourceNotFound", "FederatedIdentityCredential with name gone not found.");
    }

    [Fact]
    public async Task Says_that_the_object_id_got_lost_when_the_shell_variable_was_empty() =>
        (await server.Owner.PostAsync("/beta/applications//federatedIdentityCredentials", GraphServer.Credential()))
            .Refused(400, "BadRequest", "Since the segment 'applications' refers to a collection, this must be the last segment");

    [Fact]
    public async Task Refuses_a_credential_of_an_application_that_is_not_there() =>
        (await server.Owner.PostAsync($"/beta/applications/{Guid.Empty}/federatedIdentityCredentials", GraphServer.Credential()))
            .Refused(404, "Request_ResourceNotFound", $"Resource '{Guid.Empty}' does not exist");

    private async Task<string> PathAsync() => $"/beta/applications/{(await server.AddApplicationAsync()).Id}/federatedIdentityCredentials";

    private static string V1(string path) => path.Replace("/beta/", "/v1.0/", StringComparison.Ordinal);
}

public sealed class StrictRulesTests
{
    [Fact]
    public async Task Refuses_under_the_rules_of_2026_an_expression_that_tests_the_subject_alone()
    {
        const string branches = "claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*'";
        await using var running = await RunningServer.StartAsync(o => o with { Rules = Core.Entra.Rules.RuleSet.Entra2026 });
        using var owner = new GraphClient(running.For("graph.microsoft.com", await running.OwnerTokenAsync("https://graph.microsoft.com")));
        var application = (await owner.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = "strict" })).Text("id");
        var path = $"/beta/applications/{application}/federatedIdentityCredentials";
        (await owner.PostAsync(path, GraphServer.Flexible("flexible", branches))).Refused(
            400, "InvalidFederatedIdentityCredentialValue", "lacks all required claims");
        (await owner.PostAsync(path, GraphServer.Flexible("flexible", branches + " and claims['project_id'] eq '57382910'"))).Ok(HttpStatusCode.Created);
    }
}
