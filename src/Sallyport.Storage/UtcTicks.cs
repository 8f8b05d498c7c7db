using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Sallyport.Storage;

/// <summary>Instants are stored as UTC ticks: SQLite cannot order by a <see cref="DateTimeOffset"/>.</summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
    v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
