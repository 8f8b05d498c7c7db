using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
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
        Assert.InRange(length / Rows, 100, PerRow);
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

        private readonly Guid appId = Guid.CreateVersion7();
        private readonly Guid servicePrincipal = Guid.CreateVersion7();
        private readonly Guid credential = Guid.CreateVersion7();

        public SignInRecord SignIn(Guid tenant) => new()
        {
            Id = Guid.CreateVersion7(),
            CorrelationId = Guid.CreateVersion7(),
            CreatedDateTime = TimeProvider.System.GetUtcNow(),
            TenantId = tenant,
            AppId = appId.ToString(),
            AppDisplayName = "gitlab-deployment-01",
            ServicePrincipalId = servicePrincipal,
            Resource = "https://management.azure.com",
            ClientCredentialType = "federatedIdentityCredential",
            AssertionSha256 = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            UniqueTokenIdentifier = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))[..22],
            Federated = new FederatedSignIn
            {
                Outcome = AssertionOutcome.Accepted,
                Presented = new PresentedClaims(Issuer, Subject, Issuer),
                CredentialId = credential,
                CredentialName = "gitlab-main-branch-1",
            },
        };
    }
}
