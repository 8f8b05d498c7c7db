using System.Net.Http.Json;
using System.Text.Json;
using Sallyport.Cli.Instances;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Server.Portal;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The running instance whose judgement is asked for: its directory, its settings, and its own way to issuers.
/// </summary>
internal sealed class JudgingInstance : IDisposable
{
    private readonly HttpClient portal;

    private JudgingInstance(HttpClient portal, TenantDirectory directory, DecisionSettings settings)
    {
        this.portal = portal;
        Directory = directory;
        Settings = settings;
        var policy = new FederationPolicy { FurtherAlgorithms = settings.FurtherAlgorithms };
        Judge = new FederatedJudge(TimeProvider.System, policy);
    }

    /// <summary>The directory of the instance.</summary>
    public TenantDirectory Directory { get; }

    /// <summary>The settings by which it decides.</summary>
    public DecisionSettings Settings { get; }

    /// <summary>The judge with its settings; it has no keys.</summary>
    public FederatedJudge Judge { get; }

    /// <summary>Signs in to the instance and asks for its settings.</summary>
    public static async Task<JudgingInstance> OpenAsync(InstanceClient instance, CancellationToken cancel)
    {
        var portal = instance.Portal();
        const string url = "sallyport/settings";
        var settings = await portal.GetFromJsonAsync<DecisionSettings>(url, StrictJson.Options, cancel);
        return new JudgingInstance(portal, await TenantDirectory.OpenAsync(instance, cancel), settings!);
    }

    /// <summary>The judgement without keys, by the instance's own settings.</summary>
    /// <param name="presented">What is presented.</param>
    /// <param name="credentials">The credentials, of one application or of several.</param>
    public Judgement Preview(Presented presented, IReadOnlyList<FederatedIdentityCredential> credentials) =>
        Judge.Preview(presented.Read(), credentials, Settings.Policy);

    /// <summary>Lets the instance judge, with its own keys, what a credential of the application fits.</summary>
    /// <param name="previewed">The judgement without keys.</param>
    /// <param name="application">The application's object id.</param>
    /// <param name="presented">What is presented.</param>
    /// <param name="cancel">Cancels waiting.</param>
    public async Task<Judgement> JudgeAsync(
        Judgement previewed, Guid application, Presented presented, CancellationToken cancel)
    {
        var request = new JudgementRequest(application, presented.Token, presented.Claims);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, StrictJson.Options));
        using var response = await portal.PostAsync("sallyport/judgements", content, cancel);
        response.EnsureSuccessStatusCode();
        var answer = (await response.Content.ReadFromJsonAsync<JudgementAnswer>(StrictJson.Options, cancel))!;
        var failure = answer.Failure is { } told ? new IssuerUnreachableException(told.Url, told.Reason) : null;
        return previewed with
        {
            Outcome = answer.Outcome,
            Detail = answer.Detail,
            Demanded = answer.Demanded,
            Failure = failure,
            JudgedAt = answer.JudgedAt,
            KeysAsked = answer.KeysAsked,
        };
    }

    public void Dispose()
    {
        Directory.Dispose();
        portal.Dispose();
    }
}
