using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>A refusal in one of the three shapes of GitLab's API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The text.</param>
/// <param name="Form">Which member of the body carries it.</param>
/// <param name="Field">For <see cref="GitLabErrorForm.Field"/>: the attribute that is wrong.</param>
/// <param name="Details">For <see cref="GitLabErrorForm.Field"/>: what is wrong with it.</param>
public sealed record GitLabRefusal(
    int Status,
    string Message,
    GitLabErrorForm Form = GitLabErrorForm.Message,
    string? Field = null,
    IReadOnlyList<string>? Details = null)
    : Refusal(Status, $"gitlab-{Status}", Message);

/// <summary>The shapes of an error body.</summary>
public enum GitLabErrorForm
{
    /// <summary><c>{"message":"401 Unauthorized"}</c></summary>
    Message,

    /// <summary><c>{"error":"ref is missing"}</c></summary>
    Error,

    /// <summary><c>{"message":{"base":["…"]}}</c></summary>
    Field,

    /// <summary><c>{"error":"invalid_token","error_description":"…"}</c>; the field is the error.</summary>
    OAuth,

    /// <summary>Plain text, for git, which shows it to its user.</summary>
    Text,
}

/// <summary>
/// The catalogue of what GitLab's REST API and runner protocol refuse. Source: "REST API troubleshooting", GitLab
/// documentation.
/// </summary>
public static class GitLabErrors
{
    /// <summary>No token, or one that nobody has.</summary>
    public static GitLabRefusal Unauthorized { get; } = new(401, "401 Unauthorized");

    /// <summary>A known caller, or a runner or job whose token does not allow this.</summary>
    public static GitLabRefusal Forbidden { get; } = new(403, "403 Forbidden");

    /// <summary>A user whose role in the project or the group is too low.</summary>
    public static GitLabRefusal NeedsRole(string role) => new(403, $"403 Forbidden - the role {role} is needed");

    /// <summary>A trigger token that somebody else made.</summary>
    public static GitLabRefusal NotYourTrigger { get; } = new(
        403, "403 Forbidden - The current user is not authorized to update the pipeline trigger token");

    /// <summary>A token that was revoked.</summary>
    public static GitLabRefusal TokenRevoked { get; } = new(
        401, "Token was revoked. You have to re-authorize from the user.", GitLabErrorForm.OAuth, "invalid_token");

    /// <summary>A token whose day has come.</summary>
    public static GitLabRefusal TokenExpired { get; } = new(
        401,
        "Token is expired. You can either do re-authorization or token refresh.",
        GitLabErrorForm.OAuth,
        "invalid_token");

    /// <summary>A token that does not allow what is asked.</summary>
    public static GitLabRefusal InsufficientScope { get; } = new(
        403,
        "The request requires higher privileges than provided by the access token.",
        GitLabErrorForm.OAuth,
        "insufficient_scope");

    /// <summary>A job that a runner may no longer write to.</summary>
    public static GitLabRefusal JobNotRunning { get; } = new(403, "403 Forbidden - Job is not running");

    /// <summary>A log that grew beyond what is stored.</summary>
    public static GitLabRefusal TraceTooLong { get; } = new(403, "403 Forbidden - The job log is too long");

    /// <summary>Nothing of this kind under this name.</summary>
    public static GitLabRefusal NotFound(string what) => new(404, $"404 {what} Not Found");

    /// <summary>
    /// No project, or no trigger token of it: who has none does not learn which projects there are.
    /// </summary>
    public static GitLabRefusal NoTrigger { get; } = new(404, "404 Not Found");

    /// <summary>No row with this id, where GitLab looks for one without saying of what.</summary>
    public static GitLabRefusal NoRecord { get; } = new(404, "404 Not found");

    /// <summary>No schedule with this id in the project.</summary>
    public static GitLabRefusal NoSchedule { get; } = NotFound("Pipeline Schedule");

    /// <summary>No such route.</summary>
    public static GitLabRefusal UnknownRoute { get; } = new(404, "404 Not Found", GitLabErrorForm.Error);

    /// <summary>A route that takes other methods.</summary>
    public static GitLabRefusal MethodNotAllowed { get; } = new(405, "405 Not Allowed", GitLabErrorForm.Error);

    /// <summary>A parameter that must be there.</summary>
    public static GitLabRefusal Missing(string parameter) => new(400, $"{parameter} is missing", GitLabErrorForm.Error);

    /// <summary>A parameter of the wrong type or outside its values.</summary>
    public static GitLabRefusal Invalid(string parameter) => new(400, $"{parameter} is invalid", GitLabErrorForm.Error);

    /// <summary>A parameter whose value is none of those that it can have.</summary>
    public static GitLabRefusal DoesNotHaveValue(string parameter) =>
        new(400, $"{parameter} does not have a valid value", GitLabErrorForm.Error);

    /// <summary>A thing that is there already.</summary>
    public static GitLabRefusal Taken(string reason) => new(409, reason);

    /// <summary>A body that is no strict JSON object.</summary>
    public static GitLabRefusal InvalidJson { get; } =
        new(400, "the body is not a JSON object, or names a member twice", GitLabErrorForm.Error);

    /// <summary>A piece of log that says not, or wrongly, where it belongs.</summary>
    public static GitLabRefusal BadContentRange(string reason) => new(400, $"400 {reason}", GitLabErrorForm.Error);

    /// <summary>What GitLab says as it is, without the status in front.</summary>
    public static GitLabRefusal Bad(string reason) => new(400, reason);

    /// <summary>A body or header that cannot be read.</summary>
    public static GitLabRefusal BadRequest(int status, string reason) => new(status, $"{status} {reason}");

    /// <summary>A value that a rule forbids, under its attribute.</summary>
    public static GitLabRefusal Validation(string field, params IReadOnlyList<string> details) =>
        new(400, string.Join("; ", details), GitLabErrorForm.Field, field, details);

    /// <summary>A CI file from which no pipeline can be made; every reason at once.</summary>
    public static GitLabRefusal NoPipeline(params IReadOnlyList<string> reasons) => Validation("base", reasons);

    /// <summary>Somebody else changed it at the same moment, several times in a row.</summary>
    public static GitLabRefusal Conflict { get; } = new(409, "409 Conflict");

    /// <summary>The database cannot be read or written for now.</summary>
    public static GitLabRefusal Unavailable { get; } = new(503, "503 Service Unavailable");

    /// <summary>Too many requests.</summary>
    public static GitLabRefusal TooManyRequests { get; } = new(429, "429 Too Many Requests");

    /// <summary>What is in no catalogue.</summary>
    public static GitLabRefusal Failure { get; } = new(500, "500 Internal Server Error");
}
