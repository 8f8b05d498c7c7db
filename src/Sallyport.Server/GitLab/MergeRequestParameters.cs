using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;

namespace Sallyport.Server.GitLab;

/// <summary>The merge request that a pipeline is for: the object <c>merge_request</c> of our own route.</summary>
internal static class MergeRequestParameters
{
    private const string Name = "merge_request";

    /// <summary>
    /// Reads it; null when there is none. <c>iid</c> and <c>target_branch</c> are required; <c>source_project_id</c>
    /// is the fork's, if it comes from one; <c>event_type</c> is <c>detached</c> unless it is given.
    /// </summary>
    public static async Task<MergeRequest?> ReadAsync(
        HttpContext context, GitLabParameters parameters, Project target, IGitLabStore store)
    {
        if (!parameters.Has(Name))
            return null;
        var iid = NumberOf(parameters, "iid") ?? throw GitLabErrors.Missing($"{Name}[iid]").ToException();
        var branch = TextOf(parameters, "target_branch")
            ?? throw GitLabErrors.Missing($"{Name}[target_branch]").ToException();
        var type = TextOf(parameters, "event_type") ?? MergeRequest.EventTypes[0];
        if (iid <= 0 || !Ref.IsName(branch) || !MergeRequest.EventTypes.Contains(type, StringComparer.Ordinal))
            throw GitLabErrors.Invalid(Name).ToException();
        Project? source = target;
        if (NumberOf(parameters, "source_project_id") is { } id)
        {
            source = await store.FindProjectAsync(id, context.RequestAborted);
            if (source is null || !context.User().Sees(source))
                throw GitLabErrors.NotFound("Source Project").ToException();
        }
        return new MergeRequest(iid, branch, source.Key, type);
    }

    private static long? NumberOf(GitLabParameters parameters, string member)
    {
        if (parameters.Member(Name, member) is not { } value)
            return null;
        var isNumber = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);
        return isNumber ? value.GetInt64() : throw Unreadable(member);
    }

    private static string? TextOf(GitLabParameters parameters, string member)
    {
        if (parameters.Member(Name, member) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw Unreadable(member);
        return value.Text() ?? throw Unreadable(member); // a lone surrogate is no text
    }

    private static RefusedException Unreadable(string member) =>
        GitLabErrors.Invalid($"{Name}[{member}]").ToException();
}
