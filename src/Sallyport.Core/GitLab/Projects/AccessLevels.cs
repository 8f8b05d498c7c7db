namespace Sallyport.Core.GitLab;

/// <summary>GitLab's access levels. Source: "Members API" and "Protected branches API", GitLab documentation.</summary>
public static class AccessLevels
{
    /// <summary>Nobody may do it, administrators neither.</summary>
    public const int None = 0;

    /// <summary>Whoever has any role.</summary>
    public const int Guest = 10;

    /// <summary>Reporters, who may read the code of a private project, and those above them.</summary>
    public const int Reporter = 20;

    /// <summary>Developers and those above them.</summary>
    public const int Developer = 30;

    /// <summary>Maintainers and those above them.</summary>
    public const int Maintainer = 40;

    /// <summary>Owners, who may also move and delete.</summary>
    public const int Owner = 50;

    /// <summary>Administrators of the instance.</summary>
    public const int Administrator = 60;

    private static readonly Dictionary<int, string> Names = new()
    {
        [Guest] = "Guest", [15] = "Planner", [Reporter] = "Reporter", [Developer] = "Developer",
        [Maintainer] = "Maintainer",
        [Owner] = "Owner",
    };

    /// <summary>Whether a member can have this level.</summary>
    public static bool IsRole(long level) => level is >= 0 and <= Owner && Names.ContainsKey((int)level);

    /// <summary>Whether this level can protect a branch or a tag.</summary>
    public static bool Protects(long level) => level is None or Developer or Maintainer or Administrator;

    /// <summary>The role, as people read it.</summary>
    public static string RoleOf(int level) => Names[level];

    /// <summary>Who has a level that protects.</summary>
    public static string Describe(int level) => level switch
    {
        None => "No one",
        Developer => "Developers + Maintainers",
        Maintainer => "Maintainers",
        _ => "Administrators",
    };
}
