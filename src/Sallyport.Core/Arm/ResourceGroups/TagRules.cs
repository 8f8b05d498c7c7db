namespace Sallyport.Core.Arm;

/// <summary>
/// What tags a group may have. Source: "Use tags to organize your Azure resources", limitations: 50 tags, names of at
/// most 512 and values of at most 256 characters.
/// </summary>
internal static class TagRules
{
    /// <summary>How many tags a group may have.</summary>
    public const int Maximum = 50;

    /// <summary>The longest name, in characters.</summary>
    public const int NameLength = 512;

    /// <summary>The longest value, in characters.</summary>
    public const int ValueLength = 256;

    private const string Reserved = "<>%&\\?/";

    /// <summary>Refuses tags that are not in order; null is none.</summary>
    public static void Check(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
            return;
        if (tags.Count > Maximum)
            throw ArmErrors.TooManyTags(tags.Count).ToException();
        string[] reserved = [.. tags.Keys.Where(n => n.Any(c => char.IsControl(c) || Reserved.Contains(c)))];
        if (reserved.Length > 0)
            throw ArmErrors.InvalidTagNameCharacters(reserved).ToException();
        foreach (var (name, value) in tags)
        {
            if (name.Length is 0 or > NameLength)
                throw ArmErrors.InvalidTagName(name).ToException();
            if (value.Length > ValueLength)
                throw ArmErrors.InvalidTagValueLength(value).ToException();
        }
    }
}
