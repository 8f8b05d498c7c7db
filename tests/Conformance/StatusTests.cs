using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Sallyport.Conformance;

/// <summary>What keeps an instance alive, with the real az; and what status says of one that is broken.</summary>
public sealed class StatusTests
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";
    private const string Arm = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Az_cannot_delete_or_disable_Graph_or_ARM_and_both_go_on_giving_tokens(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance, debian12);
        foreach (var appId in (string[])[Graph, Arm])
        {
            (await az.RunAsync("ad", "sp", "delete", "--id", appId))
                .Fails("Specified App Principal ID is Microsoft Internal.", 1);
            (await az.RunAsync("ad", "sp", "update", "--id", appId, "--set", "accountEnabled=false"))
                .Fails("cannot be disabled", 1);
        }
        (await az.RunAsync("ad", "sp", "delete", "--id", instance.OwnerClientId)).Fails("last-way-in", 1);
        var id = await az.TextAsync("ad", "app", "create", "--display-name", "own", "--query", "appId", "-o", "tsv");
        (await az.RunAsync("ad", "sp", "create", "--id", id)).Passes();
        (await az.RunAsync("ad", "sp", "delete", "--id", id)).Passes();
        (await az.RunAsync("group", "list")).Passes();
        (await instance.RunAsync(["status"])).Passes();
    }

    [Theory]
    [InlineData("status", "No instance is running on", 3)]
    [InlineData("reset", "There is no instance's data in", 0)]
    public async Task No_control_character_in_the_name_of_a_folder_reaches_the_terminal(
        string command, string text, int code)
    {
        var parent = Directory.CreateTempSubdirectory("sallyport-name-").FullName;
        var answer = await Command.SallyportAsync([command, "--data-dir", Path.Combine(parent, "a\e]0;x\a\u202eb")]);
        Directory.Delete(parent);
        Assert.Equal(code, answer.ExitCode);
        Assert.Contains($"{text} {parent}/a\ufffd]0;x\ufffd\ufffdb", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Output, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task Status_tells_what_a_broken_instance_lacks_and_the_fix_works()
    {
        await using var instance = await Instance.StartAsync();
        Assert.Empty((JsonArray)(await StatusAsync(instance, 0, "running"))["problems"]!);
        using (var database = new SqliteConnection(
            $"Data Source={Path.Combine(instance.DataDirectory, "sallyport.db")};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "UPDATE service_principals SET AccountEnabled = 0; DELETE FROM RoleAssignments";
            command.ExecuteNonQuery();
        }
        var problems = (JsonArray)(await StatusAsync(instance, 1, "broken"))["problems"]!;
        Assert.Equal(4, problems.Count);
        var text = (await instance.RunAsync(["status"])).Fails("Broken", 1).Output;
        Assert.Contains("The service principal of Microsoft Graph is disabled.", text, StringComparison.Ordinal);
        Assert.Contains("Nobody is Owner of the subscription.", text, StringComparison.Ordinal);
        Assert.Contains("--restore-owner", text, StringComparison.Ordinal);
        (await instance.RunAsync(["down"])).Passes();
        await instance.UpAsync("--restore-owner");
        Assert.Empty((JsonArray)(await StatusAsync(instance, 0, "running"))["problems"]!);
    }

    private static async Task<JsonNode> StatusAsync(Instance instance, int exitCode, string status)
    {
        var outcome = await instance.RunAsync(["status", "--json"]);
        Assert.Equal(exitCode, outcome.ExitCode);
        var json = JsonNode.Parse(outcome.Output)!;
        Assert.Equal(status, (string?)json["status"]);
        return json["data"]!;
    }
}
