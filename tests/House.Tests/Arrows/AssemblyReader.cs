using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Sallyport.House.Tests.Arrows;

/// <summary>
/// Reads from a compiled assembly which type names which: in base types, signatures, fields, attributes, generic arguments and
/// constraints, and in the instructions of every method body. What the compiler computes leaves no trace: a constant of another type and <c>nameof</c>.
/// </summary>
internal sealed class AssemblyReader
{
    private readonly HashSet<Arrow> _arrows = [];

    /// <param name="assembly">The assembly's bytes.</param>
    /// <param name="libraries">Folders of the assemblies that it references: an attribute's argument may be an enum of another assembly.</param>
    public static IReadOnlySet<Arrow> Read(Stream assembly, IEnumerable<string> libraries)
    {
        using var resolver = new DefaultAssemblyResolver();
        foreach (var folder in libraries)
            resolver.AddSearchDirectory(folder);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Http.HttpContext).Assembly.Location));
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver });
        var reader = new AssemblyReader();
        foreach (var type in module.GetTypes())
            reader.Read(type);
        return reader._arrows;
    }

    private void Read(TypeDefinition type)
    {
        var from = Fold(type);
        Name(from, type.BaseType);
        Attributes(from, type);
        Generics(from, type);
        foreach (var implemented in type.Interfaces)
            Name(from, implemented.InterfaceType);
        foreach (var field in type.Fields)
        {
            Name(from, field.FieldType);
            Attributes(from, field);
        }
        foreach (var property in type.Properties)
            Attributes(from, property);
        foreach (var occurrence in type.Events)
            Attributes(from, occurrence);
        foreach (var method in type.Methods)
            Read(from, method);
    }

    private void Read(TypeName from, MethodDefinition method)
    {
        Attributes(from, method);
        Generics(from, method);
        Attributes(from, method.MethodReturnType);
        Name(from, method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            Name(from, parameter.ParameterType);
            Attributes(from, parameter);
        }
        if (method.HasBody)
            Read(from, method.Body);
    }

    private void Read(TypeName from, MethodBody body)
    {
        foreach (var variable in body.Variables)
            Name(from, variable.VariableType);
        foreach (var caught in body.ExceptionHandlers)
            Name(from, caught.CatchType);
        foreach (var instruction in body.Instructions)
            Operand(from, instruction.Operand);
    }

    private void Operand(TypeName from, object? operand)
    {
        switch (operand)
        {
            case TypeReference type:
                Name(from, type);
                break;
            case MemberReference member:
                Name(from, member.DeclaringType);
                if (member is GenericInstanceMethod generic)
                    Names(from, generic.GenericArguments);
                break;
        }
    }

    private void Generics(TypeName from, IGenericParameterProvider provider)
    {
        foreach (var parameter in provider.GenericParameters)
        {
            Attributes(from, parameter);
            Names(from, parameter.Constraints.Select(c => c.ConstraintType));
        }
    }

    private void Attributes(TypeName from, ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Name(from, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments)
                Argument(from, argument);
            foreach (var named in attribute.Fields.Concat(attribute.Properties))
                Argument(from, named.Argument);
        }
    }

    private void Argument(TypeName from, CustomAttributeArgument argument)
    {
        Name(from, argument.Type);
        switch (argument.Value)
        {
            case TypeReference type:
                Name(from, type);
                break;
            case CustomAttributeArgument boxed:
                Argument(from, boxed);
                break;
            case CustomAttributeArgument[] list:
                foreach (var element in list)
                    Argument(from, element);
                break;
        }
    }

    private void Names(TypeName from, IEnumerable<TypeReference> types)
    {
        foreach (var type in types)
            Name(from, type);
    }

    private void Name(TypeName from, TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                break;
            case FunctionPointerType pointer:
                Name(from, pointer.ReturnType);
                Names(from, pointer.Parameters.Select(p => p.ParameterType));
                break;
            case GenericInstanceType generic:
                Name(from, generic.ElementType);
                Names(from, generic.GenericArguments);
                break;
            case TypeSpecification wrapped:
                Name(from, wrapped.ElementType);
                break;
            default:
                var arrow = new Arrow(from, Fold(type));
                if (arrow.From != arrow.To)
                    _arrows.Add(arrow);
                break;
        }
    }

    private static TypeName Fold(TypeReference type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } declaring)
            outermost = declaring;
        var assembly = outermost.Scope is AssemblyNameReference reference ? reference.Name : type.Module.Assembly.Name.Name;
        return new(assembly, outermost.Namespace, outermost.Name);
    }
}
