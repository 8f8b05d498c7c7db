using Sallyport.Server.Tests.Explain;
using Sallyport.Server.Tests.Fuzz;
using Sallyport.Server.Tests.Graph;
using Sallyport.Server.Tests.Login;
using Sallyport.Server.Tests.Transport;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Sallyport.Server.Tests.LongestFirst))]

namespace Sallyport.Server.Tests;

/// <summary>
/// Starts the classes that take longest before all others. One of them that started late would run on alone, mostly waiting.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
        [typeof(StopTests), typeof(SignInTests), typeof(ClientStateTests), typeof(AgreementTests), typeof(FixTests), typeof(FuzzTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(c => IsLongest(c) ? 0 : 1)];

    // A class of its own makes a collection with its name.
    private static bool IsLongest(ITestCollection collection) =>
        Longest.Any(c => collection.TestCollectionDisplayName.Contains(c.FullName!, StringComparison.Ordinal));
}
