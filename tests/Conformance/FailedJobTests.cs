using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;

namespace Sallyport.Conformance;

/// <summary>What <c>sallyport run</c> says of a job that failed: what its own sign-in came to, with the names of its own files and variables.</summary>
public sealed class FailedJobTests : IAsyncLifetime
{
    private const string Included = """
        deploy:
          id_tokens:
            AZURE_ID_TOKEN:
              aud: $AZURE_AUD
          script:
            - !reference [.sign-in, script]
        .sign-in:
          script:
            - >-
              curl --silent --show-error --fail-with-body https://login.microsoftonline.com/$TENANT/oauth2/v2.0/token
              -d grant_type=client_credentials -d client_id=$CLIENT -d scope=https://management.azure.com/.default
              -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer
              --data-urlencode client_assertion=$AZURE_ID_TOKEN
        """;

    private Instance instance = null!;
    private InstanceClient client = null!;
    private HttpClient graph = null!;
    private GitProject project = null!;
    private string appId = "";
    private string objectId = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        client = InstanceClient.Open(InstanceDirectory.Resolve(instance.DataDirectory));
        graph = client.Surface("graph");
        graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await OwnersTokenAsync());
        var made = await PostAsync("beta/applications", new { displayName = "shop" });
        (appId, objectId) = ((string)made["appId"]!, (string)made["id"]!);
        await PostAsync("beta/servicePrincipals", new { appId });
        await PostAsync($"beta/applications/{objectId}/federatedIdentityCredentials", new
        {
            name = "main", issuer = client.Instance.GitLabUrl, audiences = new[] { "api://right" },
            subject = "project_path:mygroup/myproject:ref_type:branch:ref:main",
        });
        project = await GitProject.NewAsync(instance.Folder, "include: ci/deploy.yml\n");
        Directory.CreateDirectory(Path.Combine(project.Folder, "ci"));
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "ci", "deploy.yml"), Included, Cancel);
        await project.CommitAsync(null);
    }

    public async ValueTask DisposeAsync()
    {
        graph.Dispose();
        client.Dispose();
        await instance.DisposeAsync();
    }

    [Fact]
    public async Task A_fix_names_the_jobs_own_token_file_and_command()
    {
        await GivenAsync("AZURE_AUD=api://wrong");
        var said = (await RunAsync()).Fails("AADSTS700212", 1).Error;
        Assert.Contains("In ci/deploy.yml, in the job, ask for the audience that is expected:", said, StringComparison.Ordinal);
        Assert.Contains("            id_tokens:\n              AZURE_ID_TOKEN:\n                aud: api://right\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("GITLAB_OIDC_TOKEN", said, StringComparison.Ordinal);

        await GivenAsync("AZURE_AUD=api://right");
        await project.GitAsync("checkout", "-q", "-b", "other");
        said = (await RunAsync("--variable", "SECRET=s3cret", "--ref", "other")).Fails("AADSTS700213", 1).Error;
        Assert.Contains("sallyport run deploy --variable SECRET=… --variables-file vars.env --data-dir ", said, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +sallyport run deploy .* --ref main$", said);
        Assert.DoesNotContain("--ref other", said, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
        await project.GitAsync("checkout", "-q", "main");
        (await RunAsync()).Passes();
    }

    [Fact]
    public async Task Explain_of_a_job_names_the_file_of_its_token()
    {
        await GivenAsync();
        string[] job = ["explain", "--job", "deploy", "--variable", "AZURE_AUD=api://wrong", "--app", "shop"];
        var said = (await instance.RunAsync(job, project.Folder)).Fails("would be the answer", 1).Output;
        Assert.Contains("In ci/deploy.yml, in the job, ask for the audience that is expected:", said, StringComparison.Ordinal);
        Assert.Contains("  AZURE_ID_TOKEN:\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_audience_is_told_with_its_variable_and_its_place()
    {
        await GivenAsync();
        var said = (await RunAsync()).Fails("AADSTS90014", 1).Error;
        Assert.Contains("aud, which every assertion needs, is missing or empty: it is '$AZURE_AUD', which nothing sets (ci/deploy.yml, line 4).", said, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ +sallyport run deploy --variables-file vars\.env .*--variable AZURE_AUD=AUDIENCE$", said);
        (await instance.RunAsync(["explain", "--last"])).Fails("aud, which every assertion needs, is missing or empty.", 1);
        var json = JsonNode.Parse((await instance.RunAsync(["explain", "--last", "--json"])).Fails("", 1).Output)!;
        Assert.Equal("claim-missing", (string?)json["data"]!["assertionCause"]!["kind"]);
    }

    [Fact]
    public async Task A_run_and_explain_say_the_same_of_an_id_of_another_object()
    {
        await GivenAsync("AZURE_AUD=api://right", $"CLIENT={objectId}");
        var cause = $"'{objectId}' is the object id of the application 'shop', not its client id; that is '{appId}'.";
        var said = (await RunAsync()).Fails(cause, 1).Error;
        Assert.Contains("--federated-token \"$AZURE_ID_TOKEN\"", said, StringComparison.Ordinal);
        (await instance.RunAsync(["explain", "--last"])).Fails(cause, 1);
    }

    [Fact]
    public async Task A_refusal_before_a_sign_in_that_succeeded_is_not_why_the_job_failed()
    {
        await GivenAsync("AZURE_AUD=api://right");
        var failing = Included.Replace("script:\n    - !reference", "script:\n    - CLIENT=$NOBODY\n    - !reference", StringComparison.Ordinal);
        Assert.NotEqual(Included, failing);
        await CommitAsync(failing);
        (await RunAsync("--variable", $"NOBODY={Guid.Empty}")).Fails("✗ AADSTS700038", 1);
        var retried = failing.Replace("    - !reference [.sign-in, script]\n", "    - set +e\n    - !reference [.sign-in, script]\n    - set -e\n    - CLIENT=$SOMEBODY\n    - !reference [.sign-in, script]\n    - exit 1\n", StringComparison.Ordinal);
        await CommitAsync(retried);
        var said = (await RunAsync("--variable", $"NOBODY={Guid.Empty}", "--variable", $"SOMEBODY={appId}")).Fails("failed", 1).Error;
        Assert.DoesNotContain("✗ AADSTS", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_az_says_of_a_missing_role_or_tenant_gets_its_cause()
    {
        await GivenAsync("AZURE_AUD=api://right");
        await CommitAsync($"deploy:\n  script:\n    - echo 'ERROR. No subscriptions found for {appId}.'\n    - exit 1\n");
        var said = (await RunAsync()).Fails("its service principal has no role assignment", 1).Error;
        Assert.Contains($"az role assignment create --assignee {appId} --role Reader --scope /subscriptions/{instance.SubscriptionId}", said, StringComparison.Ordinal);
        await CommitAsync("deploy:\n  script:\n    - echo \"AADSTS90002. Tenant 'v2.0' not found.\"\n    - exit 1\n");
        Assert.DoesNotContain("without a tenant", (await RunAsync()).Fails("failed", 1).Error, StringComparison.Ordinal);
        await CommitAsync("deploy:\n  script:\n    - |\n      echo \"AADSTS90002: Tenant 'v2.0' not found.\"\n    - exit 1\n");
        (await RunAsync()).Fails($"to the tenant's id, {instance.TenantId}", 1);
    }

    private async Task CommitAsync(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "ci", "deploy.yml"), text, Cancel);
        await project.CommitAsync(null);
    }

    // What is given later wins.
    private Task GivenAsync(params string[] more) => File.WriteAllLinesAsync(
        Path.Combine(project.Folder, "vars.env"), [$"TENANT={instance.TenantId}", $"CLIENT={appId}", .. more], Cancel);

    private Task<Outcome> RunAsync(params string[] more) => instance.RunAsync(["run", "deploy", "--variables-file", "vars.env", .. more], project.Folder);

    private async Task<string> OwnersTokenAsync()
    {
        using var login = client.Surface("login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = instance.OwnerClientId, ["client_secret"] = instance.OwnerSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var response = await login.PostAsync($"{instance.TenantId}/oauth2/v2.0/token", form, Cancel);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["access_token"]!;
    }

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await graph.PostAsJsonAsync(path, body, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
