using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Sallyport.Storage.Sqlite;

/// <summary>SQLite's failures. Source: "Result and Error Codes", sqlite.org.</summary>
internal sealed class SqliteFailures : IStoreFailures
{
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int Misuse = 21;
    private const int Range = 25;

    // Extended codes.
    private const int ForeignKey = 787;
    private const int PrimaryKey = 1555;
    private const int Unique = 2067;

    /// <summary>Every code that is not about the statement and its values is about the file.</summary>
    public bool IsOutage(DbException failure) =>
        failure is SqliteException { SqliteErrorCode: not (TooBig or Constraint or Mismatch or Misuse or Range) };

    public bool IsOrphan(DbException failure) => failure is SqliteException { SqliteExtendedErrorCode: ForeignKey };

    public bool IsDuplicate(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: PrimaryKey or Unique };
}
