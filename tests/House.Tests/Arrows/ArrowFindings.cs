namespace Sallyport.House.Tests.Arrows;

/// <summary>The arrows of our assemblies that break a rule.</summary>
internal static class ArrowFindings
{
    public static IEnumerable<string> Circles() =>
        from project in Assemblies.Projects
        from arrow in Arrows.Circles.Of(Own(project))
        select arrow.ToString();

    public static IEnumerable<string> Wrong() =>
        from arrow in Own("Core")
        let fromRoom = ArrowRules.RoomOfCore(arrow.From.Room)
        let toRoom = ArrowRules.RoomOfCore(arrow.To.Room)
        where !ArrowRules.MayName(fromRoom, toRoom)
        select arrow.ToString();

    public static IEnumerable<string> UnknownRooms() =>
        from room in Own("Core").SelectMany(a => new[] { a.From.Room, a.To.Room }).Select(ArrowRules.RoomOfCore).Distinct()
        where !ArrowRules.RoomsOfCore.ContainsKey(room)
        select $"{room} is missing in {nameof(ArrowRules)}.{nameof(ArrowRules.RoomsOfCore)}.";

    /// <summary>The arrows between types of this one assembly that we wrote.</summary>
    private static IEnumerable<Arrow> Own(string project) =>
        Assemblies.ArrowsOf(project).Where(a => a.From.Assembly == a.To.Assembly && Assemblies.IsOurs(a.From) && Assemblies.IsOurs(a.To));
}
