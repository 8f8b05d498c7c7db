using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.RealGitLab;

/// <summary>How answers of GitLab's REST API are read. Source: "REST API", GitLab documentation.</summary>
internal static class GitLabApiAnswer
{
    /// <summary>The document as text.</summary>
    public static string Text(this OutboundAnswer answer) => Encoding.UTF8.GetString(answer.Body);

    /// <summary>The document as JSON; null when it is none.</summary>
    public static JsonNode? Json(this OutboundAnswer answer)
    {
        try
        {
            return StrictJson.ReadNode(answer.Text());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The reason of an error, such as <c>404 Project Not Found</c>.</summary>
    public static string Reason(this OutboundAnswer answer)
    {
        var json = answer.Json();
        return json.Member("message") ?? json.Member("error") ?? $"HTTP {answer.Status}";
    }

    /// <summary>A text member of an object; null for anything else.</summary>
    public static string? Member(this JsonNode? node, string name)
    {
        var value = (node as JsonObject)?[name] as JsonValue;
        return value is not null && value.TryGetValue(out string? text) ? text : null;
    }

    /// <summary>The answer when it succeeded.</summary>
    /// <exception cref="IssuerUnreachableException">
    /// Neither that nor an error that says of a project or a file that it is not there or not to be read.
    /// </exception>
    public static OutboundAnswer OrFault(this OutboundAnswer answer, string url) =>
        answer.Status is 200 or 400 or 401 or 403 or 404
            ? answer
            : throw new IssuerUnreachableException(url, $"it answered {answer.Reason()}");
}
