using Microsoft.OData.UriParser;

namespace Sallyport.Server.Graph;

/// <summary>Which members of a resource a parsed filter names; what its literals say does not count.</summary>
internal static class FilteredMembers
{
    /// <summary>Whether a part of a filter names a member.</summary>
    public static bool Contains(QueryNode? part, string member) => part switch
    {
        SingleValuePropertyAccessNode access => access.Property.Name == member,
        CollectionPropertyAccessNode access => access.Property.Name == member,
        BinaryOperatorNode both => Contains(both.Left, member) || Contains(both.Right, member),
        UnaryOperatorNode one => Contains(one.Operand, member),
        ConvertNode converted => Contains(converted.Source, member),
        LambdaNode lambda => Contains(lambda.Source, member) || Contains(lambda.Body, member),
        SingleValueFunctionCallNode call => call.Parameters.Any(p => Contains(p, member)),
        _ => false,
    };
}
