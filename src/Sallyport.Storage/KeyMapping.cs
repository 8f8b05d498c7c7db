using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Sallyport.Core.Signing;

namespace Sallyport.Storage;

internal sealed class KeyMapping : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder)
    {
        builder.ToTable("signing_keys");
        builder.HasKey(k => k.KeyId);
        builder.Property(k => k.KeyId).HasMaxLength(64);
        builder.Property(k => k.Purpose).HasMaxLength(32);
        // Two starts at once make one key: the second insert of a generation fails.
        builder.HasIndex(k => new { k.Purpose, k.Generation }).IsUnique();
    }
}
