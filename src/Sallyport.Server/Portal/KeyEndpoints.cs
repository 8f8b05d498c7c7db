using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>
/// The routes behind <c>sallyport keys</c>: the keys that sign GitLab's ID tokens (<c>gitlab</c>) and the access tokens
/// of the login surface (<c>login</c>).
/// </summary>
internal static class KeyEndpoints
{
    /// <summary>
    /// How long a new key is published before it signs: as long as GitLab lets anyone keep its key set.
    /// </summary>
    public static readonly TimeSpan UsualLead = TimeSpan.FromDays(1);

    private const int MaximumBody = 1024;
    private const int MaximumLeadMinutes = 60 * 24 * 31;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/sallyport/keys/{surface}", ListAsync).Requires(new PortalAdministrator());
        routes.MapPost("/sallyport/keys/{surface}/rotate", RotateAsync).Requires(new PortalAdministrator());
    }

    private static async Task<IResult> ListAsync(
        string surface, GitLabKeys gitLab, KeyRing login, CancellationToken cancel) =>
        await ShowAsync(RingOf(surface, gitLab, login), cancel);

    private static async Task<IResult> RotateAsync(
        string surface, HttpRequest request, GitLabKeys gitLab, KeyRing login, CancellationToken cancel)
    {
        var ring = RingOf(surface, gitLab, login);
        var body = await LimitedBody.ReadAsync(request, MaximumBody, cancel) ?? throw Unreadable();
        var wanted = StrictJson.ReadObject(body) ?? throw Unreadable();
        var isLeak = wanted.TryGetProperty("now", out var now) && now.ValueKind == JsonValueKind.True;
        if (isLeak)
            await ring.ReplaceAsync(cancel);
        else if (await ring.RotateAsync(LeadOf(wanted), cancel) is null)
            throw new PortalRefusal(409, "Conflict", "Another key already waits for its time.").ToException();
        return await ShowAsync(ring, cancel);
    }

    private static TimeSpan LeadOf(JsonElement wanted)
    {
        if (!wanted.TryGetProperty("leadMinutes", out var lead) || lead.ValueKind == JsonValueKind.Null)
            return UsualLead;
        var isNumber = lead.ValueKind == JsonValueKind.Number && lead.TryGetInt32(out _);
        if (!isNumber || lead.GetInt32() is < 0 or > MaximumLeadMinutes)
            throw Unreadable();
        return TimeSpan.FromMinutes(lead.GetInt32());
    }

    private static KeyRing RingOf(string surface, GitLabKeys gitLab, KeyRing login) => surface switch
    {
        "gitlab" => gitLab.Ci,
        "login" => login,
        _ => throw new PortalRefusal(404, "NotFound", "The surfaces with keys are gitlab and login.").ToException(),
    };

    private static async Task<IResult> ShowAsync(KeyRing ring, CancellationToken cancel)
    {
        var all = await ring.AllAsync(cancel);
        var current = ring.Current(all);
        return Results.Json(new
        {
            value = all.Select(k => new
            {
                kid = k.Stored.KeyId,
                state = StateOf(k, current),
                createdAt = k.Stored.CreatedAt,
                activeFrom = k.Stored.ActiveFrom,
                goesAt = ring.GoesAt(k, all),
            }),
        });
    }

    private static string StateOf(RingKey key, RingKey current)
    {
        if (key == current)
            return "signs";
        return key.Stored.Generation > current.Stored.Generation ? "next" : "old";
    }

    private static RefusedException Unreadable() => new PortalRefusal(
        400, "BadRequest", "The body is a JSON object with 'now' or 'leadMinutes', a number from 0 to 44640.")
        .ToException();
}
