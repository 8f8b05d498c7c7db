using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Server.Graph;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Login;

/// <summary>How passwords are kept, compared and replaced.</summary>
public sealed class PasswordTests
{
    private const string Chosen = "Another-horse-8";
    private const string Given = "Reset-horse-9";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_is_hashed_as_often_as_OWASP_asks_for()
    {
        using var hashes = new PasswordHashes(new ServerOptions { DataDirectory = "" });
        var kept = Convert.FromBase64String(await hashes.HashAsync(Chosen));
        const int Sha512 = 2;
        Assert.Equal(Sha512, BinaryPrimitives.ReadInt32BigEndian(kept.AsSpan(1)));
        Assert.Equal(210_000, BinaryPrimitives.ReadInt32BigEndian(kept.AsSpan(5)));
    }

    [Fact]
    public async Task A_password_that_is_being_compared_holds_up_other_passwords_and_nobody_else()
    {
        // A comparison takes seconds here, and nobody waits for one.
        var limits = new UnprovenLimits { Patience = TimeSpan.FromMilliseconds(1), PasswordsAtOnce = 1 };
        await using var server = await RunningServer.StartAsync(o => o with { Unproven = limits, PasswordIterations = 2_000_000 });
        await server.OwnerTokenAsync("https://management.azure.com");
        Task<HttpResponseMessage>[] tries = [TryAsync(server), TryAsync(server)];
        var first = await Task.WhenAny(tries);
        using var crowded = await first;
        Assert.Equal(HttpStatusCode.TooManyRequests, crowded.StatusCode);
        Assert.NotNull(crowded.Headers.RetryAfter);
        Assert.Contains("AADSTS90055", await crowded.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        await server.OwnerTokenAsync("https://management.azure.com");
        using var compared = await tries.Single(t => t != first);
        Assert.Contains("AADSTS50126", await compared.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_is_not_undone_by_a_change_that_began_before_it()
    {
        await using var world = await SignInWorld.StartAsync();
        await using var scope = world.Server.Server.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var people = services.GetRequiredService<IUserDirectory>();
        var person = await people.FindAsync(world.Server.Facts.TenantId, new Guid(world.Id), Cancel);
        var own = new OwnPassword(services.GetRequiredService<PasswordTries>(), UsersWhoAreReset(services, () => ResetAsync(world, Given)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => own.ChangeAsync(person!, SignInWorld.Password, Chosen, Cancel));
        Assert.Contains("current password", refused.Refusal.Message, StringComparison.Ordinal);
        await AssertPasswordAsync(world, Given);

        var undisturbed = new OwnPassword(services.GetRequiredService<PasswordTries>(), services.GetRequiredService<Users>());
        await undisturbed.ChangeAsync(person!, Given, Chosen, Cancel);
        await AssertPasswordAsync(world, Chosen);
    }

    [Fact]
    public async Task A_reset_is_not_undone_by_the_page_for_a_new_password_either()
    {
        await using var world = await SignInWorld.StartAsync();
        await using var scope = world.Server.Server.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var tenant = await services.GetRequiredService<IClientDirectory>().FindTenantAsync(world.Server.Facts.TenantId, Cancel);
        var pages = ActivatorUtilities.CreateInstance<PageSignIn>(services, UsersWhoAreReset(services, () => ResetAsync(world, Given)));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChangeAsync(pages, SignInWorld.Password));
        Assert.Equal("AADSTS50126", refused.Refusal.Code);
        await AssertPasswordAsync(world, Given);

        await ChangeAsync(services.GetRequiredService<PageSignIn>(), Given);
        await AssertPasswordAsync(world, Chosen);

        Task<SignedInPerson> ChangeAsync(PageSignIn by, string current) =>
            by.ChangePasswordAsync(tenant, SignInWorld.Name, new PasswordChange(current, Chosen), new SignInDraft(Guid.Empty, Guid.Empty), Cancel);
    }

    // An administrator resets the password while the chosen one is hashed.
    private static Users UsersWhoAreReset(IServiceProvider services, Func<Task> reset) =>
        ActivatorUtilities.CreateInstance<Users>(services, new Interrupted(services.GetRequiredService<IPasswordHashes>(), reset));

    private static async Task ResetAsync(SignInWorld world, string password) =>
        (await world.GraphAsync(HttpMethod.Patch, $"/v1.0/users/{world.Id}", new JsonObject
        {
            ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = password },
        })).Ok(HttpStatusCode.NoContent);

    private static async Task AssertPasswordAsync(SignInWorld world, string right)
    {
        foreach (var password in (string[])[SignInWorld.Password, Given, Chosen])
        {
            using var answer = await TryAsync(world.Server, SignInWorld.Name, password);
            Assert.Equal(password == right ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> TryAsync(
        RunningServer server, string name = "nobody@sallyport.onmicrosoft.com", string password = "x") => server.PostTokenAsync(
        ("grant_type", "password"), ("client_id", SignInWorld.AzureCli), ("scope", "https://management.azure.com/.default"),
        ("username", name), ("password", password));

    private sealed class Interrupted(IPasswordHashes hashes, Func<Task> interrupt) : IPasswordHashes
    {
        public async Task<string> HashAsync(string password)
        {
            await interrupt();
            return await hashes.HashAsync(password);
        }

        public Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancel) => hashes.VerifyAsync(hash, password, cancel);
    }
}
