namespace Sallyport.Core.Entra.Directory;

/// <summary>A member of a request's body: absent, or given with a value, which may be null.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="IsGiven">Whether the member is there.</param>
/// <param name="Value">Its value; meaningless when it is absent.</param>
public readonly record struct Given<T>(bool IsGiven, T Value)
{
    /// <summary>A member that is there.</summary>
    public static implicit operator Given<T>(T value) => new(true, value);

    /// <summary>The value, or what stands now when the member is absent.</summary>
    public T Or(T current) => IsGiven ? Value : current;
}
