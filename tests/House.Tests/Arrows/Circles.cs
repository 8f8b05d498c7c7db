namespace Sallyport.House.Tests.Arrows;

/// <summary>Finds the arrows that lie on a circle of rooms: those between two rooms that reach each other.</summary>
internal static class Circles
{
    /// <summary>Every arrow between two different rooms from whose target its origin can be reached again.</summary>
    public static List<Arrow> Of(IEnumerable<Arrow> arrows)
    {
        var between = arrows.Where(a => a.From.Room != a.To.Room).ToList();
        var next = between.ToLookup(a => a.From.Room, a => a.To.Room);
        var reached = between.Select(a => a.To.Room).Distinct().ToDictionary(room => room, room => ReachedFrom(room, next));
        return [.. between.Where(a => reached[a.To.Room].Contains(a.From.Room))];
    }

    private static HashSet<string> ReachedFrom(string start, ILookup<string, string> next)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.TryPop(out var room))
        {
            foreach (var neighbour in next[room].Where(seen.Add))
                open.Push(neighbour);
        }
        return seen;
    }
}
