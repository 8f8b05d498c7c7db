using Microsoft.Data.Sqlite;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Storage.Tests;

/// <summary>Which failures of SQLite pass by themselves. The numbers are those of "Result and Error Codes".</summary>
public sealed class FailuresTests
{
    [Theory]
    [InlineData(5, true)] // SQLITE_BUSY
    [InlineData(6, true)] // SQLITE_LOCKED
    [InlineData(8, true)] // SQLITE_READONLY
    [InlineData(10, true)] // SQLITE_IOERR
    [InlineData(11, true)] // SQLITE_CORRUPT
    [InlineData(13, true)] // SQLITE_FULL
    [InlineData(14, true)] // SQLITE_CANTOPEN
    [InlineData(18, false)] // SQLITE_TOOBIG
    [InlineData(19, false)] // SQLITE_CONSTRAINT
    [InlineData(20, false)] // SQLITE_MISMATCH
    [InlineData(21, false)] // SQLITE_MISUSE
    public void What_is_about_the_file_is_an_outage_and_what_is_about_the_statement_is_none(int code, bool isOutage) =>
        Assert.Equal(isOutage, new SqliteFailures().IsOutage(new SqliteException("x", code)));

    [Theory]
    [InlineData(787, true, false)] // SQLITE_CONSTRAINT_FOREIGNKEY
    [InlineData(1299, false, false)] // SQLITE_CONSTRAINT_NOTNULL
    [InlineData(1555, false, true)] // SQLITE_CONSTRAINT_PRIMARYKEY
    [InlineData(2067, false, true)] // SQLITE_CONSTRAINT_UNIQUE
    public void What_belongs_to_nothing_any_more_is_told_from_what_is_there_twice(int extended, bool isOrphan, bool isDuplicate)
    {
        var failure = new SqliteException("x", 19, extended);
        Assert.Equal((isOrphan, isDuplicate), (new SqliteFailures().IsOrphan(failure), new SqliteFailures().IsDuplicate(failure)));
    }
}
