namespace Sallyport.House.Tests.Arrows;

/// <summary>Which assembly and which room of the core may name which others. What is not named here is refused.</summary>
internal static class ArrowRules
{
    /// <summary>Projects and what each may name; one that is not built yet does no harm.</summary>
    public static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Core"] = [],
        ["Explain"] = ["Core"],
        ["Storage"] = ["Core"],
        ["Portal"] = ["Core", "Explain"],
        ["Server"] = ["Core", "Explain", "Storage", "Portal"],
        ["Runner"] = [],
        ["ExplainTool"] = ["Core", "Explain"],
        ["Cli"] = ["Core", "Explain", "ExplainTool", "Storage", "Portal", "Server", "Runner"],
    };

    /// <summary>Libraries that the core does without, as beginnings of namespaces.</summary>
    public static readonly string[] NotInCore = ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http"];

    /// <summary>The root namespace of the core: what every room may name and what names no room itself.</summary>
    private const string Root = "Sallyport.Core";

    private static readonly string[] Ground = [Root, "Wire", "Refusals", "Signing"];

    private static readonly string[] Directory = [.. Ground, "Authorization", "Entra.Rules", "Entra.Federation", "Entra.Directory"];

    /// <summary>Rooms of the core and what each may name, itself and its own sub-rooms aside. The longest name that fits a namespace is its room.</summary>
    public static readonly Dictionary<string, string[]> RoomsOfCore = new()
    {
        [Root] = [],
        ["Wire"] = [Root],
        ["Refusals"] = [Root, "Wire"],
        ["Signing"] = [Root, "Wire", "Refusals"],
        ["Sessions"] = [Root],
        ["Authorization"] = Ground,
        ["GitLab"] = Ground,
        ["Entra.Rules"] = [.. Ground, "Authorization"],
        ["Entra.Federation"] = [.. Ground, "Authorization", "Entra.Rules"],
        ["Entra.Directory"] = Directory,
        ["Entra.Tokens"] = Directory,
        ["Arm"] = Directory,
    };

    /// <summary>The room of the core that a namespace belongs to, or the namespace itself where the table has none.</summary>
    public static string RoomOfCore(string space)
    {
        if (!space.StartsWith(Root + ".", StringComparison.Ordinal))
            return space;
        var rest = space[(Root.Length + 1)..];
        var rooms = RoomsOfCore.Keys.Where(room => rest == room || rest.StartsWith(room + ".", StringComparison.Ordinal));
        return rooms.MaxBy(room => room.Length) ?? rest;
    }

    public static bool MayName(string fromRoom, string toRoom) =>
        fromRoom == toRoom || (RoomsOfCore.TryGetValue(fromRoom, out var allowed) && allowed.Contains(toRoom));
}
