using Microsoft.OData.Edm;
using Microsoft.OData.ModelBuilder;

namespace Sallyport.Server.Graph;

/// <summary>v1.0 or beta, each with an EDM model of its own.</summary>
internal sealed class GraphVersion
{
    /// <summary>The version that is generally available.</summary>
    public static readonly GraphVersion V1 = new("v1.0", isBeta: false);

    /// <summary>The version in preview, with more members.</summary>
    public static readonly GraphVersion Beta = new("beta", isBeta: true);

    /// <summary>Both versions, v1.0 first.</summary>
    public static readonly IReadOnlyList<GraphVersion> All = [V1, Beta];

    private GraphVersion(string name, bool isBeta)
    {
        Name = name;
        IsBeta = isBeta;
        var model = new EdmModel();
        Add(model, ApplicationResource.Model);
        Add(model, FederatedIdentityCredentialResource.Model);
        Add(model, ServicePrincipalResource.Model);
        Add(model, OrganizationResource.Model);
        Add(model, AppRoleAssignmentResource.Model);
        Add(model, SignInResource.Model);
        Add(model, UserResource.Model);
        Add(model, DirectoryRoleResource.Model);
        Model = model;
    }

    /// <summary>The first segment of the path.</summary>
    public string Name { get; }

    /// <summary>Whether members that only beta has are shown.</summary>
    public bool IsBeta { get; }

    /// <summary>The EDM model, against which query options are read.</summary>
    public IEdmModel Model { get; }

    /// <summary>The EDM type of a resource.</summary>
    public IEdmEntityType TypeOf<T>(GraphResource<T> resource) =>
        (IEdmEntityType)Model.FindDeclaredType(resource.TypeName);

    private static IEdmTypeReference TypeOf<T>(EdmModel model, string resource, GraphMember<T> member)
    {
        if (member.Parts.Count == 0)
            return member.EdmType;
        var name = resource + char.ToUpperInvariant(member.Name[0]) + member.Name[1..];
        var type = new EdmComplexType("microsoft.graph", name);
        foreach (var part in member.Parts.Keys)
            type.AddStructuralProperty(part, EdmCoreModel.Instance.GetInt32(isNullable: false));
        model.AddElement(type);
        return new EdmComplexTypeReference(type, isNullable: true);
    }

    private void Add<T>(EdmModel model, GraphResource<T> resource)
    {
        var type = new EdmEntityType("microsoft.graph", resource.Name);
        foreach (var member in resource.MembersIn(this).Where(m => !m.IsAnnotation))
        {
            var property = type.AddStructuralProperty(member.Name, TypeOf(model, resource.Name, member));
            if (member.Name == "id")
                type.AddKeys(property);
        }
        model.AddElement(type);
        model.SetAnnotationValue(type, new ClrTypeAnnotation(typeof(T)));
    }
}
