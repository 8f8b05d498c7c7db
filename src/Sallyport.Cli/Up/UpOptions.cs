using System.CommandLine;
using System.Globalization;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Core;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Up;

/// <summary>What <c>up</c> may be told about the server.</summary>
internal static class UpOptions
{
    private static readonly ServerOptions Standard = new() { DataDirectory = "" };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port on loopback; 0 takes a free one",
        HelpName = "PORT",
        DefaultValueFactory = _ => Standard.Port,
        Validators = { GlobalOptions.Require(IsPort, "--port must be from 0 to 65535.") },
    };

    private static readonly Option<string> Rules = new Option<string>("--rules")
    {
        Description =
            "The rules that the token service follows: " +
            $"{RuleSet.Entra2024.Name} as in GitLab's tutorial, " +
            $"{RuleSet.Entra2026.Name} as Entra ID works today",
        DefaultValueFactory = _ => RuleSet.Entra2024.Name,
    }.AcceptOnlyFromAmong([.. RuleSet.All.Select(r => r.Name)]);

    private static readonly Option<string> GitLabUrl = new("--gitlab-url")
    {
        Description = "The URL of the GitLab instance: the issuer of its ID tokens",
        HelpName = "URL",
        DefaultValueFactory = _ => Standard.GitLabUrl,
        Validators = { r => RequireHttps("--gitlab-url", r.GetValueOrDefault<string>(), r.AddError) },
    };

    private static readonly Option<string?> CiIdTokensIssuerUrl = new("--ci-id-tokens-issuer-url")
    {
        Description = "GitLab's setting ci_id_tokens.issuer_url: changes the iss of ID tokens and nothing else",
        HelpName = "URL",
        Validators = { r => RequireHttps("--ci-id-tokens-issuer-url", r.GetValueOrDefault<string>(), r.AddError) },
    };

    private static readonly Option<bool> NoTunnel = new("--no-tunnel")
    {
        Description = "Refuse proxy connections to hosts that Sallyport does not serve, except those of --tunnel",
    };

    private static readonly Option<string[]> Tunnel = new("--tunnel")
    {
        Description =
            "One host of your own that proxy connections may reach although it is in a domain of Azure, " +
            "such as myreg.azurecr.io, or is a loopback address (repeatable)",
        HelpName = "HOST",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> NoRetryAfter = new("--no-retry-after")
    {
        Description =
            "Send refusals with status 400 without Retry-After: 0, like the real service; " +
            "az then repeats a refusal for a minute, even when its cause is fixed",
    };

    private static readonly Option<int> SignInRetention = new("--sign-in-retention")
    {
        Description = "How many days to keep the records of sign-ins",
        HelpName = "DAYS",
        DefaultValueFactory = _ => Standard.SignInRetention.Days,
        Validators = { GlobalOptions.Require(IsDays, "--sign-in-retention must be from 1 to 3650 days.") },
    };

    private static readonly Option<bool> RestoreOwner = new("--restore-owner")
    {
        Description = "Give the owner back what it has lost: its application, secret and roles",
    };

    private static readonly Option<Guid> TenantId = Id("--tenant-id", "tenant", Standard.TenantId);

    private static readonly Option<Guid> SubscriptionId =
        Id("--subscription-id", "subscription", Standard.SubscriptionId);

    private static readonly Option<Guid> OwnerClientId =
        Id("--owner-client-id", "owner service principal", Standard.OwnerClientId);

    private static readonly Option<string[]> IssuerKeys = new("--issuer-keys")
    {
        Description =
            "The key set (JWKS file) of an issuer that cannot be reached; replaces its discovery (repeatable)",
        HelpName = "ISSUER=FILE",
        DefaultValueFactory = _ => [],
        Validators = { r => RequireIssuerFiles([.. r.Tokens.Select(t => t.Value)], r.AddError) },
    };

    private static readonly Option<string[]> AllowAlgorithm = new Option<string[]>("--allow-algorithm")
    {
        Description = "An algorithm besides RS256 that external issuers may use when their keys name it (repeatable)",
        DefaultValueFactory = _ => [],
    }.AcceptOnlyFromAmong("PS256", "ES256");

    /// <summary>Adds the options to the command.</summary>
    internal static void AddTo(Command command)
    {
        Option[] options =
        [
            Port, Rules, GitLabUrl, CiIdTokensIssuerUrl, NoTunnel, Tunnel, NoRetryAfter, SignInRetention,
            TenantId, SubscriptionId, OwnerClientId, RestoreOwner,
            IssuerOptions.Private, IssuerOptions.Ca, IssuerKeys, AllowAlgorithm,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>The server's options as the command line gives them.</summary>
    internal static ServerOptions Read(ParseResult command, InstanceDirectory directory) => new()
    {
        DataDirectory = directory.Path,
        Command = directory.CommandOnPages,
        TrustsDataDirectory = directory.IsTrusted,
        Port = command.GetValue(Port),
        GitLabUrl = command.GetRequiredValue(GitLabUrl).TrimEnd('/'),
        CiIdTokensIssuerUrl = command.GetValue(CiIdTokensIssuerUrl),
        Rules = RuleSet.Find(command.GetValue(Rules))!,
        Tunnel = !command.GetValue(NoTunnel),
        TunnelHosts = command.GetRequiredValue(Tunnel),
        HttpsProxy = ProxyVariables.HttpsProxy,
        NoProxy = ProxyVariables.NoProxy,
        RetryAfterOnRefusals = !command.GetValue(NoRetryAfter),
        SignInRetention = TimeSpan.FromDays(command.GetValue(SignInRetention)),
        TenantId = command.GetValue(TenantId),
        SubscriptionId = command.GetValue(SubscriptionId),
        OwnerClientId = command.GetValue(OwnerClientId),
        RestoreOwner = command.GetValue(RestoreOwner),
        PrivateIssuers = command.GetRequiredValue(IssuerOptions.Private),
        IssuerCaFile = command.GetValue(IssuerOptions.Ca)?.FullName,
        IssuerKeyFiles = KeyFiles(command.GetRequiredValue(IssuerKeys)),
        FurtherAlgorithms = command.GetRequiredValue(AllowAlgorithm),
    };

    /// <summary>
    /// The ids that the command line gives, by option: a data directory that has others must not be taken for the one
    /// that was meant.
    /// </summary>
    internal static IEnumerable<(string Option, Guid Asked, Func<InstanceFile, Guid> Actual)> AskedIds(
        ParseResult command)
    {
        (Option<Guid> Option, Func<InstanceFile, Guid> Actual)[] ids =
        [
            (TenantId, i => i.TenantId),
            (SubscriptionId, i => i.SubscriptionId),
            (OwnerClientId, i => i.OwnerClientId),
        ];
        return ids
            .Where(i => command.GetResult(i.Option) is { Implicit: false })
            .Select(i => (i.Option.Name, command.GetValue(i.Option), i.Actual));
    }

    private static Dictionary<string, string> KeyFiles(IEnumerable<string> values) => values
        .Select(Split)
        .ToDictionary(v => v.Issuer, v => Path.GetFullPath(v.File), StringComparer.Ordinal);

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsDays(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 3650;

    private static Option<Guid> Id(string name, string what, Guid standard) => new(name)
    {
        Description = $"The id of the {what} that the first start creates",
        HelpName = "GUID",
        DefaultValueFactory = _ => standard,
    };

    private static void RequireHttps(string option, string? value, Action<string> addError)
    {
        if (HttpsUrl.Read(value) is not { Query: "", Fragment: "" })
        {
            addError(
                $"{option} must be an https URL without query or credentials, such as https://gitlab.example.com.");
        }
    }

    // An issuer has no query, hence no '='.
    private static (string Issuer, string File) Split(string value)
    {
        var at = value.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (value[..at], value[(at + 1)..]) : ("", "");
    }

    private static void RequireIssuerFiles(IReadOnlyList<string> values, Action<string> addError)
    {
        foreach (var (issuer, file) in values.Select(Split))
        {
            RequireHttps("--issuer-keys", issuer, addError);
            if (!File.Exists(file))
                addError($"--issuer-keys takes ISSUER=FILE; there is no file '{file}'.");
        }
        var byIssuer = values.Select(Split).GroupBy(v => v.Issuer, StringComparer.Ordinal);
        foreach (var twice in byIssuer.Where(files => files.Count() > 1))
            addError($"--issuer-keys names '{twice.Key}' twice; one file may hold several keys.");
    }
}
