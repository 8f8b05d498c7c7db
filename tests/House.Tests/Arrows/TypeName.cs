namespace Sallyport.House.Tests.Arrows;

/// <summary>A type that code names, folded to its outermost type: what the compiler makes of a lambda belongs to the room that wrote it.</summary>
/// <param name="Assembly">The assembly's simple name.</param>
/// <param name="Room">The namespace; a namespace and its parent are two rooms.</param>
/// <param name="Name">The outermost type's name.</param>
internal sealed record TypeName(string Assembly, string Room, string Name)
{
    public override string ToString() => $"{Room}.{Name}";
}

/// <summary>One type names another.</summary>
/// <param name="From">The type whose code it is.</param>
/// <param name="To">The type that it names.</param>
internal sealed record Arrow(TypeName From, TypeName To)
{
    public override string ToString() => $"{From} -> {To}";
}
