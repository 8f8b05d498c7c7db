namespace Sallyport.Runner.Containers;

/// <summary>
/// The host names of a service. Source: <c>helpers/container/services/services.go</c>, gitlab-runner, and "Accessing
/// the services" in GitLab's documentation.
/// </summary>
internal static class ServiceNames
{
    private static readonly char[] Separators = [' ', ','];

    /// <summary>The names from the image, with <c>__</c> and <c>-</c> for a slash, and those of its alias.</summary>
    public static IEnumerable<string> Of(JobService service)
    {
        var image = WithoutPort(WithoutVersion(service.Name));
        string[] names =
        [
            image.Replace("/", "__", StringComparison.Ordinal),
            image.Replace('/', '-'),
            .. (service.Alias ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries),
        ];
        return names.Distinct(StringComparer.Ordinal).Where(IsHostName);
    }

    private static string WithoutVersion(string image)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private static string WithoutPort(string image)
    {
        var slash = image.IndexOf('/');
        var colon = image.IndexOf(':');
        return colon >= 0 && colon < slash ? image[..colon] + image[slash..] : image;
    }

    private static bool IsHostName(string name) => name.Length > 0
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
