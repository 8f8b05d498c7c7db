namespace Sallyport.Portal.Frame;

/// <summary>The addresses of the pages about applications.</summary>
public static class ApplicationAddress
{
    /// <summary>The list, which is also the menu's entry.</summary>
    public const string List = "/applications";

    /// <summary>The page on which an application is registered.</summary>
    public const string New = List + "/new";

    /// <summary>The page of an application.</summary>
    /// <param name="id">Its object id.</param>
    public static string Of(Guid id) => $"{List}/{id}";

    /// <summary>The page that tries again what a sign-in has presented.</summary>
    /// <param name="id">The application's object id.</param>
    /// <param name="signIn">The id of the sign-in.</param>
    public static string Try(Guid id, Guid signIn) => Of(id, $"try?signin={signIn}");

    /// <summary>The page that tries the claims of a job's ID token.</summary>
    /// <param name="id">The application's object id.</param>
    /// <param name="job">The id of the job.</param>
    /// <param name="token">The variable that holds the token.</param>
    public static string TryJob(Guid id, long job, string token) =>
        Of(id, $"try?job={job}&token={Uri.EscapeDataString(token)}");

    /// <summary>A page below that of an application.</summary>
    /// <param name="id">The application's object id.</param>
    /// <param name="page">The path below.</param>
    public static string Of(Guid id, string page) => $"{List}/{id}/{page}";
}
