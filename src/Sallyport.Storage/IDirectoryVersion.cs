namespace Sallyport.Storage;

/// <summary>What tells that the directory changed. Each engine has its own way to know.</summary>
internal interface IDirectoryVersion
{
    /// <summary>
    /// A number that differs after every commit to the directory's database, whichever process made it. Every commit
    /// that was acknowledged before this call is in it. It is asked once for each exchange, so it has to be cheap.
    /// </summary>
    long Read();
}
