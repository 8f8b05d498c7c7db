using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OData.Query;
using Microsoft.AspNetCore.OData.Query.Expressions;
using Microsoft.AspNetCore.OData.Query.Validator;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Graph;

/// <summary>Reads the query options of requests.</summary>
internal static class GraphQuery
{
    internal static readonly string[] OfCollections = ["$filter", "$select", "$top", "$count", "$skiptoken"];
    private const string OrderBy = "$orderby";
    private static readonly string[] OfEntities = ["$select"];

    /// <summary>Reads the options of a request for a collection.</summary>
    public static GraphQuery<T> OfCollection<T>(HttpRequest request, GraphResource<T> resource, GraphVersion version) =>
        new(request, resource, version, resource.OrderedBy is null ? OfCollections : [.. OfCollections, OrderBy]);

    /// <summary>Reads the options of a request for one entity.</summary>
    public static GraphQuery<T> OfEntity<T>(HttpRequest request, GraphResource<T> resource, GraphVersion version) =>
        new(request, resource, version, OfEntities);
}

/// <summary>The query options of a request, read and checked: what is shown, what is searched, which page.</summary>
/// <typeparam name="T">The directory's entity.</typeparam>
internal sealed class GraphQuery<T>
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    private readonly GraphResource<T> resource;
    private readonly int page;
    private readonly Guid? after;
    private readonly FilterClause? filter;
    private readonly bool newestFirst;
    private readonly GraphVersion version;

    internal GraphQuery(
        HttpRequest request, GraphResource<T> resource, GraphVersion version, IReadOnlyList<string> allowed)
    {
        this.resource = resource;
        this.version = version;
        var options = ReadOptions(request, allowed);
        try
        {
            var parser = new ODataQueryOptionParser(version.Model, version.TypeOf(resource), null, options)
            {
                Resolver = new ODataUriResolver { EnableCaseInsensitive = true },
            };
            Selected = ReadSelect(parser);
            page = ReadTop(parser);
            Count = parser.ParseCount() ?? false;
            after = ReadSkipToken(parser);
            newestFirst = ReadIsNewestFirst(parser);
            filter = options.TryGetValue("$filter", out var text) ? ReadFilter(parser, text) : null;
        }
        catch (ODataException exception)
        {
            throw GraphErrors.BadRequest(exception.Message).ToException();
        }
        Members = Selected is { } names
            ? resource.MembersIn(version).Where(m => names.Contains(m.Name)).ToList()
            : resource.ShownIn(version).ToList();
    }

    /// <summary>The members that are shown.</summary>
    public IReadOnlyList<GraphMember<T>> Members { get; }

    /// <summary>The names in <c>$select</c>, or null when there is none.</summary>
    public IReadOnlyList<string>? Selected { get; }

    /// <summary>Whether the number of all hits is asked for.</summary>
    public bool Count { get; }

    /// <summary>Whether the filter names a member.</summary>
    public bool Filters(string member) => filter is not null && FilteredMembers.Contains(filter.Expression, member);

    /// <summary>Searches, in the order of the ids or against it, as the caller or the resource says.</summary>
    public async Task<GraphPage<T>> RunAsync(IQueryable<T> source, CancellationToken cancel)
    {
        var found = Filter(source);
        long? total = Count ? await CountAsync(found, cancel) : null;
        if (after is { } last)
            found = found.Where(IsAfter(last));
        found = (newestFirst ? found.OrderByDescending(resource.Key) : found.OrderBy(resource.Key))
            .Take(page + 1);
        var rows = found is IAsyncEnumerable<T> ? await found.ToListAsync(cancel) : found.ToList();
        if (rows.Count <= page)
            return new GraphPage<T>(rows, total, null);
        rows.RemoveAt(page);
        return new GraphPage<T>(rows, total, resource.Key.Compile()(rows[^1]).ToString());
    }

    private IQueryable<T> Filter(IQueryable<T> source)
    {
        if (filter is null)
            return source;
        var members = resource.MembersIn(version).ToDictionary(m => m.Name, m => m.Search);
        foreach (var member in resource.MembersIn(version))
            foreach (var (part, search) in member.Parts)
                members.Add($"{member.Name}/{part}", search);
        var binder = new GraphFilterBinder(resource.Name, members.GetValueOrDefault, resource.IgnoresCase);
        var settings = new ODataQuerySettings { HandleNullPropagation = HandleNullPropagationOption.False };
        try
        {
            return (IQueryable<T>)binder.ApplyBind(
                source, filter, new QueryBinderContext(version.Model, settings, typeof(T)));
        }
        catch (ODataException exception)
        {
            throw GraphErrors.UnsupportedQuery(exception.Message).ToException();
        }
    }

    private Expression<Func<T, bool>> IsAfter(Guid last)
    {
        var key = resource.Key.Body;
        var comparison = Expression.Call(key, nameof(Guid.CompareTo), null, Expression.Constant(last));
        var order = newestFirst ? ExpressionType.LessThan : ExpressionType.GreaterThan;
        return Expression.Lambda<Func<T, bool>>(
            Expression.MakeBinary(order, comparison, Expression.Constant(0)), resource.Key.Parameters);
    }

    private static async Task<long> CountAsync(IQueryable<T> found, CancellationToken cancel) =>
        found is IAsyncEnumerable<T> ? await found.LongCountAsync(cancel) : found.LongCount();

    // Names are taken with or without "$", in any case; an option that is not offered is refused, never ignored.
    private static Dictionary<string, string> ReadOptions(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (given, values) in request.Query)
        {
            var name = (given.StartsWith('$') ? given : "$" + given).ToLowerInvariant();
            if (!allowed.Contains(name) && !given.StartsWith('$') && !GraphQuery.OfCollections.Contains(name))
                continue; // a custom option, which OData leaves to the service
            if (!allowed.Contains(name))
                throw GraphErrors.BadRequest($"The query parameter '{given}' is not supported.").ToException();
            if (values.Count != 1 || !options.TryAdd(name, values[0] ?? ""))
                throw GraphErrors.BadRequest(
                    $"Query option '{name}' was specified more than once, but it must be specified at most once.")
                    .ToException();
        }
        return options;
    }

    private static List<string>? ReadSelect(ODataQueryOptionParser parser)
    {
        var clause = parser.ParseSelectAndExpand();
        if (clause is null || clause.AllSelected)
            return null;
        return clause.SelectedItems
            .Select(i => i is PathSelectItem { SelectedPath: { Count: 1, FirstSegment: PropertySegment property } }
                ? property.Property.Name
                : throw new ODataException("$select takes the names of properties only."))
            .ToList();
    }

    private static int ReadTop(ODataQueryOptionParser parser) => parser.ParseTop() switch
    {
        null => DefaultPage,
        >= 1 and <= LargestPage and var top => (int)top,
        var top => throw new ODataException(
            $"Invalid page size specified: '{top}'. Must be between 1 and {LargestPage} inclusive."),
    };

    private static Guid? ReadSkipToken(ODataQueryOptionParser parser) => parser.ParseSkipToken() switch
    {
        null => null,
        var text when StrictGuid.TryRead(text, out var last) => last,
        _ => throw new ODataException("The $skiptoken is not one that was handed out."),
    };

    private bool ReadIsNewestFirst(ODataQueryOptionParser parser)
    {
        if (parser.ParseOrderBy() is not { } clause)
            return resource.NewestFirst;
        for (var sort = clause; sort is not null; sort = sort.ThenBy)
        {
            var name = (sort.Expression as SingleValuePropertyAccessNode)?.Property.Name;
            if (name != resource.OrderedBy)
                throw GraphErrors.UnsupportedQuery(
                    $"Unsupported sort property '{name ?? "(an expression)"}' for '{resource.Name}'.").ToException();
        }
        return clause.Direction == OrderByDirection.Descending;
    }

    private ODataValidationSettings Limits() => new()
    {
        AllowedFunctions = AllowedFunctions.Any | (
            resource.AllowsStartsWith ? AllowedFunctions.StartsWith : AllowedFunctions.None),
        AllowedArithmeticOperators = AllowedArithmeticOperators.None,
        AllowedLogicalOperators = AllowedLogicalOperators.And | AllowedLogicalOperators.Or | AllowedLogicalOperators.Not
            | AllowedLogicalOperators.Equal | AllowedLogicalOperators.NotEqual
            | AllowedLogicalOperators.GreaterThan | AllowedLogicalOperators.GreaterThanOrEqual
            | AllowedLogicalOperators.LessThan | AllowedLogicalOperators.LessThanOrEqual,
        MaxNodeCount = 100,
        MaxAnyAllExpressionDepth = 1,
    };

    private FilterClause ReadFilter(ODataQueryOptionParser parser, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ODataException("Invalid filter clause: it is empty.");
        FilterClause clause;
        try
        {
            clause = parser.ParseFilter();
        }
        catch (ODataException exception)
        {
            throw new ODataException($"Invalid filter clause: {exception.Message}");
        }
        if (IsNull(clause.Expression))
            throw new ODataException("Invalid filter clause: null is no condition.");
        var context = new ODataQueryContext(version.Model, typeof(T), new ODataPath());
        context.DefaultQueryConfigurations.EnableFilter = true; // which members may be searched, the binder says
        try
        {
            new FilterQueryOption(text, context, parser).Validate(Limits());
        }
        catch (ODataException exception)
        {
            // The library goes on to tell its programmer how to allow it.
            throw GraphErrors.UnsupportedQuery(
                $"Unsupported filter: {exception.Message.Split(". To ")[0].TrimEnd('.')}.").ToException();
        }
        return clause;
    }

    private static bool IsNull(QueryNode condition) => condition switch
    {
        ConstantNode constant => constant.Value == null,
        ConvertNode convert => IsNull(convert.Source),
        UnaryOperatorNode unary => IsNull(unary.Operand),
        BinaryOperatorNode both when Joins(both.OperatorKind) => IsNull(both.Left) || IsNull(both.Right),
        _ => false,
    };

    private static bool Joins(BinaryOperatorKind kind) => kind is BinaryOperatorKind.And or BinaryOperatorKind.Or;
}

/// <summary>A page of a collection.</summary>
/// <typeparam name="T">The directory's entity.</typeparam>
/// <param name="Items">What is on it.</param>
/// <param name="Total">How many there are on all pages, when that was asked for.</param>
/// <param name="SkipToken">Where the next page begins; null on the last one.</param>
internal sealed record GraphPage<T>(IReadOnlyList<T> Items, long? Total, string? SkipToken);
