namespace Sallyport.Core.Arm;

/// <summary>What is said about tags.</summary>
public static partial class ArmErrors
{
    /// <summary>More tags than a group may have. Code and text are our own: the service's are not public.</summary>
    public static ArmError TooManyTags(int count) => new(
        400, "TooManyTags", $"The number of tags '{count}' exceeds the maximum of '{TagRules.Maximum}'.");

    /// <summary>Names with characters that they cannot have.</summary>
    public static ArmError InvalidTagNameCharacters(IEnumerable<string> names) => new(
        400, "InvalidTagNameCharacters",
        $"The tag names '{string.Join(", ", names)}' have reserved characters '<,>,%,&,\\,?,/' or control characters.");

    /// <summary>A name that is too long, or empty.</summary>
    public static ArmError InvalidTagName(string name) => new(
        400, "InvalidTagName",
        name.Length == 0
            ? "The tag name cannot be empty."
            : $"Tag key too large. Following tag name '{name}' exceeded the maximum length. "
                + $"Maximum allowed length for tag name - '{TagRules.NameLength}' characters.");

    /// <summary>A value that is too long.</summary>
    public static ArmError InvalidTagValueLength(string value) => new(
        400, "InvalidTagValueLength",
        $"Tag value too large. Following tag value '{value}' exceeded the maximum length. "
        + $"Maximum allowed length for tag value - '{TagRules.ValueLength}' characters.");
}
