using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// The statement that inserts a sign-in record. It is made from EF's model once, so that the model stays the only list
/// of members; running it without EF takes a fifth of the time.
/// </summary>
internal sealed class SqliteSignInInsert : IDisposable
{
    private readonly SqliteCommand command;
    private readonly List<Column> columns;

    /// <summary>Prepares the statement.</summary>
    /// <param name="connection">An open connection to the file.</param>
    /// <param name="model">The model of <see cref="SignInContext"/>.</param>
    [SuppressMessage("Security", "CA2100", Justification = "The names are those of the model.")]
    public SqliteSignInInsert(SqliteConnection connection, IModel model)
    {
        var type = model.FindEntityType(typeof(SignInRecord))!;
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        columns = type.GetFlattenedProperties()
            .Select((property, index) => Column.Of(property, table, $"$p{index}"))
            .ToList();
        command = connection.CreateCommand();
        command.Parameters.AddRange(columns.Select(c => c.Parameter));
        command.CommandText = $"""
            INSERT INTO "{table.Name}" ({string.Join(", ", columns.Select(c => c.Name))})
            VALUES ({string.Join(", ", columns.Select(c => c.Parameter.ParameterName))})
            """;
    }

    /// <summary>Inserts a record.</summary>
    public void Execute(SignInRecord record, SqliteTransaction transaction)
    {
        command.Transaction = transaction;
        foreach (var column in columns)
            column.Set(record);
        command.ExecuteNonQuery();
    }

    public void Dispose() => command.Dispose();

    private sealed record Column(
        string Name, SqliteParameter Parameter, IProperty Property, Func<object?, object?>? ToStored)
    {
        public static Column Of(IProperty property, StoreObjectIdentifier table, string parameter) => new(
            $"\"{property.GetColumnName(table)}\"",
            new SqliteParameter(parameter, DBNull.Value),
            property,
            property.GetTypeMapping().Converter?.ConvertToProvider);

        public void Set(SignInRecord record)
        {
            var value = Read(Property, record);
            var stored = value is null || ToStored is null ? value : ToStored(value);
            Parameter.Value = stored ?? DBNull.Value;
        }

        // A member of a part that the record does not have is null, whatever its type.
        private static object? Read(IPropertyBase property, SignInRecord record)
        {
            var owner = property.DeclaringType is IComplexType part ? Read(part.ComplexProperty, record) : record;
            return owner is null ? null : property.PropertyInfo!.GetValue(owner);
        }
    }
}
