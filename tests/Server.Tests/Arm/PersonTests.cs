using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Arm;

/// <summary>People call resource management, as long as their account and their sessions last.</summary>
public sealed class PersonTests
{
    private const string Closed = "The account of the signed-in user is disabled or does not exist.";
    private const string Ended =
        "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";

    [Theory]
    [InlineData("disabled", Closed)]
    [InlineData("deleted", Closed)]
    [InlineData("revoked", Ended)]
    [InlineData("password", Ended)]
    public async Task A_token_ends_with_the_account_and_with_the_sessions(string how, string message)
    {
        await using var server = new ArmServer();
        await server.InitializeAsync();
        using var graph = new GraphClient(server.Running.For(
            "graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com")));
        var (id, name) = await server.AddPersonAsync();
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, id, type: "User")).Ok(HttpStatusCode.Created);
        using var person = await server.SignInAsync(name);
        var subscription = $"{server.Subscription}?api-version=2022-12-01";
        (await person.GetAsync(subscription)).Ok();

        server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var path = $"/v1.0/users/{id}";
        var changed = how switch
        {
            "disabled" => await graph.PatchAsync(path, new JsonObject { ["accountEnabled"] = false }),
            "deleted" => await graph.DeleteAsync(path),
            "revoked" => await graph.PostAsync(path + "/revokeSignInSessions", []),
            _ => await graph.PatchAsync(path, new JsonObject
            {
                ["passwordProfile"] = new JsonObject { ["password"] = "Another-horse-8", ["forceChangePasswordNextSignIn"] = false },
            }),
        };
        Assert.True(changed.Status is HttpStatusCode.NoContent or HttpStatusCode.OK, changed.Body.ToString());
        var refused = await person.GetAsync(subscription);
        refused.Refused(401, "InvalidAuthenticationToken", message);
        (await person.GetAsync("/subscriptions?api-version=2022-12-01")).Refused(401, "InvalidAuthenticationToken", message);
        if (message == Closed)
            return;
        Assert.StartsWith("""{"access_token":{"nbf":{"essential":true,"value":"1""", Challenge(refused), StringComparison.Ordinal);
        using var again = await server.SignInAsync(name, how == "password" ? "Another-horse-8" : GraphPeople.Password);
        (await again.GetAsync(subscription)).Ok();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("User", true)]
    [InlineData("user", true)]
    [InlineData("ServicePrincipal", false)]
    [InlineData("Group", false)]
    public async Task The_stated_type_of_a_person_must_be_user(string? type, bool isTaken)
    {
        await using var server = new ArmServer();
        await server.InitializeAsync();
        var (id, _) = await server.AddPersonAsync();
        var answer = await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, id, type: type!);
        if (isTaken)
            Assert.Equal("User", (string?)answer.Ok(HttpStatusCode.Created).Body!["properties"]!["principalType"]);
        else
            answer.Refused(400, "UnmatchedPrincipalType",
                $"The PrincipalId '{id.Replace("-", "", StringComparison.Ordinal)}' has type 'User' , which is different from specified PrinciaplType '{type}'.");
    }

    private static string Challenge(ArmAnswer answer)
    {
        var header = Assert.Single(answer.Message.Headers.WwwAuthenticate).ToString();
        Assert.Contains("error=\"insufficient_claims\"", header, StringComparison.Ordinal);
        var claims = header.Split("claims=\"")[1].Split('"')[0];
        return Encoding.UTF8.GetString(Convert.FromBase64String(claims));
    }
}
