using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>
/// The door to this room: the log of sign-ins, a database of its own with its queries and its limits. What is recorded
/// is decided in the core; how records are written and pruned is the engine's. Its model is the only list of what a
/// record's columns are: queries and the statement that inserts a record are both made from it. EF maps a new member of
/// the record by itself; a line here says what is special about its column.
/// </summary>
internal abstract class SignInContext(DbContextOptions options) : DbContext(options)
{
    // The text is no part of a page: escaping it for one would only make it longer.
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var record = modelBuilder.Entity<SignInRecord>().ToTable("sign_ins");
        record.HasKey(r => r.Id);
        record.Property(r => r.Id).ValueGeneratedNever();
        record.Property(r => r.CredentialThumbprint).HasConversion<UpperCaseHex>();
        record.Property(r => r.AssertionSha256).HasConversion<LowerCaseHex>();
        record.Property(r => r.IpAddress).HasConversion<AddressBytes>();
        record.ComplexProperty(r => r.Federated, MapFederated);
        record.HasIndex(r => r.CreatedDateTime);
        record.HasIndex(r => new { r.TenantId, r.AppId, r.Id });
        record.HasIndex(r => new { r.TenantId, r.Id }); // pages, the newest first
        // What is pruned: clients and strangers have a limit each.
        record.HasIndex(r => r.CreatedDateTime, "IX_sign_ins_of_clients")
            .HasFilter("\"ServicePrincipalId\" IS NOT NULL");
        record.HasIndex(r => r.CreatedDateTime, "IX_sign_ins_of_strangers")
            .HasFilter("\"ServicePrincipalId\" IS NULL");
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    // What a successful sign-in has is in columns. What only some refusals have, and nobody searches, is JSON.
    private static void MapFederated(ComplexPropertyBuilder<FederatedSignIn> federated)
    {
        federated.Property(f => f.Nearest).HasConversion<Json<NearestCredential>>();
        federated.Property(f => f.Demanded).HasConversion<Json<DemandedClaim>>();
        federated.Property(f => f.Failure).HasConversion<Json<IssuerFailure>>();
        var presented = federated.ComplexProperty(f => f.Presented);
        presented.Property(p => p.Claims).HasConversion<Json<IReadOnlyDictionary<string, string>>>();
        presented.Property(p => p.OtherForms).HasConversion<Json<IReadOnlyDictionary<string, string>>>();
    }

    // 4 or 16 bytes. A scope (%1) says which network of this computer; it is no part of the address.
    private sealed class AddressBytes() : ValueConverter<string, byte[]>(
        v => BytesOf(v), v => new IPAddress(v).ToString())
    {
        // What is recorded is an address. A filter may compare it with any text: no record has the empty one.
        private static byte[] BytesOf(string text) =>
            IPAddress.TryParse(text, out var address) ? address.GetAddressBytes() : [];
    }

    private sealed class LowerCaseHex() : ValueConverter<string, byte[]>(
        v => Convert.FromHexString(v), v => Convert.ToHexStringLower(v));

    private sealed class UpperCaseHex() : ValueConverter<string, byte[]>(
        v => Convert.FromHexString(v), v => Convert.ToHexString(v));

    private sealed class Json<T>() : ValueConverter<T, string>(
        v => JsonSerializer.Serialize(v, Plain), v => JsonSerializer.Deserialize<T>(v, Plain)!);
}
