namespace Sallyport.Server.Instance;

/// <summary>
/// Decides whether another user can have written what a data directory holds. Whoever can write there chooses the keys,
/// the secrets and the programs' settings that the instance and its commands go by. The rules are those of ssh
/// (<c>StrictModes</c>) and git (<c>safe.directory</c>), for the folder, the way to it and its files.
/// </summary>
internal static class DataDirectoryTrust
{
    private const int MaximumLinks = 40;
    private const uint Root = 0;

    /// <summary>Why the data directory cannot be trusted; null when only its owner can have written to it.</summary>
    /// <param name="path">The absolute path; a directory that does not exist yet has only its way checked.</param>
    public static string? Distrust(string path) =>
        OfWay(path, out var folder) ?? (folder is null ? null : OfFolder(folder));

    // Each folder on the way, and each link, could be replaced by its owner; an entry of a folder also by whoever may
    // write to the folder, unless it is sticky. What lies in a folder that others cannot enter is out of their reach.
    private static string? OfWay(string path, out string? folder)
    {
        folder = null;
        var at = "/";
        string? closed = null;
        var links = 0;
        var ahead = new Stack<string>();
        Push(ahead, path);
        while (ahead.TryPop(out var name))
        {
            var next = name == ".." ? Path.GetDirectoryName(at) ?? "/" : Path.Combine(at, name);
            if (FileOwnership.Find(next) is not { } entry)
                return null;
            if (entry.IsLink)
            {
                if (++links > MaximumLinks)
                    return $"{path} leads through too many symbolic links";
                if (OfOwner(next, entry) is { } foreign)
                    return foreign;
                at = FollowFrom(at, next, ahead);
                continue;
            }
            var isReached = ahead.Count == 0;
            if (!isReached && OfParent(next, entry, IsWithin(at, closed)) is { } reason)
                return reason;
            if (entry.IsClosed)
                closed = IsWithin(at, closed) ? closed : next;
            at = next;
        }
        folder = at;
        return null;
    }

    private static string? OfParent(string path, ListedFile parent, bool isClosed)
    {
        if (OfOwner(path, parent) is { } foreign)
            return foreign;
        return parent.IsOpenToWriters && !parent.IsSticky && !isClosed ? OpenToWriters(path) : null;
    }

    // What is on the way may be root's: root can do anything anyway.
    private static string? OfOwner(string path, ListedFile entry) =>
        entry.Owner == Root ? null : Foreign(path, entry);

    private static string FollowFrom(string at, string link, Stack<string> ahead)
    {
        var target = new FileInfo(link).LinkTarget ?? "";
        Push(ahead, target);
        return Path.IsPathRooted(target) ? "/" : at;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse().Where(n => n != "."))
            ahead.Push(name);
    }

    private static string? OfFolder(string folder)
    {
        if (FileOwnership.Find(folder) is not { IsFolder: true } found)
            return null; // no folder, so nothing is read from it
        return OfFile(folder, found)
            ?? DataDirectory.OwnEntries(folder).Select(OfEntry).FirstOrDefault(reason => reason is not null);
    }

    private static string? OfEntry(string path)
    {
        if (FileOwnership.Find(path) is not { } entry)
            return null; // deleted meanwhile
        if (entry.IsLink)
            return $"{path} is a symbolic link, which Sallyport does not make";
        if (OfFile(path, entry) is { } reason)
            return reason;
        if (!entry.IsFolder)
            return null;
        var isProfile = Path.GetFileName(path) == DataDirectory.Profile;
        return isProfile ? OfProfile(path, path, entry.IsClosed) : OfEntries(path);
    }

    private static string? OfEntries(string folder) =>
        Entries(folder).Select(OfEntry).FirstOrDefault(reason => reason is not null);

    // The files of the profile are az's, which makes them as the umask says and may link them with one another.
    private static string? OfProfile(string profile, string folder, bool isClosed)
    {
        foreach (var path in Entries(folder))
        {
            if (FileOwnership.Find(path) is not { } entry)
                continue;
            var reason = entry.IsLink ? OfProfileLink(profile, path) : null;
            reason ??= Foreign(path, entry);
            if (!isClosed && !entry.IsLink && entry.IsOpenToWriters)
                reason ??= OpenToWriters(path);
            if (entry.IsFolder)
                reason ??= OfProfile(profile, path, isClosed || entry.IsClosed);
            if (reason is not null)
                return reason;
        }
        return null;
    }

    private static string? OfProfileLink(string profile, string link)
    {
        var target = Path.GetFullPath(new FileInfo(link).LinkTarget ?? "/", Path.GetDirectoryName(link)!);
        return IsWithin(target, profile) ? null : $"{link} is a symbolic link that leads out of {profile}";
    }

    private static string? OfFile(string path, ListedFile entry) =>
        Foreign(path, entry) ?? (entry.IsOpenToWriters ? OpenToWriters(path) : null);

    private static string? Foreign(string path, ListedFile entry) =>
        entry.Owner == FileOwnership.CurrentUser
            ? null
            : $"{path} belongs to user {entry.Owner}, and you are user {FileOwnership.CurrentUser}";

    private static string OpenToWriters(string path) =>
        $"its group or everybody can write to {path} (`chmod go-w {path}` ends that)";

    private static bool IsWithin(string path, string? folder) =>
        folder is not null && (path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal));

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // deleted meanwhile
        }
    }
}
