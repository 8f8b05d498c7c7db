using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Explain;

/// <summary>
/// A token made from one that a credential fits, by up to three changes of a header, a claim, the signature or the text around it: valid,
/// nearly valid and hostile ones.
/// </summary>
/// <param name="Base">Which of an application's credentials the token starts from; beyond their number: from none.</param>
/// <param name="Changes">The changes, in their order.</param>
internal sealed record PresentedCase(int Base, IReadOnlyList<string> Changes)
{
    private static readonly RSA Stranger = TestKeys.Named("stranger");

    private static readonly Dictionary<string, Action<Draft>> All = new()
    {
        ["sub in capitals"] = d => d.Text("sub", s => s.ToUpperInvariant()),
        ["sub with a blank"] = d => d.Text("sub", s => s + " "),
        ["sub of another branch"] = d => d.Text("sub", s => s.Replace("main", "dev", StringComparison.Ordinal)),
        ["sub of another project"] = d => d.Text("sub", s => s.Replace("myproject", "other", StringComparison.Ordinal)),
        ["sub empty"] = d => d.Claims["sub"] = "",
        ["sub a number"] = d => d.Claims["sub"] = 7,
        ["sub missing"] = d => d.Claims.Remove("sub"),
        ["sub long"] = d => d.Text("sub", s => s + new string('x', 700)),
        ["sub beyond ASCII"] = d => d.Text("sub", s => s.Replace('m', 'м')),
        ["aud with a slash"] = d => d.Text("aud", s => s + "/"),
        ["aud in capitals"] = d => d.Text("aud", s => s.ToUpperInvariant()),
        ["aud another"] = d => d.Claims["aud"] = "https://gitlab.com",
        ["aud a list of one"] = d => d.Claims["aud"] = new JsonArray(d.Claims["aud"]?.DeepClone()),
        ["aud a list of two"] = d => d.Claims["aud"] = new JsonArray(d.Claims["aud"]?.DeepClone(), "x"),
        ["aud an empty list"] = d => d.Claims["aud"] = new JsonArray(),
        ["aud an object"] = d => d.Claims["aud"] = new JsonObject(),
        ["iss with a slash"] = d => d.Text("iss", s => s + "/"),
        ["iss http"] = d => d.Text("iss", s => s.Replace("https:", "http:", StringComparison.Ordinal)),
        ["iss in capitals"] = d => d.Text("iss", s => s.ToUpperInvariant()),
        ["iss of Entra"] = d => d.Claims["iss"] = AgreementWorld.EntraIssuer,
        ["iss null"] = d => d.Claims["iss"] = null,
        ["iss missing"] = d => d.Claims.Remove("iss"),
        ["exp past"] = d => d.Claims["exp"] = d.Now - 3600,
        ["exp missing"] = d => d.Claims.Remove("exp"),
        ["exp far"] = d => d.Claims["exp"] = d.Now + 200_000,
        ["exp a text"] = d => d.Claims["exp"] = $"{d.Now + 600}",
        ["exp a fraction"] = d => d.Claims["exp"] = d.Now + 600.5,
        ["exp negative"] = d => d.Claims["exp"] = -1,
        ["nbf ahead"] = d => d.Claims["nbf"] = d.Now + 3600,
        ["iat ahead"] = d => d.Claims["iat"] = d.Now + 3600,
        ["iat missing"] = d => d.Claims.Remove("iat"),
        ["project_id another"] = d => d.Claims["project_id"] = "666",
        ["project_id a number"] = d => d.Claims["project_id"] = 57382910,
        ["project_id missing"] = d => d.Claims.Remove("project_id"),
        ["kid missing"] = d => d.Header.Remove("kid"),
        ["kid empty"] = d => d.Header["kid"] = "",
        ["kid unknown"] = d => d.Header["kid"] = "another",
        ["kid a number"] = d => d.Header["kid"] = 7,
        ["alg none"] = d => d.Header["alg"] = "none",
        ["alg HS256"] = d => d.Header["alg"] = "HS256",
        ["alg PS256"] = d => d.Header["alg"] = "PS256",
        ["alg missing"] = d => d.Header.Remove("alg"),
        ["typ missing"] = d => d.Header.Remove("typ"),
        ["typ another"] = d => d.Header["typ"] = "at+jwt",
        ["crit"] = d => d.Header["crit"] = new JsonArray("exp"),
        ["signature cut"] = d => d.Finish.Add(t => t.Length > 100 ? t[..^100] : t),
        ["signature gone"] = d => d.Finish.Add(t => t[..(t.LastIndexOf('.') + 1)]),
        ["signature flipped"] = d => d.Finish.Add(Flipped),
        ["signed by a stranger"] = d => d.Key = Stranger,
        ["claim doubled"] = d => d.RawPayload = text => "{\"sub\":\"x\"," + text[1..],
        ["payload a list"] = d => d.RawPayload = text => $"[{text}]",
        ["line feed behind"] = d => d.Finish.Add(t => t + "\n"),
        ["two line feeds behind"] = d => d.Finish.Add(t => t + "\n\n"),
        ["carriage return behind"] = d => d.Finish.Add(t => t + "\r"),
        ["Windows line end behind"] = d => d.Finish.Add(t => t + "\r\n"),
        ["byte order mark before"] = d => d.Finish.Add(t => "\uFEFF" + t),
        ["blank before"] = d => d.Finish.Add(t => " " + t),
        ["quotes around"] = d => d.Finish.Add(t => $"\"{t}\""),
        ["Bearer before"] = d => d.Finish.Add(t => "Bearer " + t),
        ["a part more"] = d => d.Finish.Add(t => t + ".x"),
        ["the first part alone"] = d => d.Finish.Add(t => t.Split('.')[0]),
        ["a variable's name"] = d => d.Finish.Add(_ => "$GITLAB_OIDC_TOKEN"),
        ["masked"] = d => d.Finish.Add(_ => "[MASKED]"),
        ["padding"] = d => d.Finish.Add(t => t + "="),
        ["nothing at all"] = d => d.Finish.Add(_ => ""),
    };

