using System.Text.RegularExpressions;

namespace Sallyport.Explain.Fixes;

/// <summary>Sets <c>$objectId</c>, for fixes of an application whose list does not say its id.</summary>
internal static partial class ObjectIdCommand
{
    /// <summary>Whether the command of a fix uses the variable.</summary>
    public static bool IsNeededBy(Fix fix) => fix.Command is { } command && ObjectId().IsMatch(command);

    /// <summary>What stands before the command.</summary>
    /// <param name="clientId">The application's client id, where it is known.</param>
    public static string Text(string? clientId) =>
        "Set objectId, as the list of credentials does not say it"
        + (clientId is null ? "; appId is the application's client id:" : ":");

    /// <summary>The az command that looks the object id up by the client id.</summary>
    /// <param name="clientId">The application's client id, where it is known.</param>
    public static string Of(string? clientId) =>
        $"objectId=$(az ad app show --id {Word(clientId)} --query id --output tsv)";

    private static string Word(string? clientId)
    {
        if (clientId is null)
            return "\"$appId\"";
        return Fix.IsPlain(clientId) ? clientId : ShellWord.Quoted(clientId);
    }

    [GeneratedRegex(@"\$\{?objectId\b")]
    private static partial Regex ObjectId();
}
