namespace Sallyport.Server.Instance;

/// <summary>
/// The files of a data directory that belong together. A first start makes them in this order: identity, secrets, local
/// authority, databases. So a part that is missing beside a database was lost, and a new one would not fit the rest.
/// </summary>
internal static class InstanceFiles
{
    private static readonly string[] Names =
    [
        "identity.json", "owner-secret", "admin-password", "gitlab-token", "administrator-token", "proxy-secret",
        "ca.key", "ca.pem", "sallyport.db", "gitlab.db", "sign-ins.db",
    ];

    /// <summary>Refuses a directory that lost a part which cannot be made anew.</summary>
    /// <exception cref="StartupException">A file is missing, or a folder stands in its place.</exception>
    public static void RequireWhole(string folder)
    {
        foreach (var path in Names.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
            throw DataDirectory.Damaged(path, "is a folder, where a file must be");
        var database = new FileInfo(Path.Combine(folder, "sallyport.db"));
        if (!database.Exists || database.Length == 0)
            return; // a first start, or one that was killed before its database had anything
        foreach (var name in (string[])["identity.json", "owner-secret", "admin-password"])
            Require(Path.Combine(folder, name));
        if (File.Exists(Path.Combine(folder, "ca.key")))
            Require(Path.Combine(folder, "ca.pem"));
        // one that was taken away on purpose is made anew
        foreach (var other in Others(folder).Where(f => f is { Exists: true, Length: 0 }))
            throw DataDirectory.Damaged(other.FullName, "is empty, although the database beside it is not");
    }

    private static IEnumerable<FileInfo> Others(string folder) =>
        ((string[])["gitlab.db", "sign-ins.db"]).Select(name => new FileInfo(Path.Combine(folder, name)));

    private static void Require(string path)
    {
        if (!File.Exists(path))
            throw DataDirectory.Damaged(path, "is missing, although the database beside it exists");
    }
}
