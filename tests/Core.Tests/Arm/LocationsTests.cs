using Sallyport.Core.Arm;

namespace Sallyport.Core.Tests.Arm;

public sealed class LocationsTests
{
    [Theory]
    [InlineData("westeurope")]
    [InlineData("West Europe")]
    [InlineData("WESTEUROPE")]
    public void Are_found_by_name_and_display_name(string text) => Assert.Equal("westeurope", Locations.Find(text)?.Name);

    [Theory]
    [InlineData("westeurop")]
    [InlineData("mars")]
    [InlineData("")]
    public void Are_not_made_up(string text) => Assert.Null(Locations.Find(text));

    [Fact]
    public void Are_paired_with_locations_that_exist() =>
        Assert.All(Locations.All.Where(l => l.PairedRegion is not null), l => Assert.NotNull(Locations.Find(l.PairedRegion!)));
}
