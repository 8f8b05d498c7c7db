using System.Text.RegularExpressions;
using Sallyport.Explain.Brought;

namespace Sallyport.Explain.Errors;

/// <summary>
/// An error beside a sign-in that people take for one of its credentials. Each is known by its sentence. Sources: what
/// az, GitHub's toolkit, azure/login, ARM and Graph print.
/// </summary>
/// <param name="See">What is seen.</param>
/// <param name="Meaning">What it means, and what to do.</param>
public sealed partial record Neighbour(string See, CodeMeaning Meaning)
{
    private static readonly (Regex Sentence, Neighbour Is)[] Known =
    [
        (NoSubscription(), new("No subscriptions found for …", new(
            "The sign-in succeeded: the federated credential is right. Its principal has no role in any subscription.",
            "Assign it a role (az role assignment create --assignee CLIENT-ID --role Reader --scope "
            + "/subscriptions/ID), or sign in without one: az login --allow-no-subscriptions, and "
            + "allow-no-subscriptions: true in the step of azure/login."))),
        (AuthorizationFailed(), new("AuthorizationFailed", new(
            "The sign-in succeeded: the federated credential is right. Its principal may not do this in that scope.",
            "Assign it a role that allows the action the message names, in the scope that it names. A new role takes "
            + "some minutes, and a new sign-in."))),
        (TenantUnset(), new("AADSTS90002: Tenant 'v2.0' or 'oauth2' not found", new(
            "The tenant is empty: 'v2.0' or 'oauth2', the next part of the address, was taken for it.",
            "Set the variable that the tenant comes from, such as AZURE_TENANT_ID.")) { IsOfTenant = true }),
        (TenantNotExpanded(), new("AADSTS90002 or AADSTS900023: Tenant '$AZURE_TENANT_ID' …", new(
            "The tenant is the name of a variable: nothing put its value in.",
            "Check that the variable is set where the job runs, that no single quotation marks keep the shell from it, "
            + "and that it stands where the shell or the runner replaces it.")) { IsOfTenant = true }),
        (TenantLeftOut(), new("argument --tenant/-t: expected one argument", new(
            "The tenant is empty: az got nothing behind --tenant, and sent nothing.",
            "Set the variable that the tenant comes from, such as AZURE_TENANT_ID."))),
        (NoIdToken(), new("Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable", new(
            "The job of GitHub may not ask for an ID token, so that nothing was presented.",
            "Give the job permissions: id-token: write. A pull request from a fork never gets it."))
            { PreventsToken = true }),
        (NotAllValues(), new("Not all values are present. Ensure 'client-id' and 'tenant-id' are supplied.", new(
            "The action azure/login got no client id or no tenant id, so that it took the way of a client secret.",
            "Set client-id, tenant-id and subscription-id of the step, and check that its secrets are not empty."))
            { PreventsToken = true }),
        (InsufficientPrivileges(), new("Insufficient privileges to complete the operation", new(
            "The sign-in succeeded: the federated credential is right. Graph does not let its principal do this.",
            "Grant it the application permission that the call needs, with an administrator's consent."))),
    ];

    /// <summary>Whether it says more than the code of a tenant that is not found, which stands in its text.</summary>
    public bool IsOfTenant { get; private init; }

    /// <summary>Whether there was no token to present: what the service then answers is only a consequence.</summary>
    public bool PreventsToken { get; private init; }

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<Neighbour> All { get; } = [.. Known.Select(k => k.Is)];

    /// <summary>Those that a text has, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<Neighbour> In(string text)
    {
        var plain = PlainText.Of(text);
        return [.. Known.Where(k => k.Sentence.IsMatch(plain)).Select(k => k.Is.With(k.Sentence.Match(plain)))];
    }

    // A sentence may name the client.
    private Neighbour With(Match sentence)
    {
        var client = sentence.Groups["client"];
        if (!client.Success)
            return this;
        var advice = Meaning.Advice.Replace("CLIENT-ID", client.Value, StringComparison.Ordinal);
        return this with { Meaning = Meaning with { Advice = advice } };
    }

    [GeneratedRegex(
        "No subscriptions found for (?<client>[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex NoSubscription();

    [GeneratedRegex("AuthorizationFailed|does not have authorization to perform action")]
    private static partial Regex AuthorizationFailed();

    [GeneratedRegex("AADSTS90002: Tenant '(v2\\.0|oauth2)?' not found")]
    private static partial Regex TenantUnset();

    // $NAME, ${NAME}, ${{ secrets.NAME }}, $(name), %NAME%, #{name}#.
    [GeneratedRegex("AADSTS(90002|900023): [^'\n]{0,200}'[$%#][^'\n]*'")]
    private static partial Regex TenantNotExpanded();

    [GeneratedRegex("argument (--tenant/-t|-t/--tenant|--tenant): expected one argument")]
    private static partial Regex TenantLeftOut();

    [GeneratedRegex("ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN) env(ironment)? variable")]
    private static partial Regex NoIdToken();

    [GeneratedRegex("Not all values are present\\. Ensure 'client-id'")]
    private static partial Regex NotAllValues();

    [GeneratedRegex("Insufficient privileges to complete the operation")]
    private static partial Regex InsufficientPrivileges();
}
