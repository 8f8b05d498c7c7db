using System.Text.RegularExpressions;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>Why a job failed where no sign-in was refused, and only what az wrote to its log tells it.</summary>
public static partial class JobLogCause
{
    /// <summary>The cause; null when the log has no such sentence.</summary>
    /// <param name="log">The job's log.</param>
    /// <param name="tenant">The tenant that the job should sign in to.</param>
    /// <param name="subscription">The subscription that it should see.</param>
    public static LikelyCause? Of(string log, Guid tenant, Guid subscription)
    {
        var found = Sentences().Matches(log).LastOrDefault();
        if (found is null)
            return null;
        return found.Groups["client"] is { Success: true, Value: var client }
            ? NoSubscription(client, subscription)
            : TenantUnset(tenant);
    }

    /// <summary>The principal could sign in, and may see no subscription.</summary>
    /// <param name="client">The client id.</param>
    /// <param name="subscription">The subscription that it should see.</param>
    internal static LikelyCause NoSubscription(string client, Guid subscription) => new(
        "no-role-assignment",
        FaultSide.Application,
        $"The sign-in of '{client}' succeeded, but its service principal has no role assignment, so that az finds no "
        + "subscription for it.",
        new Fix(
            "Assign it the role that the job needs, such as Reader:",
            $"az role assignment create --assignee {client} --role Reader --scope /subscriptions/{subscription}"),
        new Fix("Or, if it needs none, sign in without a subscription:", "az login … --allow-no-subscriptions"));

    /// <summary>The tenant is empty, and the next part of the address was taken for it.</summary>
    /// <param name="tenant">The tenant that the job should sign in to.</param>
    internal static LikelyCause TenantUnset(Guid tenant) => new(
        "tenant-unset",
        FaultSide.Job,
        "The job signs in without a tenant: the variable that it hands to az login -t is empty, and 'v2.0', the next "
        + "part of the address, was taken for the tenant.",
        new Fix($"Set that variable, such as AZURE_TENANT_ID, to the tenant's id, {tenant}.", null));

    [GeneratedRegex(
        @"No subscriptions found for (?<client>[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
        + @"|AADSTS90002: Tenant 'v2\.0' not found",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Sentences();
}
