using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Sessions;

namespace Sallyport.Storage;

internal sealed class TenantMapping : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("tenants");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.HasIndex(t => t.InitialDomain).IsUnique();
        builder.Property(t => t.Policy).HasConversion<PolicyJson>();
    }

    // Read and written as a whole. One that was damaged is a failure, never a policy that demands nothing.
    private sealed class PolicyJson() : ValueConverter<TenantPolicy, string>(p => p.Write(), text => Read(text));

    private static TenantPolicy Read(string text) => TenantPolicy.Read(Encoding.UTF8.GetBytes(text))
        ?? throw new InvalidDataException("The policy of a tenant cannot be read.");
}

internal sealed class ApplicationMapping : IEntityTypeConfiguration<Application>
{
    public void Configure(EntityTypeBuilder<Application> builder)
    {
        builder.ToTable("applications");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(a => a.TenantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(a => a.AppId).IsUnique();
        builder.Property(a => a.DisplayNameKey).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.HasIndex(a => new { a.TenantId, a.DisplayNameKey });
        builder.HasIndex(a => new { a.TenantId, a.UniqueName }).IsUnique();
        builder.HasMany(a => a.PasswordCredentials).WithOne().HasForeignKey("ApplicationId").IsRequired();
        builder.HasMany(a => a.FederatedIdentityCredentials).WithOne().HasForeignKey(c => c.ApplicationId);
        // Read and written with their application and never searched: a column each keeps the one statement free of
        // joins.
        builder.OwnsMany(a => a.KeyCredentials, keys => keys.ToJson());
        builder.OwnsMany(a => a.AppRoles, roles => roles.ToJson());
        builder.OwnsMany(a => a.OptionalClaims, claims => claims.ToJson());
        builder.OwnsMany(a => a.RedirectUris, uris =>
        {
            uris.ToJson();
            uris.Property(u => u.Platform).HasConversion<string>();
        });
        builder.OwnsMany(a => a.IdentifierUris, uris =>
        {
            uris.ToTable("application_identifier_uris");
            // The tenant comes with the key, so that one index can say "unique in the tenant".
            uris.WithOwner().HasPrincipalKey(a => new { a.TenantId, a.Id }).HasForeignKey("TenantId", "ApplicationId");
            uris.HasKey("TenantId", "ApplicationId", nameof(IdentifierUri.Uri));
            uris.Property(u => u.Key).UsePropertyAccessMode(PropertyAccessMode.Property);
            uris.HasIndex("TenantId", nameof(IdentifierUri.Key)).IsUnique();
        });
    }
}

internal sealed class PasswordCredentialMapping : IEntityTypeConfiguration<PasswordCredential>
{
    public void Configure(EntityTypeBuilder<PasswordCredential> builder)
    {
        builder.ToTable("password_credentials");
        builder.HasKey(p => p.KeyId);
        builder.Property(p => p.KeyId).ValueGeneratedNever();
    }
}

internal sealed class FederatedIdentityCredentialMapping : IEntityTypeConfiguration<FederatedIdentityCredential>
{
    public void Configure(EntityTypeBuilder<FederatedIdentityCredential> builder)
    {
        builder.ToTable("federated_identity_credentials");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => new { c.ApplicationId, c.Name }).IsUnique();
    }
}

internal sealed class SpentAssertionMapping : IEntityTypeConfiguration<SpentAssertion>
{
    public void Configure(EntityTypeBuilder<SpentAssertion> builder)
    {
        builder.ToTable("spent_assertions");
        builder.HasKey(s => new { s.ApplicationId, s.Sha256 }); // no foreign key: a row outlives what it was spent on
        builder.HasIndex(s => s.Expires);
    }
}

