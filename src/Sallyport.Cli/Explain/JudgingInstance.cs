using System.Net.Http.Json;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Server.Portal;

namespace Sallyport.Cli.Explain;

/// <summary>The running instance whose verdict is asked for: its directory, its settings, and its own way to issuers.</summary>
internal sealed class JudgingInstance : IDisposable
{
    private readonly HttpClient portal;

    private JudgingInstance(HttpClient portal, TenantDirectory directory, DecisionSettings settings) =>
        (this.portal, Directory, Settings) = (portal, directory, settings);

    /// <summary>Its directory.</summary>
    public TenantDirectory Directory { get; }

    /// <summary>How it decides.</summary>
    public DecisionSettings Settings { get; }

    /// <summary>Asks it.</summary>
    public static async Task<JudgingInstance> OpenAsync(InstanceClient instance, CancellationToken cancel)
    {
        var portal = instance.Portal();
        var settings = await portal.GetFromJsonAsync<DecisionSettings>("sallyport/settings", StrictJson.Options, cancel);
        return new JudgingInstance(portal, await TenantDirectory.OpenAsync(instance, cancel), settings!);
    }

    /// <summary>Why it would refuse what a credential of the application fits; null when it would not.</summary>
    public async Task<VerificationRefusal?> VerifyAsync(Guid application, Presented presented, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new VerificationRequest(application, presented.Token, presented.Claims), StrictJson.Options));
        using var response = await portal.PostAsync("sallyport/verifications", content, cancel);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<VerificationAnswer>(StrictJson.Options, cancel))!.Refusal;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Dispose();
        portal.Dispose();
    }
}
