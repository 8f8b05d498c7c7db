using System.Net;

namespace Sallyport.Server.Tests.Login;

/// <summary>No record, no answer.</summary>
public sealed class SignInRecordTests
{
    [Fact]
    public async Task What_cannot_be_recorded_is_not_answered_and_is_again_when_it_can()
    {
        await using var server = await RunningServer.StartAsync();
        await server.OwnerTokenAsync("https://graph.microsoft.com");
        var log = Path.Combine(server.Folder, "sign-ins.db");
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={log}");
        Execute(other, "ALTER TABLE sign_ins RENAME TO gone");
        (string, string)[] form =
        [
            ("grant_type", "client_credentials"), ("client_id", server.Facts.OwnerClientId.ToString()),
            ("client_secret", server.Facts.OwnerClientSecret), ("scope", "https://graph.microsoft.com/.default"),
        ];
        using var refused = await server.PostTokenAsync(form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Execute(other, "ALTER TABLE gone RENAME TO sign_ins");
        using var taken = await server.PostTokenAsync(form);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    private static void Execute(Microsoft.Data.Sqlite.SqliteConnection connection, string text)
    {
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        connection.Close();
    }
}
