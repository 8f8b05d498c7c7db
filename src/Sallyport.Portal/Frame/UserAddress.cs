namespace Sallyport.Portal.Frame;

/// <summary>The addresses of the pages about people.</summary>
public static class UserAddress
{
    /// <summary>The list, which is also the menu's entry.</summary>
    public const string List = "/users";

    /// <summary>The page on which a user is made.</summary>
    public const string New = List + "/new";

    /// <summary>The page of a user.</summary>
    /// <param name="id">The object id.</param>
    public static string Of(Guid id) => $"{List}/{id}";

    /// <summary>A page below that of a user.</summary>
    /// <param name="id">The object id.</param>
    /// <param name="page">The path below.</param>
    public static string Of(Guid id, string page) => $"{List}/{id}/{page}";
}
