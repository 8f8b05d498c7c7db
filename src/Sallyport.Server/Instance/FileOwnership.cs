using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sallyport.Server.Instance;

/// <summary>A file, a folder or a symbolic link as the system lists it.</summary>
/// <param name="Owner">The user id of its owner.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
internal readonly record struct ListedFile(uint Owner, UnixFileMode Mode, bool IsLink, bool IsFolder)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersEnter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether its group or everybody may write to it.</summary>
    public bool IsOpenToWriters => (Mode & OthersWrite) != 0;

    /// <summary>Whether nobody but its owner can reach what lies in this folder.</summary>
    public bool IsClosed => IsFolder && (Mode & OthersEnter) == 0;

    /// <summary>Whether only the owner of an entry of this folder may rename or delete that entry.</summary>
    public bool IsSticky => Mode.HasFlag(UnixFileMode.StickyBit);
}

/// <summary>
/// Who owns a file, which .NET does not tell. The runtime's own library is asked, because its structure is the same on
/// every system; the C library's differs between systems and processors.
/// </summary>
internal static partial class FileOwnership
{
    private const int TypeMask = 0xF000;
    private const int Link = 0xA000;
    private const int Folder = 0x4000;
    private const int PermissionMask = 0xFFF;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;

    /// <summary>The user that this process acts as.</summary>
    public static uint CurrentUser => GetEffectiveUser();

    /// <summary>The file itself, not what a link leads to; null when there is none.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static ListedFile? Find(string path)
    {
        if (LStat(path, out var status) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is NoSuchFile or NotAFolder)
                return null;
            throw new IOException($"{new Win32Exception(error).Message} : '{path}'", error);
        }
        var type = status.Mode & TypeMask;
        return new ListedFile(
            status.Owner, (UnixFileMode)(status.Mode & PermissionMask), IsLink: type == Link, IsFolder: type == Folder);
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LStat(string path, out FileStatus status);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetEUid")]
    private static partial uint GetEffectiveUser();

    // The beginning of the runtime's structure; the rest, with room to spare, is not looked at.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
        public uint Owner;
        public uint Group;
    }
}
