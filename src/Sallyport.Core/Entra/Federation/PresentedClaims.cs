using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// The values of an assertion that credentials are about. They identify and prove nothing: a token cannot be made of
/// them.
/// </summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>.</param>
/// <param name="Audience"><c>aud</c>.</param>
public sealed record PresentedClaims(string Issuer, string Subject, string Audience)
{
    // What GitLab says of the project beside the subject: whether two spellings name one project.
    private static readonly string[] OfProject = ["project_id", "project_path"];

    /// <summary>
    /// What an expression for this issuer may test besides <c>sub</c>, and which project GitLab names, as far as it was
    /// presented as a text.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    /// <summary>
    /// What has another form than expected, as JSON: claims of those above that are no texts, and an <c>aud</c> that is
    /// not a single one.
    /// </summary>
    public IReadOnlyDictionary<string, string>? OtherForms { get; init; }

    /// <summary>Of an assertion.</summary>
    public static PresentedClaims Of(Assertion assertion)
    {
        var tested = IssuerProfiles.Of(assertion.Issuer)?.Claims ?? [];
        var names = tested.Union(OfProject, StringComparer.Ordinal).Where(name => name != "sub").ToList();
        var further = names
            .Select(name => (Name: name, Value: assertion.Claims.String(name)))
            .Where(claim => !string.IsNullOrEmpty(claim.Value))
            .ToDictionary(claim => claim.Name, claim => claim.Value!, StringComparer.Ordinal);
        return new PresentedClaims(assertion.Issuer, assertion.Subject, assertion.Audience)
        {
            Claims = further.Count > 0 ? further : null,
            OtherForms = OtherFormsOf(assertion, names),
        };
    }

    private static Dictionary<string, string>? OtherFormsOf(Assertion assertion, List<string> names)
    {
        var others = names
            .Where(name => assertion.Claims.TryGetProperty(name, out var value) && value.Text() is null)
            .ToDictionary(name => name, RawText, StringComparer.Ordinal);
        if (assertion.Audiences.Count != 1)
            others["aud"] = RawText("aud");
        return others.Count > 0 ? others : null;

        string RawText(string name) => assertion.Claims.GetProperty(name).GetRawText();
    }

    /// <summary>As decoded claims, to be compared with credentials once more.</summary>
    public JsonElement Decoded()
    {
        var claims = new JsonObject();
        foreach (var (name, value) in Claims ?? new Dictionary<string, string>())
            claims[name] = value;
        claims["iss"] = Issuer;
        claims["sub"] = Subject;
        claims["aud"] = Audience;
        foreach (var (name, json) in OtherForms ?? new Dictionary<string, string>())
            claims[name] = StrictJson.ReadNode(json);
        return JsonElement.Parse(claims.ToJsonString());
    }
}
