using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Core.Tests.Arm;

public sealed class BuiltInRolesTests
{
    [Theory]
    [InlineData("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635")]
    [InlineData("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c")]
    [InlineData("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7")]
    [InlineData("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d")]
    public void Have_the_guids_that_every_tenant_knows(string name, string id) =>
        Assert.Equal(name, BuiltInRoles.Find(new Guid(id))?.RoleName);

    [Fact]
    public void Have_one_name_and_grant_something_each()
    {
        Assert.Equal(BuiltInRoles.All.Count, BuiltInRoles.All.DistinctBy(r => r.RoleName.ToUpperInvariant()).Count());
        Assert.All(BuiltInRoles.All, r => Assert.NotEmpty(r.Permissions.SelectMany(p => p.Actions.Concat(p.DataActions))));
        Assert.All(BuiltInRoles.All, r => Assert.True(r.IsAssignableAt(Scope.OfSubscription(Guid.Empty))));
    }

    [Theory]
    [InlineData("Virtual Machine Contributor")]
    [InlineData("Key Vault Data Access Administrator")]
    public void Leave_out_what_is_not_known_exactly(string name) => Assert.DoesNotContain(BuiltInRoles.All, r => r.RoleName == name);
}
