using Sallyport.Core.Entra.Directory;

namespace Sallyport.Portal.Applications;

/// <summary>How long a secret or certificate is still valid, as the portal says it.</summary>
/// <param name="Label">The words.</param>
/// <param name="Class">The class of the style sheet.</param>
public sealed record CredentialState(string Label, string Class)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>The state of something that ends.</summary>
    public static CredentialState Of(DateTimeOffset end, DateTimeOffset now)
    {
        if (end <= now)
            return new CredentialState("Expired", "bad");
        return end - now <= Soon
            ? new CredentialState("Expiring soon", "busy")
            : new CredentialState("Current", "good");
    }

    /// <summary>
    /// The state of an application: that of the secret or certificate that lasts longest; null without any.
    /// </summary>
    public static CredentialState? Of(Application application, DateTimeOffset now)
    {
        var secrets = application.PasswordCredentials.Select(p => p.EndDateTime);
        List<DateTimeOffset> ends = [.. secrets, .. application.KeyCredentials.Select(k => k.EndDateTime)];
        return ends.Count == 0 ? null : Of(ends.Max(), now);
    }
}