internal sealed class ServicePrincipalMapping : IEntityTypeConfiguration<ServicePrincipal>
{
    public void Configure(EntityTypeBuilder<ServicePrincipal> builder)
    {
        builder.ToTable("service_principals");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(p => p.TenantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => new { p.TenantId, p.AppId }).IsUnique();
        builder.Property(p => p.DisplayNameKey).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.HasIndex(p => new { p.TenantId, p.DisplayNameKey });
        builder.HasMany(p => p.AppRoleAssignments).WithOne().HasForeignKey(r => r.PrincipalId);
        builder.OwnsMany(p => p.ServicePrincipalNames, names =>
        {
            names.ToTable("service_principal_names");
            names.WithOwner()
                .HasPrincipalKey(p => new { p.TenantId, p.Id })
                .HasForeignKey("TenantId", "ServicePrincipalId");
            names.HasKey("TenantId", "ServicePrincipalId", nameof(ServicePrincipalName.Name));
            names.Property(n => n.Key).UsePropertyAccessMode(PropertyAccessMode.Property);
            names.HasIndex("TenantId", nameof(ServicePrincipalName.Key)).IsUnique();
        });
    }
}

internal sealed class AppRoleAssignmentMapping : IEntityTypeConfiguration<AppRoleAssignment>
{
    public void Configure(EntityTypeBuilder<AppRoleAssignment> builder)
    {
        builder.ToTable("app_role_assignments");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne<ServicePrincipal>().WithMany().HasForeignKey(r => r.ResourceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.PrincipalId, r.ResourceId, r.AppRoleId }).IsUnique();
    }
}

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.HasOne<Tenant>().WithMany().HasForeignKey(u => u.TenantId).OnDelete(DeleteBehavior.Cascade);
        // A domain belongs to one tenant, so a name is unique in all of them.
        builder.Property(u => u.UserPrincipalNameKey).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.HasIndex(u => u.UserPrincipalNameKey).IsUnique();
        builder.Property(u => u.DisplayNameKey).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.HasIndex(u => new { u.TenantId, u.DisplayNameKey });
    }
}

internal sealed class RefreshTokenMapping : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.ToTable("refresh_tokens");
        builder.HasKey(t => t.Hash); // no foreign key: a row outlives its user, to say that it is gone
        builder.HasIndex(t => t.IssuedAt);
    }
}

internal sealed class TokenFamilyMapping : IEntityTypeConfiguration<TokenFamily>
{
    public void Configure(EntityTypeBuilder<TokenFamily> builder)
    {
        builder.ToTable("token_families");
        builder.HasKey(f => f.Id);
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.HasIndex(f => f.UserId); // no foreign key, as with the tokens
        builder.HasIndex(f => f.LastIssuedAt);
    }
}

internal sealed class AuthorizationCodeMapping : IEntityTypeConfiguration<AuthorizationCode>
{
    public void Configure(EntityTypeBuilder<AuthorizationCode> builder)
    {
        builder.ToTable("authorization_codes");
        builder.HasKey(c => c.Hash);
        builder.HasIndex(c => c.IssuedAt);
    }
}

internal sealed class DeviceCodeMapping : IEntityTypeConfiguration<DeviceCode>
{
    public void Configure(EntityTypeBuilder<DeviceCode> builder)
    {
        builder.ToTable("device_codes");
        builder.HasKey(c => c.Hash);
        builder.HasIndex(c => c.UserCode).IsUnique();
        builder.HasIndex(c => c.IssuedAt);
    }
}

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(c => new { c.UserId, c.ClientId });
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SignInLinkMapping : IEntityTypeConfiguration<SignInLink>
{
    public void Configure(EntityTypeBuilder<SignInLink> builder)
    {
        builder.ToTable("sign_in_links");
        builder.HasKey(l => l.Hash);
        builder.HasIndex(l => l.IssuedAt);
    }
}

internal sealed class EndedSessionMapping : IEntityTypeConfiguration<EndedSession>
{
    public void Configure(EntityTypeBuilder<EndedSession> builder)
    {
        builder.ToTable("ended_sessions");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasIndex(s => s.EndedAt);
    }
}
