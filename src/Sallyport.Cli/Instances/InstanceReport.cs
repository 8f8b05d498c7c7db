using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using Spectre.Console;

namespace Sallyport.Cli.Instances;

/// <summary>A running instance, as JSON for programs and in words for people.</summary>
internal static class InstanceReport
{
    private const int Width = 14;

    /// <summary>The <c>data</c> of <c>status --json</c>, secrets included.</summary>
    internal static JsonObject Json(InstanceFile instance) => new()
    {
        ["proxy"] = instance.Proxy,
        ["caCertificate"] = instance.CaCertificate,
        ["tenantId"] = instance.TenantId.ToString(),
        ["subscriptionId"] = instance.SubscriptionId.ToString(),
        ["owner"] = new JsonObject
        {
            ["clientId"] = instance.OwnerClientId.ToString(),
            ["clientSecret"] = instance.OwnerClientSecret,
        },
        ["administrator"] = new JsonObject
        {
            ["userPrincipalName"] = instance.AdministratorName,
            ["password"] = instance.AdministratorPassword,
        },
        ["portal"] = new JsonObject { ["url"] = instance.PortalUrl },
        ["gitlab"] = new JsonObject { ["url"] = instance.GitLabUrl, ["token"] = instance.GitLabToken },
        ["surfaces"] = new JsonObject(instance.Surfaces.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
    };

    /// <summary>The <c>data</c> of <c>up --json</c>: also a link by which the first person signs in.</summary>
    internal static JsonObject Json(InstanceFile instance, SignInLink? link)
    {
        var data = Json(instance);
        data["portal"]!["signInLink"] = link?.Link;
        return data;
    }

    /// <summary>What to do next.</summary>
    internal static void PrintReady(InstanceDirectory directory, InstanceFile instance, SignInLink? link)
    {
        Terminal.Out.MarkupLineInterpolated($"[green]Sallyport is ready[/] on {instance.Address}");
        PrintFacts(directory, instance);
        PrintSignIn(directory, instance.AdministratorName, link);
        Console.Out.WriteLine();
        Console.Out.WriteLine("Next, in another terminal:");
        Terminal.Rows(
            [
                (directory.Command("shell"), "a shell in which az is signed in as the owner"),
                (directory.Command("exec") + " -- az group list", "one command there, once az has signed in"),
                ($"eval \"$({directory.Command("env")})\"", "that environment in your own shell"),
                (directory.Command("portal"), "the portal in your browser, signed in"),
                (directory.Command("status") + " --json", "the same facts, with the secrets"),
                (directory.Command("down"), "stops the instance"),
            ], directory.Command("exec").Length + 18);
    }

    private static void PrintSignIn(InstanceDirectory directory, string name, SignInLink? link)
    {
        var portal = directory.Command("portal");
        var signIn = link is null
            ? $"no link could be made for {name}; for another account: {portal} --user NAME"
            : $"{link.Link} (once, within an hour; later: {portal})";
        Terminal.Rows([("Sign in", signIn)], Width);
        if (!TrustedAuthorities.IsCurrentTrusted(directory))
        {
            var trust = directory.Command("trust");
            Terminal.Rows([("Certificate", $"a browser warns once for each address; to end that: {trust}")], Width);
        }
    }

    /// <summary>Ids and addresses, without secrets.</summary>
    internal static void PrintFacts(InstanceDirectory directory, InstanceFile instance) =>
        Terminal.Rows(
            [
                ("Tenant", instance.TenantId.ToString()),
                ("Subscription", instance.SubscriptionId.ToString()),
                ("Owner", $"client id {instance.OwnerClientId}"),
                ("Administrator", $"{instance.AdministratorName} (password: {directory.AdminPassword})"),
                ("GitLab", $"{instance.GitLabUrl} (played; to change it: {directory.Command("up")} --gitlab-url URL)"),
                ("Portal", instance.PortalUrl),
                ("Projects", $"{instance.PageOf("")} in a browser of this machine"),
                ("CA", instance.CaCertificate),
                ("Data", directory.Path),
            ], Width);
}
