using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>An application with its service principal, as the tutorial makes them with az, and the project that signs in as it.</summary>
public sealed class TutorialApplication
{
    public const string Issuer = "https://gitlab.example.com";

    /// <summary>How the subject of the tutorial's project begins.</summary>
    public const string Lead = "project_path:mygroup/myproject:ref_type:";

    private const string Job = """
        auth:
          id_tokens:
            GITLAB_OIDC_TOKEN: { aud: "AUDIENCE" }
          script:
            - printf %s $GITLAB_OIDC_TOKEN > FOLDER/assertion
            - COMMANDS

        """;

    private const string SignIn = """
        az login --service-principal -u $AZURE_CLIENT_ID -t $AZURE_TENANT_ID --federated-token $GITLAB_OIDC_TOKEN
            - 
        """;

    private readonly Instance instance;
    private readonly Az owner;
    private readonly bool debian12;

    private TutorialApplication(Instance instance, Az owner, bool debian12) => (this.instance, this.owner, this.debian12) = (instance, owner, debian12);

    public string AppId { get; private set; } = "";

    public string ObjectId { get; private set; } = "";

    /// <summary>Makes it.</summary>
    public static async Task<TutorialApplication> CreateAsync(Instance instance, Az owner, bool debian12 = false)
    {
        var made = new TutorialApplication(instance, owner, debian12);
        made.AppId = await owner.TextAsync("ad", "app", "create", "--display-name", $"gitlab-{Guid.CreateVersion7():N}", "--query", "appId", "-otsv");
        Assert.Equal(made.AppId, await owner.TextAsync("ad", "sp", "create", "--id", made.AppId, "--query", "appId", "-otsv"));
        made.ObjectId = await owner.TextAsync("ad", "app", "show", "--id", made.AppId, "--query", "id", "-otsv");
        return made;
    }

    /// <summary>A credential for one subject of the project.</summary>
    public static JsonObject Exact(string end, string name = "exact", string audience = Issuer, string issuer = Issuer) => new()
    {
        ["name"] = name, ["issuer"] = issuer, ["subject"] = Lead + end, ["audiences"] = new JsonArray(audience),
    };

    /// <summary>A credential with an expression.</summary>
    public static JsonObject Flexible(string expression) => new()
    {
        ["name"] = "flexible", ["issuer"] = Issuer, ["subject"] = null, ["audiences"] = new JsonArray(Issuer),
        ["claimsMatchingExpression"] = new JsonObject { ["value"] = expression, ["languageVersion"] = 1 },
    };

    public Task<Outcome> AddCredentialAsync(JsonObject body) => owner.RunAsync(
        "rest", "--method", "POST", "--uri", $"https://graph.microsoft.com/beta/applications/{ObjectId}/federatedIdentityCredentials", "--body", body.ToJsonString());

    /// <summary>Changes a credential.</summary>
    public Task<Outcome> UpdateCredentialAsync(string name, JsonObject change) => owner.RunAsync(
        "rest", "--method", "PATCH", "--uri", $"https://graph.microsoft.com/beta/applications/{ObjectId}/federatedIdentityCredentials/{name}", "--body", change.ToJsonString());

    /// <summary>The service principal's object id.</summary>
    public Task<string> PrincipalAsync() => owner.TextAsync("ad", "sp", "show", "--id", AppId, "--query", "id", "-otsv");

    /// <summary>Makes it a Reader of the subscription. Debian 12's az cannot do that itself: its packages do not fit together.</summary>
    public async Task GiveReaderAsync()
    {
        var scope = $"/subscriptions/{instance.SubscriptionId}";
        if (!debian12)
        {
            (await owner.RunAsync("role", "assignment", "create", "--assignee", AppId, "--role", "Reader", "--scope", scope)).Passes();
            return;
        }
        var body = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["roleDefinitionId"] = $"{scope}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
                ["principalId"] = await PrincipalAsync(),
            },
        };
        (await owner.RunAsync("rest", "--method", "PUT", "--url",
            $"{scope}/providers/Microsoft.Authorization/roleAssignments/{Guid.CreateVersion7()}?api-version=2022-04-01", "--body", body.ToJsonString())).Passes();
    }

    /// <summary>Runs a job that signs in, then a command, with the same version of az.</summary>
    public Task<Outcome> RunJobAsync(string[]? options = null, string command = "az group list") => RunAsync(SignIn + command, Issuer, options);

    /// <summary>An ID token of a job on main, as the job got it.</summary>
    public async Task<string> AssertionAsync(string audience = Issuer)
    {
        (await RunAsync("echo done", audience, null)).Passes();
        return await File.ReadAllTextAsync(Path.Combine(instance.Folder, "assertion"), TestContext.Current.CancellationToken);
    }

    /// <summary>Presents an ID token by hand.</summary>
    public Task<Outcome> LoginAsync(Az az, string assertion) =>
        az.RunAsync("login", "--service-principal", "-u", AppId, "-t", instance.TenantId, "--federated-token", assertion);

    private async Task<Outcome> RunAsync(string commands, string audience, string[]? options)
    {
        var config = Job.Replace("AUDIENCE", audience, StringComparison.Ordinal).Replace("FOLDER", instance.Folder, StringComparison.Ordinal)
            .Replace("COMMANDS", commands, StringComparison.Ordinal)
            + $"  variables: {{ AZURE_CLIENT_ID: {AppId}, AZURE_TENANT_ID: {instance.TenantId} }}\n";
        var project = await GitProject.NewAsync(instance.Folder, config);
        await project.GitAsync("branch", "feature/x");
        await project.GitAsync("tag", "v1");
        return await instance.RunAsync(["run", .. options ?? []], project.Folder, new Dictionary<string, string> { ["PATH"] = owner.Environment["PATH"] });
    }
}
