using Microsoft.Data.Sqlite;

namespace Sallyport.Storage;

/// <summary>
/// The file of the sign-in log: one row a record, which is JSON. What is searched are columns that SQLite computes from the record, so
/// that the writer writes one text and a file of an earlier version is brought up to date without touching its rows.
/// </summary>
public static class SignInSchema
{
    private const int Version = 1;

    private const string Tables = """
        PRAGMA journal_mode=WAL;
        CREATE TABLE IF NOT EXISTS sign_ins (
            id TEXT PRIMARY KEY, created INTEGER NOT NULL, error_code INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS sign_ins_created ON sign_ins (created);
        """;

    // Of the rows of a tenant, the primary key behind the indexed columns gives the order by id.
    private const string Columns = """
        ALTER TABLE sign_ins ADD COLUMN correlation_id TEXT AS (record ->> '$.CorrelationId') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN tenant_id TEXT AS (record ->> '$.TenantId') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN app_id TEXT AS (record ->> '$.AppId') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN app_display_name TEXT AS (record ->> '$.AppDisplayName') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN service_principal_id TEXT AS (record ->> '$.ServicePrincipalId') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN resource TEXT AS (record ->> '$.Resource') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN client_credential_type TEXT AS (record ->> '$.ClientCredentialType') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN credential_key_id TEXT AS (record ->> '$.CredentialKeyId') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN credential_thumbprint TEXT AS (record ->> '$.CredentialThumbprint') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN assertion_sha256 TEXT AS (record ->> '$.AssertionSha256') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN failure_reason TEXT AS (record ->> '$.FailureReason') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN unique_token_identifier TEXT AS (record ->> '$.UniqueTokenIdentifier') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN explanation TEXT AS (record ->> '$.Explanation') VIRTUAL;
        ALTER TABLE sign_ins ADD COLUMN of_stranger INTEGER AS (record ->> '$.ServicePrincipalId' IS NULL) VIRTUAL;
        CREATE INDEX sign_ins_tenant ON sign_ins (tenant_id);
        CREATE INDEX sign_ins_app ON sign_ins (tenant_id, app_id);
        CREATE INDEX sign_ins_stranger ON sign_ins (of_stranger, created);
        PRAGMA user_version=1;
        """;

    /// <summary>Brings the file to today's schema, making it when there is none.</summary>
    /// <returns>The file's version when it is newer than this one – it stays untouched – or null.</returns>
    public static string? Update(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var version = (long)Command(connection, "PRAGMA user_version").ExecuteScalar()!;
        if (version > Version)
            return $"sign-ins.db of version {version}";
        Command(connection, Tables).ExecuteNonQuery();
        if (version == Version)
            return null;
        using var transaction = connection.BeginTransaction();
        Command(connection, Columns).ExecuteNonQuery();
        transaction.Commit();
        return null;
    }

    private static SqliteCommand Command(SqliteConnection connection, string text)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }
}
