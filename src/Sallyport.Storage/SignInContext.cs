using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The sign-in log for reading: <see cref="SignInLog"/> writes it.</summary>
public sealed class SignInContext(DbContextOptions<SignInContext> options) : DbContext(options)
{
    /// <summary>The options for the file, which a reader never makes: one that was removed must not seem to be there.</summary>
    public static void Configure(DbContextOptionsBuilder builder, string path) =>
        builder.UseSqlite($"Data Source={path};Mode=ReadWrite;Default Timeout=5").UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var record = modelBuilder.Entity<SignInRecord>().ToTable("sign_ins");
        record.Property(r => r.Id).HasColumnName("id");
        record.Property(r => r.CreatedDateTime).HasColumnName("created");
        record.Property(r => r.ErrorCode).HasColumnName("error_code");
        record.Property(r => r.CorrelationId).HasColumnName("correlation_id");
        record.Property(r => r.TenantId).HasColumnName("tenant_id");
        record.Property(r => r.AppId).HasColumnName("app_id");
        record.Property(r => r.AppDisplayName).HasColumnName("app_display_name");
        record.Property(r => r.ServicePrincipalId).HasColumnName("service_principal_id");
        record.Property(r => r.Resource).HasColumnName("resource");
        record.Property(r => r.ClientCredentialType).HasColumnName("client_credential_type");
        record.Property(r => r.CredentialKeyId).HasColumnName("credential_key_id");
        record.Property(r => r.CredentialThumbprint).HasColumnName("credential_thumbprint");
        record.Property(r => r.AssertionSha256).HasColumnName("assertion_sha256");
        record.Property(r => r.FailureReason).HasColumnName("failure_reason");
        record.Property(r => r.UniqueTokenIdentifier).HasColumnName("unique_token_identifier");
        record.Property(r => r.Explanation).HasColumnName("explanation").HasConversion<Json>();
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<SallyportContext.UtcTicks>();
        configurationBuilder.Properties<Guid>().HaveConversion<GuidText>();
    }

    // As the record's JSON spells them: EF's own spelling of GUIDs has capitals.
    private sealed class GuidText() : ValueConverter<Guid, string>(v => v.ToString(), v => Guid.ParseExact(v, "D"));

    private sealed class Json() : ValueConverter<Explanation, string>(
        v => JsonSerializer.Serialize(v, JsonSerializerOptions.Default), v => JsonSerializer.Deserialize<Explanation>(v, JsonSerializerOptions.Default)!);
}
