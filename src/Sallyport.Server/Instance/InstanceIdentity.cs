using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Instance;

/// <summary>The ids of a data directory, chosen on its first start and kept: <c>identity.json</c>.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="OwnerClientId">The owner's client id.</param>
internal sealed record InstanceIdentity(Guid TenantId, Guid SubscriptionId, Guid OwnerClientId)
{
    private Guid[] Ids => [TenantId, SubscriptionId, OwnerClientId];

    /// <summary>The options with the ids that the data directory has.</summary>
    public static ServerOptions Keep(ServerOptions options)
    {
        var chosen = new InstanceIdentity(options.TenantId, options.SubscriptionId, options.OwnerClientId);
        var path = Path.Combine(options.DataDirectory, "identity.json");
        var text = PrivateFile.ReadOrCreate(path, () => JsonSerializer.Serialize(chosen, StrictJson.Options) + "\n");
        try
        {
            var kept = JsonSerializer.Deserialize<InstanceIdentity>(text, StrictJson.Options);
            if (kept is null || kept.Ids.Contains(Guid.Empty))
                throw DataDirectory.Damaged(path, "lacks an id");
            return options with
            {
                TenantId = kept.TenantId,
                SubscriptionId = kept.SubscriptionId,
                OwnerClientId = kept.OwnerClientId,
            };
        }
        catch (JsonException exception)
        {
            throw DataDirectory.Damaged(path, "is damaged", exception);
        }
    }
}
