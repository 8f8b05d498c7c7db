using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Storage;

internal sealed class SubscriptionMapping : IEntityTypeConfiguration<Subscription>
{
    public void Configure(EntityTypeBuilder<Subscription> builder)
    {
        builder.ToTable("Subscriptions");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasIndex(s => s.TenantId);
    }
}

internal sealed class ResourceGroupMapping : IEntityTypeConfiguration<ResourceGroup>
{
    /// <summary>The name in capitals: ARM's names ignore case, whatever the engine's collation does.</summary>
    public const string NameKey = nameof(NameKey);

    public void Configure(EntityTypeBuilder<ResourceGroup> builder)
    {
        builder.ToTable("ResourceGroups");
        builder.HasKey(g => g.Id);
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.Property<string>(NameKey).IsRequired();
        builder.HasIndex(nameof(ResourceGroup.SubscriptionId), NameKey).IsUnique();
        builder.HasIndex(g => g.DeletionId);
        builder.Ignore(g => g.ProvisioningState);
        builder.Property(g => g.Version).IsConcurrencyToken();
        builder.Property(g => g.Tags).HasConversion(
            tags => tags == null ? null : JsonSerializer.Serialize(tags, JsonSerializerOptions.Default),
            text => text == null ? null : ReadTags(text),
            new ValueComparer<IReadOnlyDictionary<string, string>?>(
                (a, b) => ReferenceEquals(a, b), tags => tags == null ? 0 : tags.Count, tags => tags));
    }

    private static Dictionary<string, string>? ReadTags(string text) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonSerializerOptions.Default);
}

internal sealed class OperationMapping : IEntityTypeConfiguration<Operation>
{
    public void Configure(EntityTypeBuilder<Operation> builder)
    {
        builder.ToTable("Operations");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.HasIndex(o => o.EndedOn);
    }
}

internal sealed class RoleAssignmentMapping : IEntityTypeConfiguration<RoleAssignment>
{
    /// <summary><see cref="Scope.Key"/>: the form in which the database compares scopes.</summary>
    public const string ScopeKey = nameof(ScopeKey);

    /// <summary>
    /// The subscription of the scope (<see cref="Scope.SubscriptionId"/>), by which assignments are listed.
    /// </summary>
    public const string ScopeSubscriptionId = nameof(ScopeSubscriptionId);

    public void Configure(EntityTypeBuilder<RoleAssignment> builder)
    {
        builder.ToTable("RoleAssignments");
        builder.HasKey(a => new { a.TenantId, a.Id });
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Scope).HasConversion(scope => scope.ToString(), text => Scope.Read(text)!);
        builder.Property<string>(ScopeKey).IsRequired();
        builder.Property<Guid?>(ScopeSubscriptionId);
        builder.Property(a => a.Version).IsConcurrencyToken();
        string[] triple = [ScopeKey, nameof(RoleAssignment.RoleDefinitionId), nameof(RoleAssignment.PrincipalId)];
        builder.HasIndex([nameof(RoleAssignment.TenantId), .. triple]).IsUnique();
        builder.HasIndex(a => new { a.TenantId, a.PrincipalId });
        builder.HasIndex(nameof(RoleAssignment.TenantId), ScopeSubscriptionId);
    }
}
