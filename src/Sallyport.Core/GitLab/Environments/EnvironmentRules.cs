using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>
/// What an environment may be, and how a deployment changes it. Source: <c>app/models/environment.rb</c>, gitlabhq.
/// </summary>
internal static class EnvironmentRules
{
    private const int MaximumLength = 255;

    private static readonly string TooLong = $"is too long (maximum is {MaximumLength} characters)";

    /// <summary>Refuses what GitLab refuses, in its sentences.</summary>
    public static void Check(EnvironmentChange change)
    {
        if (change.Tier is { } tier && !EnvironmentKeyword.IsTier(tier))
            throw GitLabErrors.DoesNotHaveValue("tier").ToException();
        if (change.Name is { } name)
            Refuse("name", NameErrors(name));
        if (change.ExternalUrl is { Length: > 0 } url)
            Refuse("external_url", UrlErrors(url));
    }

    private static void Refuse(string field, IEnumerable<string> errors)
    {
        var all = errors.ToList();
        if (all.Count > 0)
            throw GitLabErrors.Validation(field, all).ToException();
    }

    /// <summary>Sets what the change names.</summary>
    public static void Apply(EnvironmentChange change, CiEnvironment environment)
    {
        environment.Name = change.Name ?? environment.Name;
        environment.Tier = change.Tier ?? environment.Tier;
        if (change.ExternalUrl is { } url)
            environment.ExternalUrl = url.Length == 0 ? null : url;
    }

    /// <summary>Whether a job's environment can be made.</summary>
    public static bool Allows(JobEnvironment wanted) =>
        !NameErrors(wanted.Name).Any() && EnvironmentKeyword.IsTier(wanted.Tier);

    /// <summary>Applies what a job that succeeded did with its environment. False if that changes nothing.</summary>
    /// <param name="kept">The environment.</param>
    /// <param name="context">The job, which knows the environment.</param>
    public static bool Renew(CiEnvironment kept, JobContext context)
    {
        var used = JobEnvironment.Of(context)!;
        switch (used.Action)
        {
            case "start":
                kept.ExternalUrl = used.Url is null ? kept.ExternalUrl : Renewed(kept, used.Url, context);
                kept.Tier = EnvironmentKeyword.IsTier(used.Tier) ? used.Tier : kept.Tier;
                kept.State = EnvironmentState.Available;
                kept.LastJobId = context.Job.Id;
                return true;
            case "stop":
                kept.State = EnvironmentState.Stopped;
                return true;
            default:
                return false;
        }
    }

    // Here the URL expands with everything that the job had, but the token, which is for nobody to see.
    private static string? Renewed(CiEnvironment kept, string written, JobContext context)
    {
        var slug = JobVariables.Known("CI_ENVIRONMENT_SLUG", kept.Slug);
        var url = VariableExpansion.Expand(
            written, [.. PersistedVariables.Of(context, ""), .. JobVariables.Scoped(context), slug]);
        return UrlErrors(url).Any() ? kept.ExternalUrl : url;
    }

    private static IEnumerable<string> NameErrors(string name)
    {
        if (name.Trim().Length == 0)
            yield return "can't be blank";
        if (name.Length > MaximumLength)
            yield return TooLong;
        if (!EnvironmentKeyword.IsName(name))
            yield return EnvironmentKeyword.NameSentence;
    }

    private static IEnumerable<string> UrlErrors(string url)
    {
        if (url.Length > MaximumLength)
            yield return TooLong;
        var isUri = Uri.TryCreate(url, UriKind.Absolute, out var uri);
        if (!isUri)
            yield return "is blocked: URI is invalid";
        else if (uri!.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            yield return "is blocked: Only allowed schemes are http, https";
    }
}
