using System.Linq.Expressions;
using Microsoft.OData.Edm;

namespace Sallyport.Server.Graph;

/// <summary>
/// The EDM types that members have. Values of complex types are shown, and need a type of their own only where filters
/// name a part of them.
/// </summary>
internal enum MemberType
{
    /// <summary>A text (Edm.String).</summary>
    Text,

    /// <summary>True or false (Edm.Boolean).</summary>
    Flag,

    /// <summary>A date and time (Edm.DateTimeOffset).</summary>
    Instant,

    /// <summary>A list of texts (Collection(Edm.String)).</summary>
    Texts,

    /// <summary>A complex type.</summary>
    Complex,

    /// <summary>A collection of a complex type.</summary>
    ComplexList,
}

/// <summary>
/// One member of a resource as Graph shows it: the EDM model, <c>$select</c>, <c>$filter</c> and the JSON are all made
/// of these.
/// </summary>
/// <typeparam name="T">The directory's entity.</typeparam>
/// <param name="Name">The name on the wire.</param>
/// <param name="Type">Its EDM type.</param>
/// <param name="Value">
/// Its value; a constant where the directory keeps nothing and Graph always shows a default.
/// </param>
internal sealed record GraphMember<T>(string Name, MemberType Type, Func<T, object?> Value)
{
    /// <summary>What is searched when a filter names the member; null when filters may not.</summary>
    public LambdaExpression? Search { get; init; }

    /// <summary>What is searched when a filter names a part of a complex type, by the part's name.</summary>
    public IReadOnlyDictionary<string, LambdaExpression> Parts { get; init; } =
        new Dictionary<string, LambdaExpression>();

    /// <summary>Whether only beta has it.</summary>
    public bool BetaOnly { get; init; }

    /// <summary>Whether v1.0 shows it only to callers who select it.</summary>
    public bool OnlyWhenSelected { get; init; }

    /// <summary>Whether it always has the same value, which then is what it may be set to.</summary>
    public bool IsFixed { get; init; }

    /// <summary>
    /// Whether it is an OData annotation: no part of the type, and left out when it says nothing (OData JSON Format
    /// §4.6).
    /// </summary>
    public bool IsAnnotation => Name.StartsWith('@');

    /// <summary>The type in the EDM model.</summary>
    public IEdmTypeReference EdmType => Type switch
    {
        MemberType.Text => EdmCoreModel.Instance.GetString(isNullable: true),
        MemberType.Flag => EdmCoreModel.Instance.GetBoolean(isNullable: true),
        MemberType.Instant => EdmCoreModel.Instance.GetDateTimeOffset(isNullable: true),
        MemberType.Texts => Collection(EdmCoreModel.Instance.GetString(isNullable: true)),
        MemberType.Complex => EdmCoreModel.Instance.GetUntyped(),
        MemberType.ComplexList => Collection(EdmCoreModel.Instance.GetUntyped()),
        _ => throw new InvalidOperationException($"No EDM type for {Type}."),
    };

    private static EdmCollectionTypeReference Collection(IEdmTypeReference element) =>
        new(new EdmCollectionType(element));
}
