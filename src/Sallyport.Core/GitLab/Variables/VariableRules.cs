using System.Buffers;

namespace Sallyport.Core.GitLab;

/// <summary>
/// What a variable may be, in GitLab's sentences. Source: <c>app/models/concerns/ci/maskable.rb</c>,
/// <c>ci/hidable.rb</c> and <c>ci/new_has_variable.rb</c>, gitlabhq.
/// </summary>
internal static class VariableRules
{
    private const int MaximumKey = 255;
    private const int MaximumDescription = 255;
    private const int MaximumValue = 10_000;
    private const int LeastMasked = 8;

    private static readonly SearchValues<char> OfKeys = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly SearchValues<char> OfMasked = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=/@:.~-");

    /// <summary>Refuses a variable that GitLab would not take.</summary>
    public static void Check(CiVariable variable)
    {
        Require(variable.Key.Length > 0, "key", "can't be blank");
        Require(variable.Key.Length <= MaximumKey, "key", $"is too long (maximum is {MaximumKey} characters)");
        var hasKey = !variable.Key.AsSpan().ContainsAnyExcept(OfKeys);
        Require(hasKey, "key", "can contain only letters, digits and '_'.");
        var hasLength = variable.Value.EnumerateRunes().Count() <= MaximumValue;
        var tooLong = $"The value of the provided variable exceeds the {MaximumValue} character limit";
        Require(hasLength, "value", tooLong);
        Require(!variable.Value.Contains('\0', StringComparison.Ordinal), "value", "is invalid");
        Require(!variable.IsMasked || CanBeMasked(variable.Value, variable.IsRaw), "value", "is invalid");
        Require(EnvironmentScope.IsScope(variable.EnvironmentScope), "environment_scope", EnvironmentScope.Rule);
        var hasDescription = variable.Description is null || variable.Description.Length <= MaximumDescription;
        Require(hasDescription, "description", $"is too long (maximum is {MaximumDescription} characters)");
    }

    /// <summary>
    /// Whether the runner could find the value in a log: one line of eight characters or more; one that is expanded
    /// also without characters that expansion or a shell could change.
    /// </summary>
    public static bool CanBeMasked(string value, bool isRaw)
    {
        if (value.EnumerateRunes().Count() < LeastMasked)
            return false;
        return isRaw ? !value.Any(char.IsWhiteSpace) : !value.AsSpan().ContainsAnyExcept(OfMasked);
    }

    private static void Require(bool holds, string field, string sentence)
    {
        if (!holds)
            throw GitLabErrors.Validation(field, sentence).ToException();
    }
}
