using System.Diagnostics;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Demo;

/// <summary>
/// The tutorial as a story: its sections in their order, then its troubleshooting. Where it contradicts itself the
/// literal outcome is shown, named, and the story goes on with the corrected value.
/// </summary>
internal sealed class TutorialStory(DemoWorld world, DemoReport report)
{
    private const string UnreachableIssuer = "https://gitlab.unreachable.invalid";
    private const string CredentialsOfApplication =
        "https://graph.microsoft.com/beta/applications/$objectId/federatedIdentityCredentials";

    private const string AccountShown = "\"type\": \"servicePrincipal\"";

    private CancellationToken cancel;

    private InstanceFile Instance => InstanceClient.Find(world.Data);

    /// <summary>
    /// Tells it. Throws <see cref="StepFailedException"/> at the first step that does not do what it should.
    /// </summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        cancel = cancellation;
        await PrerequisitesAsync();
        await CreateApplicationAsync();
        await CreateCredentialsAsync();
        await GrantPermissionsAsync();
        await RetrieveCredentialAsync();
        await NoMatchingRecordAsync();
        await UnreachableIssuerAsync();
    }

    private async Task PrerequisitesAsync()
    {
        report.Section("Prerequisites");
        await StepAsync(
            "an instance",
            "sallyport up --detach --port 0 > /dev/null",
            Expectation.Success(),
            "One process now plays GitLab, Microsoft Entra, Microsoft Graph and Azure Resource Manager, " +
            "under their own names.");
        // The secret is not part of what is shown.
        var instance = Instance;
        var who = $"-u {instance.OwnerClientId} -p ******** --tenant {instance.TenantId}";
        var shown = $"az login --service-principal {who}";
        var secret = ShellText.Quote(instance.OwnerClientSecret);
        await StepAsync(
            "sign in as the owner",
            shown.Replace("********", secret, StringComparison.Ordinal),
            Expectation.Success(AccountShown),
            "The owner stands in for the tutorial's Cloud Shell: Owner of the subscription, may manage applications.",
            shown);
    }

    private async Task CreateApplicationAsync()
    {
        report.Section("Create Azure AD application and service principal");
        await TutorialStepAsync("the application", "1-create-application.sh", Expectation.Success(),
            "Graph looked for an application of that name, then stored a new one; its client id is in $appId.");
        await TutorialStepAsync(
            "the service principal",
            "2-create-service-principal.sh",
            Expectation.Success(await ClientIdAsync()),
            "The application now has a service principal in the tenant: what roles are given to.");
    }

    private async Task CreateCredentialsAsync()
    {
        report.Section("Create Azure AD federated identity credentials");
        await TutorialStepAsync(
            "for one branch",
            "3-create-credential.sh",
            Expectation.Success("\"subject\": \"project_path:mygroup/myproject:ref_type:branch:ref:main\""),
            "Graph (beta) stored whom the application trusts: issuer, subject and audience, " +
            "compared character for character.");
        await RenamedCredentialAsync("any branch", "4-create-credential-any-branch.sh", "gitlab-any-branch");
        await RenamedCredentialAsync("any tag", "5-create-credential-any-tag.sh", "gitlab-any-tag");
    }

    // The tutorial gives its three credentials one name, which an application takes once.
    private async Task RenamedCredentialAsync(string what, string file, string name)
    {
        await TutorialStepAsync($"for {what}, as printed", file,
            Expectation.Refusal("FederatedIdentityCredential with name gitlab-federated-identity already exists."),
            "As printed it cannot work a second time: the tutorial gives all its credentials one name. " +
            "It goes on with a name of its own.");
        var printed = await FilledAsync(file);
        var renamed = printed.Replace("\"gitlab-federated-identity\"", $"\"{name}\"", StringComparison.Ordinal);
        await StepAsync($"for {what}", renamed, Expectation.Success($"\"name\": \"{name}\""),
            "A flexible credential: an expression decides. " +
            "(Since mid 2026 Entra also demands a project_id test; --rules entra-2026 does.)");
    }

    private async Task GrantPermissionsAsync()
    {
        report.Section("Grant permissions for the service principal");
        await TutorialStepAsync(
            "the role assignment",
            "6-grant-permissions.sh",
            Expectation.Success("Microsoft.Authorization/roleAssignments"),
            "ARM checked that the owner may write role assignments here, " +
            "and made the application a Reader of the subscription.");
    }

    private async Task RetrieveCredentialAsync()
    {
        report.Section("Retrieve a temporary credential");
        await MakeProjectAsync();
        await StepAsync("the job, as printed", "sallyport run auth",
            Expectation.Refusal(
                "ERROR: AADSTS700212: No matching federated identity record found for presented assertion " +
                "audience 'https://gitlab.com'"),
            "As printed the job asks for the audience https://gitlab.com, " +
            "but the credentials expect https://gitlab.example.com. " +
            "This is the third case of the tutorial's troubleshooting.");
        await FixAudienceAsync();
        await StepAsync("the job", "sallyport run auth", Expectation.Success(AccountShown),
            "GitLab minted an ID token for the job; Entra checked it with GitLab's published keys " +
            "and gave an access token for an hour.");
        await StepAsync(
            "on another branch",
            "git checkout -q -b feature && sallyport run auth",
            Expectation.Success(AccountShown),
            "The exact credential does not fit the branch 'feature'; the expression for any branch does.");
        await StepAsync(
            "on a tag",
            "git checkout -q main && git tag v1.0 && sallyport run auth --tag v1.0",
            Expectation.Success(AccountShown),
            "The expression for any tag does.");
    }

    private async Task NoMatchingRecordAsync()
    {
        report.Section("Troubleshooting: \"No matching federated identity record found\"");
        // The code of the tutorial is that of exact credentials: an expression that does not hold has its own.
        await StepAsync(
            "the exact credential alone",
            $"""
            az rest --method DELETE --uri "{CredentialsOfApplication}/gitlab-any-branch"
            az rest --method DELETE --uri "{CredentialsOfApplication}/gitlab-any-tag"
            """,
            Expectation.Success(),
            "The two expressions are gone: where one was tried, the answer is AADSTS7002131.");
        await StepAsync("another project", "sallyport run auth --project mygroup/another",
            Expectation.Refusal(
                "ERROR: AADSTS70021: No matching federated identity record found for presented assertion."),
            "The issuer and the audience fit; the subject names a project that the credential does not trust.");
        await FixProjectAsync();
    }

    private async Task UnreachableIssuerAsync()
    {
        report.Section("Troubleshooting: \"Request to External OIDC endpoint failed\"");
        report.Say(
            "GitLab shall issue its tokens under a name that nobody can reach, as an instance behind a firewall does.");
        var restart = $"sallyport down\nsallyport up --detach --port {Instance.Port}";
        await StepAsync(
            "an unreachable issuer",
            $"{restart} --ci-id-tokens-issuer-url {UnreachableIssuer} > /dev/null",
            Expectation.Success(),
            "The same data directory: everything so far is still there.");
        await StepAsync("a credential for it", $$"""
            az rest --method POST --uri "{{CredentialsOfApplication}}" --body '{
              "name": "gitlab-unreachable",
              "issuer": "{{UnreachableIssuer}}",
              "subject": "project_path:mygroup/myproject:ref_type:branch:ref:main",
              "audiences": ["https://gitlab.example.com"]
            }'
            """,
            Expectation.Success("\"name\": \"gitlab-unreachable\""),
            "So the token will match, and the keys to check it with are what is missing.");
        await StepAsync("the job", "sallyport run auth",
            Expectation.Refusal("ERROR: AADSTS501661: Request to External OIDC endpoint failed."),
            $"Entra tried {UnreachableIssuer}/.well-known/openid-configuration and could not.");
        await StepAsync(
            "fixed",
            $"{restart} > /dev/null\nsallyport run auth",
            Expectation.Success(AccountShown),
            "GitLab is reachable under the name in its tokens again, and the job passes.");
    }

    private async Task MakeProjectAsync()
    {
        world.InProject = true;
        var document = await FilledAsync(".gitlab-ci.yml");
        await File.WriteAllTextAsync(Path.Combine(world.Project, ".gitlab-ci.yml"), document, cancel);
        await StepAsync("a project with the tutorial's .gitlab-ci.yml", """
            git init -q -b main
            git remote add origin https://gitlab.example.com/mygroup/myproject.git
            git add .gitlab-ci.yml
            git commit -q -m "Sign in to Azure"
            """, Expectation.Success(), "The file is the tutorial's; <client-id> and <tenant-id> are filled in.");
    }

    // The explanation gives the lines of .gitlab-ci.yml; the demo puts them into the tutorial's file, which it knows.
    private async Task FixAudienceAsync()
    {
        const string asked = "aud: https://gitlab.com";
        const string expected = "aud: https://gitlab.example.com";
        await ExplainedFixAsync("id_tokens:\n", fix => fix.EndsWith(expected, StringComparison.Ordinal));
        await StepAsync(
            "fixed as explained",
            $"""
            sed 's|{asked}$|{expected}|' .gitlab-ci.yml > fixed.yml && mv fixed.yml .gitlab-ci.yml
            git commit -q -a -m "Ask for the audience that the credential expects"
            """,
            Expectation.Success(),
            "The lines of .gitlab-ci.yml are those that the explanation gives.");
    }

    private async Task FixProjectAsync()
    {
        var command = await ExplainedFixAsync("sallyport run --project mygroup/myproject", _ => true);
        await StepAsync(
            "fixed as explained",
            command,
            Expectation.Success(AccountShown),
            "The command is one of the two that the explanation gives.");
    }

    private async Task<string> ExplainedFixAsync(string begins, Func<string, bool> isRight)
    {
        var explained = await world.RunAsync("sallyport explain --last --json", _ => { }, cancel);
        var fixes = StrictJson.ReadNode(explained.Output)?["data"]?["explanation"]?["cause"]?["fixes"]?.AsArray() ?? [];
        string?[] given = [.. fixes.Select(fix => (string?)fix?["command"])];
        return Array.Find(given, IsMeant) ?? throw new StepFailedException(
            $"the explanation gives no fix that begins with '{begins}', but: {string.Join("; ", given)}");

        bool IsMeant(string? fix) =>
            fix is not null && fix.StartsWith(begins, StringComparison.Ordinal) && isRight(fix);
    }

    private async Task TutorialStepAsync(string name, string file, Expectation expectation, string behind) =>
        await StepAsync(name, await FilledAsync(file), expectation, behind);

    private async Task StepAsync(
        string name,
        string script,
        Expectation expectation,
        string behind,
        string? shown = null)
    {
        report.Command(shown ?? script);
        var watch = Stopwatch.StartNew();
        var result = await world.RunAsync(script, report.Output, cancel);
        var difference = expectation.Differs(result);
        report.Ended(name, difference is null, watch.Elapsed);
        if (difference is not null)
        {
            report.Failed($"'{name}' is not as it should be: {difference}");
            throw new StepFailedException($"'{name}': {difference}");
        }
        report.Behind(behind);
    }

    private async Task<string> FilledAsync(string file)
    {
        var isYaml = file.EndsWith(".yml", StringComparison.Ordinal);
        var clientId = isYaml ? await ClientIdAsync() : "<client-id>";
        return TutorialFiles.Fill(TutorialFiles.Read(file), Instance.TenantId, Instance.SubscriptionId, clientId);
    }

    private async Task<string> ClientIdAsync() =>
        (await world.RunAsync("printf %s \"$appId\"", _ => { }, cancel)).Output.Trim();
}
