using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sallyport.Conformance;

/// <summary>The sample application with Microsoft.Identity.Web: built and started as its README says.</summary>
public sealed class SampleTests
{
    private const string Name = "ada@sallyport.onmicrosoft.com";
    private const string Password = "Correct-horse-7";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Microsoft_Identity_Web_signs_a_person_in_once_ID_tokens_are_switched_on_and_out_again()
    {
        await using var instance = await Instance.StartAsync();
        var owner = await Az.OwnerAsync(instance);
        (await owner.RunAsync("ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password)).Passes();
        var application = await owner.TextAsync(
            "ad", "app", "create", "--display-name", "sign-in", "--web-redirect-uris", "http://localhost/signin-oidc", "--query", "appId", "-o", "tsv");
        (await owner.RunAsync("ad", "sp", "create", "--id", application)).Passes();
        var folder = await BuildAsync(instance);

        var address = $"http://localhost:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var environment = await instance.EnvironmentAsync();
        (environment["AzureAd__ClientId"], environment["AzureAd__TenantId"]) = (application, instance.TenantId);
        environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // says what went wrong
        using var process = Command.Start("dotnet", [Path.Combine(folder, "out", "SignIn.dll"), "--urls", address], folder, environment);
        try
        {
            await ListensAsync(process);
            using var pages = new SignInPages(instance, Name, Password);
            Assert.Contains("AADSTS700054", await pages.OpenAsync(address), StringComparison.Ordinal);
            (await owner.RunAsync("ad", "app", "update", "--id", application, "--enable-id-token-issuance", "true")).Passes();
            pages.Seen.Clear();
            Assert.Equal($"Hello Ada, you signed in as {Name}.", await pages.OpenAsync(address));
            Assert.Contains("You signed out", await pages.OpenAsync(address + "/sign-out"), StringComparison.Ordinal);
            Assert.Equal($"Hello Ada, you signed in as {Name}.", await pages.OpenAsync(address));
            Assert.Equal(2, pages.Seen.Count(title => title == "Enter password"));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> BuildAsync(Instance instance)
    {
        var folder = Directory.CreateDirectory(Path.Combine(instance.Folder, "sample")).FullName;
        foreach (var file in (string[])["SignIn.csproj", "Program.cs", "appsettings.json"])
            File.Copy(Path.Combine(Command.Repository, "samples", "aspnet-core-sign-in", file), Path.Combine(folder, file));
        (await Command.RunAsync("dotnet", ["build", "-o", "out", "-v", "quiet", "--nologo"], folder, limit: TimeSpan.FromMinutes(6))).Passes();
        return folder;
    }

    private static async Task ListensAsync(System.Diagnostics.Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                return;
        Assert.Fail(await process.StandardError.ReadToEndAsync(Cancel));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
