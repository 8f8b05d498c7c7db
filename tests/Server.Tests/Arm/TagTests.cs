using System.Net;

namespace Sallyport.Server.Tests.Arm;

/// <summary>What tags a resource group takes.</summary>
public sealed class TagTests(ArmServer server) : IClassFixture<ArmServer>
{
    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public async Task A_group_has_fifty_tags_at_most(int count, bool isTaken)
    {
        var tags = Enumerable.Range(0, count).ToDictionary(i => $"tag{i}", i => $"{i}");
        await CheckAsync(tags, isTaken, "TooManyTags", "'51' exceeds the maximum of '50'");
    }

    [Theory]
    [InlineData("cost-centre.€ü 1", true)]
    [InlineData("a<b", false)]
    [InlineData("a>b", false)]
    [InlineData("a%b", false)]
    [InlineData("a&b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a?b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\u0007b", false)]
    public async Task A_name_has_no_reserved_characters(string name, bool isTaken) => await CheckAsync(
        new() { [name] = "any <>%&\\?/ value" }, isTaken, "InvalidTagNameCharacters",
        $"The tag names '{name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.");

    [Theory]
    [InlineData(512, 256, true, "")]
    [InlineData(1, 0, true, "")]
    [InlineData(513, 1, false, "InvalidTagName")]
    [InlineData(0, 1, false, "InvalidTagName")]
    [InlineData(1, 257, false, "InvalidTagValueLength")]
    public async Task Names_and_values_are_bounded(int name, int value, bool isTaken, string code) =>
        await CheckAsync(new() { [new string('n', name)] = new string('v', value) }, isTaken, code, "");

    // A reader that searches each name among all would take minutes.
    [Fact]
    public async Task As_many_tags_as_a_body_holds_are_refused_while_the_client_waits()
    {
        var tags = Enumerable.Range(0, 60_000).ToDictionary(i => $"{i}", _ => "");
        await CheckAsync(tags, false, "TooManyTags", "'60000' exceeds the maximum of '50'")
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(null, "has no value")]
    [InlineData(7, "is no string")]
    [InlineData("7", "")]
    public async Task A_value_is_a_text(object? value, string text)
    {
        var path = $"{await server.AddGroupAsync()}?{ArmServer.GroupVersion}";
        var answer = await server.Owner.PutAsync(
            path, new { location = "westeurope", tags = new Dictionary<string, object?> { ["a"] = value } });
        if (text.Length == 0)
            answer.Ok(HttpStatusCode.OK);
        else
            answer.Refused(400, "InvalidRequestContent", text);
    }

    private async Task CheckAsync(Dictionary<string, string> tags, bool isTaken, string code, string text)
    {
        var path = $"{await server.AddGroupAsync()}?{ArmServer.GroupVersion}";
        ArmAnswer[] answers =
        [
            await server.Owner.PutAsync(path, new { location = "westeurope", tags }),
            await server.Owner.SendAsync(HttpMethod.Patch, path, new { tags }),
        ];
        foreach (var answer in answers)
            if (isTaken)
                answer.Ok(HttpStatusCode.OK);
            else
                answer.Refused(400, code, text);
    }
}
