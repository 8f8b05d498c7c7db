using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Core.Wire;

namespace Sallyport.Conformance;

/// <summary><c>sallyport explain</c> beside a running instance: it says what that instance would answer, and of whom.</summary>
public sealed class ExplainInstanceTests : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example.org"; // known by a key file alone
    private const string Audience = "api://AzureADTokenExchange";
    private const string Subject = "repo:main";

    private const string JobSubject = "project_path:mygroup/shop:ref_type:branch:ref:main";
    private const string JobConfig = $"auth:\n  id_tokens: {{ T: {{ aud: '{Audience}' }} }}\n  script: 'true'\n";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string keys = Path.GetTempFileName();
    private Instance instance = null!;
    private InstanceClient client = null!;
    private HttpClient graph = null!;
    private string own = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var point = key.ExportParameters(false).Q;
        await File.WriteAllTextAsync(keys, JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "EC", crv = "P-256", kid = "ec", alg = "ES256", x = StrictBase64Url.Encode(point.X), y = StrictBase64Url.Encode(point.Y) } },
        }), Cancel);
        var port = FreePort();
        own = $"https://localhost:{port}";
        instance = await Instance.StartAsync("--port", $"{port}", "--gitlab-url", own, "--allow-algorithm", "ES256", "--issuer-keys", $"{Issuer}={keys}");
        client = InstanceClient.Open(InstanceDirectory.Resolve(instance.DataDirectory));
        graph = client.Surface("graph");
        var token = await TokenAsync(instance.OwnerClientId, "https://graph.microsoft.com/.default", ("client_secret", instance.OwnerSecret));
        graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)token["access_token"]);
    }

    public async ValueTask DisposeAsync()
    {
        graph.Dispose();
        client.Dispose();
        await instance.DisposeAsync();
        key.Dispose();
        File.Delete(keys);
    }

    [Fact]
    public async Task What_the_instance_was_told_of_issuers_counts_as_in_its_exchange()
    {
        var (appId, objectId) = await CreateAsync("es");
        await TrustAsync(objectId, Subject);
        var token = Write("token", Sign(Subject));
        Assert.NotNull((await ExchangeAsync(appId, Subject))["access_token"]);
        (await ExplainAsync("--token-file", token, "--app", "es")).Passes();
        Assert.Contains("The signature is right", (await ExplainAsync("--token-file", token, "--app", "es", "--live")).Passes().Output, StringComparison.Ordinal);
        var claims = Write("claims.json", JsonSerializer.Serialize(new { iss = Issuer, sub = Subject, aud = Audience }));
        (await ExplainAsync("--claims", claims, "--app", "es", "--live")).Passes();

        var list = Write("list.json", await graph.GetStringAsync($"beta/applications/{objectId}/federatedIdentityCredentials", Cancel));
        (await ExplainAsync("--token-file", token, "--credentials", list)).Fails("AADSTS5002738 would be the answer (entra-2026)", 1); // a real tenant takes RS256 alone
        var forged = Write("token", Sign(Subject)[..^8] + "AAAAAAAA");
        (await ExplainAsync("--token-file", forged, "--app", "es", "--live")).Fails("would be the answer (entra-2024)", 1);
    }

    [Fact]
    public async Task The_newest_refusal_of_an_application_is_its_own_and_ends_well_once_it_is_fixed()
    {
        var (one, oneObject) = await CreateAsync("one");
        var (two, _) = await CreateAsync("two");
        await TrustAsync(oneObject, "repo:typo");
        Assert.Contains("No sign-in of 'one' has been refused", (await ExplainAsync("--last", "--app", "one")).Passes().Error, StringComparison.Ordinal);
        await ExchangeAsync(one, Subject);
        await ExchangeAsync(two, Subject);
        (await ExplainAsync("--last")).Fails("AADSTS70025 two", 1);
        foreach (var app in (string[])["one", one, oneObject, one.ToUpperInvariant()])
            (await ExplainAsync("--last", "--app", app)).Fails("AADSTS70021 one", 1);
        await ExchangeAsync(oneObject, Subject);
        (await ExplainAsync("--last", "--app", "one")).Fails("object id of the application 'one'", 1);

        await ExchangeAsync(one, Subject);
        using var patched = await graph.PatchAsJsonAsync($"beta/applications/{oneObject}/federatedIdentityCredentials/main", new { subject = Subject }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        Assert.Contains("'main' as it is now accepts it", (await ExplainAsync("--last", "--app", "one")).Passes().Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await ExplainAsync("--last", "--app", "one", "--json")).Passes().Output)!;
        var codes = json["data"]!["explanation"]!["codes"]!;
        Assert.Equal(("ok", "AADSTS700213", "AADSTS70021"), ((string?)json["status"], (string?)codes["entra-2026"], (string?)codes["entra-2024"]));
    }

    [Fact]
    public async Task A_token_of_Entra_itself_is_refused_as_such_and_no_application_is_named_for_it()
    {
        const string entra = "https://login.microsoftonline.com/5a11f047-0000-4000-8000-000000000001/v2.0";
        var (_, objectId) = await CreateAsync("managed");
        await PostAsync($"beta/applications/{objectId}/federatedIdentityCredentials",
            new { name = "main", issuer = entra, subject = Subject, audiences = new[] { Audience } });
        var claims = Write("claims.json", JsonSerializer.Serialize(new { iss = entra, sub = Subject, aud = Audience }));
        var explained = JsonNode.Parse((await ExplainAsync("--claims", claims, "--app", "managed", "--json")).Fails("", 1).Output)!["data"]!["explained"]![0]!;
        Assert.Equal("AADSTS700222", (string?)explained["codes"]!["entra-2026"]);
        Assert.Null(explained["otherApplications"]);
    }

    [Fact]
    public async Task A_typo_stays_the_cause_beside_another_application_that_fits()
    {
        var (_, production) = await CreateAsync("production");
        var (staging, stagingObject) = await CreateAsync("staging");
        await TrustAsync(production, Subject + "/");
        await TrustAsync(stagingObject, Subject);
        var claims = Write("claims.json", JsonSerializer.Serialize(new { iss = Issuer, sub = Subject, aud = Audience }));
        var explained = JsonNode.Parse((await ExplainAsync("--claims", claims, "--app", "production", "--json")).Fails("", 1).Output)!["data"]!["explained"]![0]!;
        Assert.NotEqual("client-id-of-other-application", (string?)explained["cause"]!["kind"]);
        Assert.Equal(("client-id-of-other-application", false), ((string?)explained["otherApplications"]!["cause"]!["kind"], (bool)explained["otherApplications"]!["more"]!));
        var said = (await ExplainAsync("--claims", claims, "--app", "production")).Fails("  cause ", 1).Output;
        Assert.Contains($"-u {staging} ", said, StringComparison.Ordinal);
        Assert.InRange(said.IndexOf("  or ", StringComparison.Ordinal), said.IndexOf("  cause ", StringComparison.Ordinal), said.Length);
    }

    [Fact]
    public async Task More_applications_than_are_looked_at_are_told()
    {
        var (_, objectId) = await CreateAsync("first");
        await TrustAsync(objectId, "repo:typo");
        for (var i = 0; i < 100; i++)
            await CreateAsync($"more {i}");
        var claims = Write("claims.json", JsonSerializer.Serialize(new { iss = Issuer, sub = Subject, aud = Audience }));
        (await ExplainAsync("--claims", claims, "--app", "first")).Fails("Only the first 100 applications of the tenant", 1);
    }

    [Fact]
    public async Task From_this_machine_an_issuer_is_asked_with_the_CA_and_the_private_host_that_are_named()
    {
        var claims = Write("claims.json", JsonSerializer.Serialize(new { iss = own, sub = Subject, aud = Audience }));
        var list = Write("list.json", JsonSerializer.Serialize(new { name = "main", issuer = own, subject = Subject, audiences = new[] { Audience } }));
        string[] live = ["explain", "--claims", claims, "--credentials", list, "--live"], host = ["--private-issuer", own["https://".Length..]];
        (await Command.SallyportAsync(live)).Fails("--private-issuer allows a host with private addresses", 1);
        (await Command.SallyportAsync([.. live, .. host])).Fails("certificate is not trusted", 1);
        Assert.Contains("The issuer's keys could be read", (await Command.SallyportAsync([.. live, .. host, "--issuer-ca", Path.Combine(instance.DataDirectory, "ca.pem")])).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_which_credential_of_which_application_takes_each_ID_token_and_else_the_nearest()
    {
        var project = await GitProject.NewAsync(instance.Folder, JobConfig);
        Task<Outcome> DryRunAsync(params string[] more) => instance.RunAsync(["run", "--dry-run", "--project", "mygroup/shop", .. more], project.Folder);
        Assert.Contains("applications has a federated credential", (await DryRunAsync()).Passes().Output, StringComparison.Ordinal);

        var (near, nearObject) = await CreateAsync("near");
        await TrustJobAsync(nearObject, JobSubject.Replace("main", "mein", StringComparison.Ordinal));
        var (_, farObject) = await CreateAsync("far");
        await TrustJobAsync(farObject, "project_path:other/shop:ref_type:branch:ref:main");
        var position = JobSubject.IndexOf("main", StringComparison.Ordinal) + 2;
        var nearest = $"no credential matches; the nearest is of application near (client id {near}): credential \"job\" differs in the subject"
            + $" from character {position} on: presented {JobSubject}, expected {JobSubject.Replace("main", "mein", StringComparison.Ordinal)}";
        Assert.Contains(nearest, (await DryRunAsync()).Passes().Output, StringComparison.Ordinal);
        var json = Applications((await DryRunAsync("--json")).Passes());
        Assert.Equal((false, near, position - 1), ((bool)json["matches"]!, (string?)json["nearest"]!["clientId"], (int)json["nearest"]!["difference"]!));
        Assert.Equal(nearest, (string?)Assert.Single(json["text"]!.AsArray()));

        var (fits, fitsObject) = await CreateAsync("fits");
        await TrustJobAsync(fitsObject, JobSubject);
        var said = (await DryRunAsync()).Passes().Output;
        Assert.Contains($"application fits (client id {fits}): credential \"job\" matches", said, StringComparison.Ordinal);
        Assert.DoesNotContain("nearest", said, StringComparison.Ordinal);
        json = Applications((await DryRunAsync("--json")).Passes());
        Assert.True((bool)json["matches"]!);
        Assert.Equal((fits, "matched"), ((string?)Assert.Single(json["fitting"]!.AsArray())!["clientId"], (string?)json["fitting"]![0]!["stage"]));

        using var removed = await graph.DeleteAsync($"beta/servicePrincipals(appId='{fits}')", Cancel);
        Assert.True(removed.IsSuccessStatusCode, $"{removed.StatusCode}");
        Assert.Contains("credential \"job\" fits, but the answer would be AADSTS7000229", (await DryRunAsync()).Passes().Output, StringComparison.Ordinal);
        Assert.False((bool)Applications((await DryRunAsync("--json")).Passes())["matches"]!);
    }

    [Fact]
    public async Task A_job_without_an_application_is_compared_with_all_of_them()
    {
        var project = await GitProject.NewAsync(instance.Folder, JobConfig);
        const string real = "https://gitlab.com";
        Task<Outcome> AtAsync(string gitlab, params string[] more) =>
            instance.RunAsync(["explain", "--job", "auth", "--gitlab-url", gitlab, "--project", "mygroup/shop", .. more], project.Folder);
        Task<Outcome> ExplainJobAsync(params string[] more) => AtAsync(real, more);
        var (id, objectId) = await CreateAsync("numbered");
        await PostAsync($"beta/applications/{objectId}/federatedIdentityCredentials", new
        {
            name = "main", issuer = real, audiences = new[] { Audience },
            claimsMatchingExpression = new { value = $"claims['sub'] matches 'project_path:mygroup/*' and claims['project_id'] eq '7'", languageVersion = 1 },
        });
        var open = (await ExplainJobAsync()).Fails("credential \"main\" may match: its expression tests project_id", 1).Output;
        Assert.Contains("give it with --project-id N", open, StringComparison.Ordinal);
        (await ExplainJobAsync("--project-id", "8")).Fails("presented 8, expected claims['project_id'] eq '7'", 1);
        var matches = $"application numbered (client id {id}): credential \"main\" matches";
        Assert.Contains(matches, (await ExplainJobAsync("--project-id", "7")).Passes().Output, StringComparison.Ordinal);
        var explained = JsonNode.Parse((await ExplainJobAsync("--project-id", "7", "--json")).Passes().Output)!["data"]!["explained"]![0]!;
        Assert.Equal(("T", matches), ((string?)explained["idToken"], (string?)explained["applications"]!["text"]![0]));

        (await AtAsync(own)).Fails("no credential matches", 1);
        await TrustJobAsync(objectId, JobSubject);
        foreach (var live in (string[][])[[], ["--live"]])
            Assert.Contains(matches.Replace("main", "job", StringComparison.Ordinal), (await AtAsync(own, live)).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_and_a_dry_run_say_the_same_of_a_project_with_an_id_and_sub_components_of_its_own()
    {
        var project = await GitProject.NewAsync(instance.Folder, JobConfig);
        var (id, objectId) = await CreateAsync("numbered");
        await TrustJobAsync(objectId, "project_id:888:ref_type:branch:ref:main");
        async Task<(string Explained, string Planned, Outcome Explain)> BothAsync()
        {
            var explain = await instance.RunAsync(["explain", "--job", "auth", "--project", "mygroup/shop", "--json"], project.Folder);
            var run = await instance.RunAsync(["run", "--dry-run", "--project", "mygroup/shop", "--json"], project.Folder);
            var explained = JsonNode.Parse(explain.Output)!["data"]!["explained"]![0]!["applications"]!;
            return (explained["text"]!.ToJsonString(), Applications(run.Passes())["text"]!.ToJsonString(), explain);
        }

        var none = await BothAsync();
        Assert.Equal(none.Planned, none.Explained);
        Assert.Contains("no credential matches", none.Explained, StringComparison.Ordinal);
        Assert.Contains("assumes that its sub is made of GitLab's default, project_path,ref_type,ref", none.Explain.Output, StringComparison.Ordinal);
        Assert.Contains("The git remote is at https://gitlab.example.com", none.Explain.Output, StringComparison.Ordinal);

        (await instance.RunAsync(["run", "--project", "mygroup/shop", "--project-id", "888", "--sub-components", "project_id,ref_type,ref"], project.Folder)).Passes();
        var one = await BothAsync();
        Assert.Equal(one.Planned, one.Explained);
        Assert.Contains($"(client id {id}): credential", one.Explained, StringComparison.Ordinal);
        Assert.Contains("matches", one.Explained, StringComparison.Ordinal);
        Assert.DoesNotContain("assumes", one.Explain.Passes().Output, StringComparison.Ordinal);
    }

    private static JsonNode Applications(Outcome run) => JsonNode.Parse(run.Output)!["data"]!["jobs"]![0]!["idTokens"]!["T"]!["applications"]!;

    private Task<JsonNode> TrustJobAsync(string application, string subject) => PostAsync(
        $"beta/applications/{application}/federatedIdentityCredentials", new { name = "job", issuer = own, subject, audiences = new[] { Audience } });

    private Task<Outcome> ExplainAsync(params string[] arguments) => instance.RunAsync(["explain", .. arguments]);

    private async Task<(string AppId, string ObjectId)> CreateAsync(string name)
    {
        var made = await PostAsync("beta/applications", new { displayName = name });
        await PostAsync("beta/servicePrincipals", new { appId = (string?)made["appId"] });
        return ((string)made["appId"]!, (string)made["id"]!);
    }

    private Task<JsonNode> TrustAsync(string application, string subject) => PostAsync(
        $"beta/applications/{application}/federatedIdentityCredentials", new { name = "main", issuer = Issuer, subject, audiences = new[] { Audience } });

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await graph.PostAsJsonAsync(path, body, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private Task<JsonNode> ExchangeAsync(string appId, string subject) => TokenAsync(appId, "https://management.azure.com/.default",
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", Sign(subject)));

    private async Task<JsonNode> TokenAsync(string clientId, string scope, params (string Name, string Value)[] proof)
    {
        using var login = client.Surface("login");
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", clientId), new("scope", scope), .. proof.Select(p => KeyValuePair.Create(p.Name, p.Value))]);
        using var response = await login.PostAsync($"{instance.TenantId}/oauth2/v2.0/token", form, Cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    private string Sign(string subject)
    {
        var expires = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600;
        var input = StrictBase64Url.Encode("""{"alg":"ES256","kid":"ec"}"""u8.ToArray()) + "."
            + StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(new { iss = Issuer, sub = subject, aud = Audience, iat = expires - 3600, exp = expires }));
        return input + "." + StrictBase64Url.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(instance.Folder, name), text);
        return Path.Combine(instance.Folder, name);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