    /// <summary>Whether what only keys tell of others shows without them: a short signature, an address that is not https.</summary>
    public bool IsFlawedWithoutKeys => Changes.Any(c => c is "signature cut" or "signature gone" or "iss http");

    /// <summary>The token of a credential unchanged, then with each change by itself.</summary>
    public static IReadOnlyList<PresentedCase> Simple { get; } =
        [new(0, []), .. All.Keys.Select(change => new PresentedCase(0, [change]))];

    /// <summary>A random case: one in eight is unchanged, five in eight have one change, the rest two or three.</summary>
    public static PresentedCase Of(Random random)
    {
        int[] counts = [0, 1, 1, 1, 1, 1, 2, 3];
        var names = All.Keys.ToArray();
        var count = counts[random.Next(counts.Length)];
        return new PresentedCase(random.Next(5), [.. Enumerable.Range(0, count).Select(_ => names[random.Next(names.Length)])]);
    }

    /// <summary>Makes the token, and says for whom it is.</summary>
    public (string Token, string Audience) Make(IReadOnlyList<TrustedParts> credentials, TestIssuer issuer)
    {
        var trusted = Base < credentials.Count ? credentials[Base] : new TrustedParts(issuer.Url, "nobody", "nothing");
        var draft = new Draft(trusted);
        foreach (var change in Changes)
            All[change](draft);
        var payload = draft.Claims.ToJsonString();
        if (draft.RawPayload is { } raw)
            payload = raw(payload);
        var header = Encoding.UTF8.GetBytes(draft.Header.ToJsonString());
        var body = Encoding.UTF8.GetBytes(payload);
        var token = draft.Key is { } key ? Jws.Sign(header, body, key) : issuer.SignBytes(header, body);
        var audience = draft.Claims["aud"]?.ToJsonString().Trim('[', ']', '"') ?? "";
        return (draft.Finish.Aggregate(token, (text, finish) => finish(text)), audience);
    }

    private static string Flipped(string token) =>
        token.Length < 9 ? token : token[..^9] + (token[^9] == 'A' ? 'B' : 'A') + token[^8..];

    /// <inheritdoc/>
    public override string ToString() => $"from credential {Base}: {(Changes.Count == 0 ? "unchanged" : string.Join(", ", Changes))}";

    private sealed class Draft(TrustedParts trusted)
    {
        public long Now { get; } = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        public JsonObject Header { get; } = new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = TestIssuer.KeyId };

        public JsonObject Claims { get; } = new()
        {
            ["iss"] = trusted.Issuer,
            ["sub"] = trusted.Subject,
            ["aud"] = trusted.Audience,
            ["project_id"] = "57382910",
            ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["nbf"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 5,
            ["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600,
        };

        public RSA? Key { get; set; }

        public Func<string, string>? RawPayload { get; set; }

        public List<Func<string, string>> Finish { get; } = [];

        public void Text(string claim, Func<string, string> change)
        {
            if (Claims[claim] is JsonValue value && value.GetValueKind() == JsonValueKind.String)
                Claims[claim] = change(value.GetValue<string>());
        }
    }
}

/// <summary>What a token needs so that a credential fits it.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>, also one that an expression covers.</param>
/// <param name="Audience"><c>aud</c>.</param>
internal sealed record TrustedParts(string Issuer, string Subject, string Audience);
