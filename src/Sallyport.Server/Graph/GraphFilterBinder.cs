using System.Linq.Expressions;
using Microsoft.AspNetCore.OData.Query.Expressions;
using Microsoft.OData;
using Microsoft.OData.UriParser;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Graph;

/// <summary>
/// Translates a parsed filter into LINQ with the library's binder, and bridges what differs between Graph and us: a
/// member is searched by the expression that its resource declares, ids are texts there and GUIDs here, and names are
/// compared by their search key. Other forms are refused, so that nothing reaches the database that
/// cannot be translated alike on every engine.
/// </summary>
/// <param name="resource">The resource's type, for messages.</param>
/// <param name="search">What is searched for a member; null when filters may not name it.</param>
/// <param name="ignoresCase">Whether texts are compared by their search key.</param>
internal sealed class GraphFilterBinder(
    string resource, Func<string, LambdaExpression?> search, bool ignoresCase) : FilterBinder
{
    public override Expression BindPropertyAccessQueryNode(
        SingleValuePropertyAccessNode propertyAccessNode, QueryBinderContext context) =>
        propertyAccessNode.Source is SingleComplexNode complex
            ? Search($"{complex.Property.Name}/{propertyAccessNode.Property.Name}", complex.Source, context)
            : Search(propertyAccessNode.Property.Name, propertyAccessNode.Source, context);

    public override Expression BindCollectionPropertyAccessNode(
        CollectionPropertyAccessNode propertyAccessNode, QueryBinderContext context) =>
        Search(propertyAccessNode.Property.Name, propertyAccessNode.Source, context);

    public override Expression BindConstantNode(ConstantNode constantNode, QueryBinderContext context) =>
        ignoresCase && constantNode.Value is string text
            ? base.BindConstantNode(
                new ConstantNode(SearchKey.Of(text), constantNode.LiteralText, constantNode.TypeReference), context)
            : base.BindConstantNode(constantNode, context);

    public override Expression BindBinaryOperatorNode(BinaryOperatorNode binaryOperatorNode, QueryBinderContext context)
    {
        if (binaryOperatorNode.OperatorKind is BinaryOperatorKind.And or BinaryOperatorKind.Or)
            return base.BindBinaryOperatorNode(binaryOperatorNode, context);
        var first = Plain(binaryOperatorNode.Left);
        var second = Plain(binaryOperatorNode.Right);
        var isReversed = first is ConstantNode;
        var left = isReversed ? second : first;
        var right = isReversed ? first : second;
        if (!IsSearched(left) || right is not ConstantNode constant)
            throw Unsupported("a comparison must be between a property and a literal");
        var comparison = new BinaryOperatorNode(binaryOperatorNode.OperatorKind, left, constant);
        var property = Bind(left, context);
        if (property.Type == typeof(Guid) || property.Type == typeof(Guid?))
            return CompareId(property, comparison, constant);
        if (property.Type == typeof(DateTimeOffset))
            return CompareInstant(property, comparison.OperatorKind, constant);
        if (comparison.OperatorKind is not (BinaryOperatorKind.Equal or BinaryOperatorKind.NotEqual))
            throw Unsupported("only times can be compared by order");
        return property.Type == typeof(int)
            ? CompareNumber(property, comparison.OperatorKind, constant)
            : base.BindBinaryOperatorNode(comparison, context);
    }

    public override Expression BindSingleValueFunctionCallNode(
        SingleValueFunctionCallNode node, QueryBinderContext context) =>
        node.Parameters.ToList() is [var first, ConstantNode { Value: string }] && IsSearched(first)
            && Bind(first, context).Type == typeof(string)
            ? base.BindSingleValueFunctionCallNode(node, context)
            : throw Unsupported($"the function '{node.Name}' takes a text property and a literal");

    // Asked before the elements are bound: of a collection that cannot be searched the library knows no type.
    public override Expression BindAnyNode(AnyNode anyNode, QueryBinderContext context)
    {
        var name = (anyNode.Source as CollectionPropertyAccessNode)?.Property.Name;
        return name is not null && search(name) is not null
            ? base.BindAnyNode(anyNode, context)
            : throw Unsupported($"the collection '{name ?? "(an expression)"}' cannot be searched");
    }

    public override Expression BindInNode(InNode inNode, QueryBinderContext context) =>
        throw Unsupported("the operator 'in' is not offered");

    public override Expression BindCountNode(CountNode node, QueryBinderContext context) =>
        throw Unsupported("$count in a filter is not offered");

    // The literal is a parameter of the query, so that the database plans it once; no text is ever put into SQL.
    private BinaryExpression CompareId(Expression property, BinaryOperatorNode comparison, ConstantNode constant)
    {
        var name = comparison.Left is SingleValuePropertyAccessNode access ? access.Property.Name : "id";
        if (!StrictGuid.TryRead(constant.Value as string, out var id))
            throw GraphErrors.InvalidValue(
                name, char.ToUpperInvariant(resource[0]) + resource[1..], "it must be a GUID.").ToException();
        var literal = Expression.Convert(
            Expression.Property(Expression.Constant(new Literal(id)), nameof(Literal.Value)), property.Type);
        return comparison.OperatorKind switch
        {
            BinaryOperatorKind.Equal => Expression.Equal(property, literal),
            BinaryOperatorKind.NotEqual => Expression.NotEqual(property, literal),
            _ => throw Unsupported($"the property '{name}' can be compared for equality only"),
        };
    }

    private BinaryExpression CompareInstant(Expression property, BinaryOperatorKind kind, ConstantNode constant)
    {
        if (constant.Value is not DateTimeOffset instant)
            throw Unsupported("a time is compared with a time");
        var literal = Expression.Property(Expression.Constant(new Instant(instant)), nameof(Instant.Value));
        return Expression.MakeBinary(OperatorOf(kind), property, literal);
    }

    // Numbers of all kinds are compared by value, as OData promotes them (OData URL Conventions §5.1.1.16). What is no
    // whole number of 32 bits equals none that the database holds.
    private static Expression CompareNumber(Expression property, BinaryOperatorKind kind, ConstantNode constant) =>
        WholeOf(constant.Value) is { } whole
            ? Expression.MakeBinary(OperatorOf(kind), property, Expression.Constant(whole))
            : Expression.Constant(kind == BinaryOperatorKind.NotEqual);

    private static int? WholeOf(object? value) => value switch
    {
        int number => number,
        long number => WholeOf((double)number),
        decimal number when decimal.IsInteger(number) => WholeOf((double)number),
        float number => WholeOf((double)number),
        double number when double.IsInteger(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        _ => null,
    };

    private static ExpressionType OperatorOf(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equal => ExpressionType.Equal,
        BinaryOperatorKind.NotEqual => ExpressionType.NotEqual,
        BinaryOperatorKind.GreaterThan => ExpressionType.GreaterThan,
        BinaryOperatorKind.GreaterThanOrEqual => ExpressionType.GreaterThanOrEqual,
        BinaryOperatorKind.LessThan => ExpressionType.LessThan,
        _ => ExpressionType.LessThanOrEqual,
    };

    private Expression Search(string name, QueryNode source, QueryBinderContext context) =>
        search(name) is { } lambda
            ? new Substitution(lambda.Parameters[0], Bind(source, context)).Visit(lambda.Body)
            : throw Unsupported($"the property '{name}' cannot be searched");

    // Explicit conversions add nothing here: every comparison that is offered is between values of one type.
    private static QueryNode Unconverted(QueryNode node) =>
        node is ConvertNode convert ? Unconverted(convert.Source) : node;

    private static SingleValueNode Plain(SingleValueNode node) => (SingleValueNode)Unconverted(node);

    private static bool IsSearched(QueryNode node) =>
        node is SingleValuePropertyAccessNode or NonResourceRangeVariableReferenceNode;

    private ODataException Unsupported(string why) => new($"Unsupported filter on resource '{resource}': {why}.");

    private sealed record Literal(Guid Value);

    private sealed record Instant(DateTimeOffset Value);

    private sealed class Substitution(ParameterExpression parameter, Expression replacement) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) =>
            node == parameter ? replacement : node;
    }
}
