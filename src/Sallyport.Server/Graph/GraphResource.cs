using System.Linq.Expressions;

namespace Sallyport.Server.Graph;

/// <summary>A resource of Graph: its name and its members, in the order in which they are shown.</summary>
/// <typeparam name="T">The directory's entity.</typeparam>
/// <param name="name">The name of the EDM type, in <c>microsoft.graph</c>.</param>
/// <param name="key">The object id.</param>
internal sealed class GraphResource<T>(string name, Expression<Func<T, Guid>> key)
{
    private readonly List<GraphMember<T>> members = [];

    /// <summary>The name of the EDM type, without its namespace.</summary>
    public string Name => name;

    /// <summary>The full name of the EDM type.</summary>
    public string TypeName => "microsoft.graph." + name;

    /// <summary>The object id.</summary>
    public Expression<Func<T, Guid>> Key => key;

    /// <summary>Whether filters compare texts ignoring case: then what is searched is a search key.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Whether lists begin with the newest: ids rise with time.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>The member by which callers may order lists: that by which the ids rise. Null: none.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>Whether filters may use <c>startswith</c>.</summary>
    public bool AllowsStartsWith { get; init; }

    /// <summary>The members that a version shows.</summary>
    public IEnumerable<GraphMember<T>> MembersIn(GraphVersion version) =>
        members.Where(m => version.IsBeta || !m.BetaOnly);

    /// <summary>The members that a version shows to a caller who selects none.</summary>
    public IEnumerable<GraphMember<T>> ShownIn(GraphVersion version) =>
        MembersIn(version).Where(m => version.IsBeta || !m.OnlyWhenSelected);

    /// <summary>Adds a member whose value the directory keeps.</summary>
    public GraphResource<T> Stored(string member, MemberType type, Func<T, object?> value)
    {
        members.Add(new GraphMember<T>(member, type, value));
        return this;
    }

    /// <summary>Adds a member that always has the same value, <c>null</c> if none is given.</summary>
    public GraphResource<T> Fixed(string member, MemberType type, object? value = null)
    {
        members.Add(new GraphMember<T>(member, type, _ => value) { IsFixed = true });
        return this;
    }

    /// <summary>Lets filters name the member that was added last.</summary>
    /// <param name="search">What a filter compares: a GUID, or a text in the form that the resource compares.</param>
    public GraphResource<T> Searched<TValue>(Expression<Func<T, TValue>> search)
    {
        members[^1] = members[^1] with { Search = search };
        return this;
    }

    /// <summary>Lets filters name a part of the complex member that was added last.</summary>
    /// <param name="part">The part's name.</param>
    /// <param name="search">The number that a filter compares.</param>
    public GraphResource<T> SearchedBy(string part, Expression<Func<T, int>> search)
    {
        var parts = new Dictionary<string, LambdaExpression>(members[^1].Parts) { [part] = search };
        members[^1] = members[^1] with { Parts = parts };
        return this;
    }

    /// <summary>Shows the member that was added last only to callers who select it, but for beta.</summary>
    public GraphResource<T> WhenSelected()
    {
        members[^1] = members[^1] with { OnlyWhenSelected = true };
        return this;
    }

    /// <summary>Shows the member that was added last in beta only.</summary>
    public GraphResource<T> InBetaOnly()
    {
        members[^1] = members[^1] with { BetaOnly = true };
        return this;
    }
}
