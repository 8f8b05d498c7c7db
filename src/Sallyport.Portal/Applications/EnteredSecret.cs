namespace Sallyport.Portal.Applications;

/// <summary>What was typed into the form for a client secret.</summary>
/// <param name="Description">The name for people.</param>
/// <param name="Days">In how many days it expires.</param>
public sealed record EnteredSecret(string Description, string Days)
{
    /// <summary>The shortest and the longest life, in days.</summary>
    public const int MinimumDays = 1, MaximumDays = 730;

    /// <summary>The form as it is first shown: half a year.</summary>
    public static EnteredSecret Empty { get; } = new("", "180");
}

/// <summary>A client secret that was just made: the only time that its value is seen.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Value">The value.</param>
public sealed record NewSecret(Guid KeyId, string Value);
