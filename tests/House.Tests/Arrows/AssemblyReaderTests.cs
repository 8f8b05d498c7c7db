using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sallyport.House.Tests.Arrows;

/// <summary>The reader of arrows sees what it is there to see, on small assemblies that the tests compile.</summary>
public sealed class AssemblyReaderTests
{
    private const string Target = """
        namespace Other
        {
            public sealed class Thing : System.Exception { public const int Number = 7; public static int Count() => 1; public static int Field; }
            public enum Kind { First, Second }
            public interface IThing { }
            public sealed class MarkAttribute : System.Attribute { }
        }
        """;

    private static readonly MetadataReference[] Libraries =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(l => MetadataReference.CreateFromFile(l))];

    [Theory]
    [InlineData("object M() { System.Func<int> f = () => Other.Thing.Count(); return f; }")]
    [InlineData("object M(int i) { System.Func<int> f = () => i + Other.Thing.Field; return f; }")]
    [InlineData("object M() => new System.Collections.Generic.List<Other.Thing>();")]
    [InlineData("object M() => System.Array.Empty<Other.Thing[]>();")]
    [InlineData("object M() => typeof(Other.Thing);")]
    [InlineData("[System.Diagnostics.DebuggerTypeProxy(typeof(Other.Thing))] class Nested { }")]
    [InlineData("[Other.Mark] void M() { }")]
    [InlineData("void M([Other.Mark] int i) { }")]
    [InlineData("[return: Other.Mark] int M() => 1;")]
    [InlineData("void M<[Other.Mark] T>() { }")]
    [InlineData("void M<T>() where T : Other.IThing { }")]
    [InlineData("[System.ComponentModel.DefaultValue(Other.Kind.Second)] int P { get; }")]
    [InlineData("[System.ComponentModel.TypeConverter(typeof(System.Collections.Generic.List<Other.Thing>))] int F;")]
    [InlineData("Other.Thing? F;")]
    [InlineData("System.Collections.Generic.Dictionary<string, Other.Thing[]>? F;")]
    [InlineData("Other.Thing? P { get; }")]
    [InlineData("event System.Action<Other.Thing>? E;")]
    [InlineData("void M(ref Other.Thing thing) { }")]
    [InlineData("unsafe delegate*<Other.Thing, int> F;")]
    [InlineData("void M() { try { } catch (Other.Thing) { } }")]
    [InlineData("bool M(object o) => o is Other.Thing;")]
    [InlineData("class Nested : Other.IThing { }")]
    [InlineData("async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Yield(); Other.Thing.Count(); }")]
    [InlineData("System.Collections.Generic.IEnumerable<int> M() { yield return Other.Thing.Count(); }")]
    public void A_wrong_arrow_is_seen_wherever_the_type_is_named(string member) => Assert.Contains("Room.Holder", NamersOf("Other", member));

    [Theory]
    [InlineData("object M() { System.Func<int> f = () => Count(); return f; } static int Count() => 1;")]
    [InlineData("object M() => new System.Collections.Generic.List<string>();")]
    [InlineData("object M() => typeof(string);")]
    [InlineData("[System.Obsolete] void M() { }")]
    [InlineData("string M() => \"Other.Thing\"; // Other.Thing")]
    public void Code_that_names_nothing_of_the_room_is_clean(string member) => Assert.Empty(NamersOf("Other", member));

    /// <summary>The compiler replaces them by their values: this reader, like any on compiled code, cannot see them.</summary>
    [Theory]
    [InlineData("int M() => Other.Thing.Number;")]
    [InlineData("string M() => nameof(Other.Thing);")]
    [InlineData("int M() => (int)Other.Kind.Second;")]
    public void Constants_and_nameof_vanish_when_compiled(string member) => Assert.Empty(NamersOf("Other", member));

    [Fact]
    public void A_nested_type_counts_as_its_outermost_type()
    {
        var arrows = Read(Target + "namespace Room { class Outer { class Inner { class Innermost { Other.Thing? F; } } } }");
        Assert.Equal(["Room.Outer -> Other.Thing"], arrows.Where(a => a.To.Room == "Other").Select(a => a.ToString()));
    }

    [Fact]
    public void A_type_of_another_assembly_is_named_with_its_assembly()
    {
        var arrows = Read("namespace Room { class Holder { System.Net.Http.HttpClient? F; } }");
        Assert.Contains(new TypeName("System.Net.Http", "System.Net.Http", "HttpClient"), arrows.Select(a => a.To));
    }

    [Fact]
    public void A_circle_of_rooms_is_found_with_the_arrows_that_make_it()
    {
        var arrows = Read("""
            namespace A { class One { B.Two? F; } }
            namespace B { class Two { void M() { System.Action f = () => new A.Inner.Three(); } } class Clean { } }
            namespace A.Inner { class Three { One? F; } class Alone { B.Clean? F; } }
            namespace C { class User { A.One? F; } }
            """);
        Assert.Equal(
            ["A.Inner.Alone -> B.Clean", "A.Inner.Three -> A.One", "A.One -> B.Two", "B.Two -> A.Inner.Three"],
            Circles.Of(arrows).Select(a => a.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rooms_in_a_row_form_no_circle_and_a_room_may_name_a_room_inside_it()
    {
        var arrows = Read("""
            namespace A { class One { B.Two? F; A.Inner.Three? G; One? Self; Other? Neighbour; } class Other { One? F; } }
            namespace B { class Two { A.Inner.Three? F; } }
            namespace A.Inner { class Three { } }
            """);
        Assert.Empty(Circles.Of(arrows));
    }

    [Theory]
    [InlineData("Wire", "Refusals", false)]
    [InlineData("Refusals", "Wire", true)]
    [InlineData("Signing", "Authorization", false)]
    [InlineData("Authorization", "Signing", true)]
    [InlineData("GitLab", "Entra.Rules", false)]
    [InlineData("Entra.Directory", "GitLab", false)]
    [InlineData("Arm", "GitLab", false)]
    [InlineData("Arm", "Entra.Directory", true)]
    [InlineData("Arm", "Entra.Federation", true)]
    [InlineData("Entra.Directory", "Arm", false)]
    [InlineData("Entra.Federation", "Entra.Directory", false)]
    [InlineData("Entra.Directory", "Entra.Federation", true)]
    [InlineData("Entra.Directory", "Entra.Tokens", false)]
    [InlineData("Entra.Tokens", "Entra.Directory", true)]
    [InlineData("Unknown", "Wire", false)]
    [InlineData("Signing", "Sallyport.Core", true)]
    [InlineData("Sallyport.Core", "Wire", false)]
    public void The_table_of_rooms_says_who_may_name_whom(string from, string to, bool allowed) => Assert.Equal(allowed, ArrowRules.MayName(from, to));

    [Theory]
    [InlineData("Sallyport.Core.Entra.Directory.Users", "Entra.Directory")]
    [InlineData("Sallyport.Core.GitLab", "GitLab")]
    [InlineData("Sallyport.Core.GitLabs", "GitLabs")]
    [InlineData("Sallyport.Core", "Sallyport.Core")]
    public void A_namespace_belongs_to_the_room_around_it(string space, string room) => Assert.Equal(room, ArrowRules.RoomOfCore(space));

    private static IEnumerable<string> NamersOf(string room, string member) =>
        Read($$"""{{Target}} namespace Room { class Holder { {{member}}""" + "\n} }").Where(a => a.To.Room == room && a.From.Room != room).Select(a => a.From.ToString()).Distinct();

    private static IReadOnlySet<Arrow> Read(string source)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);
        var compilation = CSharpCompilation.Create("Planted", [CSharpSyntaxTree.ParseText(source)], Libraries, options);
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        assembly.Position = 0;
        return AssemblyReader.Read(assembly, []);
    }
}
