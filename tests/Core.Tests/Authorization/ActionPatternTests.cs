using Sallyport.Core.Authorization;

namespace Sallyport.Core.Tests.Authorization;

public sealed class ActionPatternTests
{
    [Theory]
    [InlineData("*", "Microsoft.Storage/storageAccounts/listKeys/action")]
    [InlineData("*/read", "Microsoft.Resources/subscriptions/resourceGroups/read")]
    [InlineData("*/READ", "microsoft.resources/subscriptions/Read")]
    [InlineData("Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/versions/read")]
    [InlineData("Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write")]
    [InlineData("Microsoft.Resources/deployments/read", "microsoft.resources/DEPLOYMENTS/read")]
    [InlineData("a*b*c", "abc")]
    [InlineData("a*b*c", "aXbXbXc")]
    [InlineData("a**c", "ac")]
    public void Matches(string pattern, string action) => Assert.True(new ActionPattern(pattern).Matches(action));

    [Theory]
    [InlineData("*/read", "Microsoft.Resources/subscriptions/resourceGroups/write")]
    [InlineData("*/read", "read")]
    [InlineData("*/read", "Microsoft.Resources/readers")]
    [InlineData("Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/read")]
    [InlineData("Microsoft.Storage/*", "Microsoft.StorageSync/x/read")]
    [InlineData("Microsoft.Resources/deployments", "Microsoft.Resources/deployments/read")]
    [InlineData("Microsoft.Resources/deployments/read", "Microsoft.Resources/deployments")]
    [InlineData("MicrosoftXResources/read", "Microsoft.Resources/read")]
    [InlineData("ab*ba", "aba")]
    [InlineData("a*b*b", "ab")]
    [InlineData("", "Microsoft.Resources/read")]
    public void Does_not_match(string pattern, string action) => Assert.False(new ActionPattern(pattern).Matches(action));
}
