namespace Sallyport.Cli.Trust;

/// <summary>A place where browsers of this user or machine look for the authorities that they trust.</summary>
internal abstract record TrustPlace(string Name, string Path)
{
    /// <summary>Puts an authority in.</summary>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="certificate">Its certificate, a PEM file.</param>
    /// <param name="cancel">Cancels the work.</param>
    public abstract Task<TrustResult> TrustAsync(string fingerprint, string certificate, CancellationToken cancel);

    /// <summary>Takes exactly the authority with this fingerprint out.</summary>
    public abstract Task<TrustResult> RemoveAsync(string fingerprint, CancellationToken cancel);

    /// <summary>The name of an authority among others: no other one has this fingerprint.</summary>
    protected static string NameOf(string fingerprint) => $"sallyport-{fingerprint}";

    /// <summary>It is as it was asked for.</summary>
    protected TrustResult Done() => new(Name, Path, TrustState.Done);

    /// <summary>There was nothing to do.</summary>
    protected TrustResult LeftOut(string why) => new(Name, Path, TrustState.LeftOut, why);

    /// <summary>It could not be done.</summary>
    protected TrustResult Failed(string why) => new(Name, Path, TrustState.Failed, why);
}
