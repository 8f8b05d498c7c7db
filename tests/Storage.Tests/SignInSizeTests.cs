using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Tests;

/// <summary>How much room the sign-in log takes. <c>SALLYPORT_SIGN_INS</c> says how many records are written, 5,000 if it is not set.</summary>
public sealed class SignInSizeTests(ITestOutputHelper output) : IDisposable
{
    private const int PerRow = 700;

    private readonly TestFiles files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int Rows => int.Parse(Environment.GetEnvironmentVariable("SALLYPORT_SIGN_INS") ?? "5000", null);

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_successful_federated_sign_in_takes_at_most_700_bytes_of_the_file_index_entries_included()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using (var storage = await files.OpenAsync())
            await WriteAsync(storage.GetRequiredService<ISignInLog>());
        output.WriteLine($"{clock.Elapsed.TotalMicroseconds / Rows:F1} µs a row");
        using (var file = TestFiles.Connect(files.Storage.SignIns))
            TestFiles.Execute(file, "PRAGMA wal_checkpoint(TRUNCATE)");
        var length = new FileInfo(files.Storage.SignIns).Length;
        output.WriteLine($"{length / (double)Rows:F1} bytes a row");
        Assert.InRange(length / (double)Rows, 100, PerRow);
    }

    private static async Task WriteAsync(ISignInLog log)
    {
        var clients = Enumerable.Range(0, 10).Select(_ => new Client()).ToList();
        var tenant = Guid.CreateVersion7();
        foreach (var batch in Enumerable.Range(0, Rows).Chunk(200))
            await Task.WhenAll(batch.Select(i => log.WriteAsync(clients[i % clients.Count].SignIn(tenant), Cancel)));
    }

    /// <summary>A client whose names and claims are as long as the tutorial's.</summary>
    private sealed class Client
    {
        private const string Issuer = "https://gitlab.example.com";
        private const string Subject = "project_path:mygroup/myproject:ref_type:branch:ref:main";

        private readonly Application application = new()
        {
            Id = Guid.CreateVersion7(), AppId = Guid.CreateVersion7(), TenantId = Guid.CreateVersion7(),
            DisplayName = "gitlab-deployment-01", SignInAudience = "AzureADMyOrg", CreatedDateTime = DateTimeOffset.UnixEpoch,
        };

        private readonly Guid servicePrincipal = Guid.CreateVersion7();
        private readonly Judgement judgement;

        public Client()
        {
            var credential = new FederatedIdentityCredential
            {
                Id = Guid.CreateVersion7(), ApplicationId = application.Id, Name = "gitlab-main-branch-1",
                Issuer = Issuer, Subject = Subject, Audience = Issuer, CreatedDateTime = DateTimeOffset.UnixEpoch,
            };
            var claims = JsonElement.Parse($$"""{"iss":"{{Issuer}}","sub":"{{Subject}}","aud":"{{Issuer}}","project_id":"57382910"}""");
            var judge = new FederatedJudge(TimeProvider.System, new FederationPolicy());
            judgement = judge.Preview(AssertionReader.ReadDecoded(claims), [credential], TenantPolicy.None);
            Assert.True(judgement.IsAccepted);
        }

        public SignInRecord SignIn(Guid tenant)
        {
            var draft = new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7());
            draft.InTenant(tenant);
            draft.ByApplication(application);
            draft.ByPrincipal(servicePrincipal);
            draft.ForResource("https://management.azure.com");
            draft.ProvedBy("federatedIdentityCredential");
            draft.WithAssertion(RandomNumberGenerator.GetBytes(32));
            draft.Judged(judgement);
            return draft.Succeeded(AccessTokens.NewUniqueId(), TimeProvider.System.GetUtcNow());
        }
    }
}
