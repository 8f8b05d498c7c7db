using Sallyport.Core.Authorization;

namespace Sallyport.Core.Tests.Authorization;

public sealed class ScopeTests
{
    private const string Sub = "/subscriptions/5a11f047-0000-4000-8000-000000000002";
    private const string Group = Sub + "/resourceGroups/app";
    private const string Vault = Group + "/providers/Microsoft.KeyVault/vaults/v";

    [Theory]
    [InlineData("/", Sub)]
    [InlineData("/", "/providers/Microsoft.Management/managementGroups/m")]
    [InlineData(Sub, Sub)]
    [InlineData(Sub, Group)]
    [InlineData(Group, Vault)]
    [InlineData(Vault, Vault + "/secrets/s")]
    [InlineData(Vault, Vault + "/providers/Microsoft.Insights/diagnosticSettings/d")]
    [InlineData(Sub + "/RESOURCEGROUPS/APP", Vault)]
    [InlineData("/SUBSCRIPTIONS/5A11F047-0000-4000-8000-000000000002", Group)]
    public void Contains_itself_and_what_lies_below_ignoring_case(string upper, string lower)
    {
        Assert.True(Read(upper).Contains(Read(lower)));
    }

    [Theory]
    [InlineData(Group, Sub + "/resourceGroups/app2")]
    [InlineData(Group, Sub + "/resourceGroups/ap")]
    [InlineData(Group, Sub)]
    [InlineData(Vault, Group + "/providers/Microsoft.KeyVault/vaults/v2")]
    [InlineData(Vault, Group + "/providers/Microsoft.KeyVault/vaultsx/v")]
    [InlineData(Sub, "/")]
    [InlineData(Sub, "/subscriptions/5a11f047-0000-4000-8000-000000000003")]
    [InlineData("/providers/Microsoft.Management/managementGroups/m", "/providers/Microsoft.Management/managementGroups/m2")]
    [InlineData("/providers/Microsoft.Management/managementGroups/m", Sub)]
    public void Contains_nothing_beside_or_above(string scope, string other)
    {
        Assert.False(Read(scope).Contains(Read(other)));
    }

    [Theory]
    [InlineData(Group + "/")]
    [InlineData("/" + Group)]
    [InlineData("/subscriptions//5a11f047-0000-4000-8000-000000000002/resourceGroups/app")]
    [InlineData(Sub + "/resourcegroups/APP")]
    public void Spellings_of_one_scope_are_equal_and_have_one_key(string spelling)
    {
        Assert.Equal(Read(Group), Read(spelling));
        Assert.Equal(Read(Group).Key, Read(spelling).Key);
        Assert.Equal(Read(Group).GetHashCode(), Read(spelling).GetHashCode());
    }

    [Fact]
    public void Fixed_words_get_one_spelling_and_names_keep_theirs()
    {
        Assert.Equal(
            Sub + "/resourceGroups/MyApp/providers/microsoft.keyvault/Vaults/V",
            Read("/SUBSCRIPTIONS/5A11F047-0000-4000-8000-000000000002/resourcegroups/MyApp/PROVIDERS/microsoft.keyvault/Vaults/V").ToString());
        Assert.Equal("/", Read("//").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("subscriptions/5a11f047-0000-4000-8000-000000000002")]
    [InlineData("/subscriptions")]
    [InlineData("/subscriptions/not-a-guid")]
    [InlineData("/subscriptions/{5a11f047-0000-4000-8000-000000000002}")]
    [InlineData("/subscriptions/5a11f04700004000800000000000 0002")]
    [InlineData(Sub + "/resourceGroups")]
    [InlineData(Sub + "/app")]
    [InlineData(Group + "/app")]
    [InlineData(Group + "/..")]
    [InlineData(Sub + "/resourceGroups/..")]
    [InlineData(Sub + "/resourceGroups/.")]
    [InlineData(Sub + "/resourceGroups/app%2f..")]
    [InlineData(Sub + "/resourceGroups/app%2F..%2Fother")]
    [InlineData(Sub + "/resourceGroups/a\\b")]
    [InlineData(Sub + "/resourceGroups/a\0")]
    [InlineData(Sub + "/resourceGroups/*")]
    [InlineData(Sub + "/resourceGroups/app?x")]
    [InlineData(Group + "/providers/Microsoft.KeyVault")]
    [InlineData(Group + "/providers/Microsoft.KeyVault/vaults")]
    [InlineData(Vault + "/secrets")]
    [InlineData("/providers/Microsoft.Management/managementGroups")]
    [InlineData("/providers/Microsoft.Management/managementGroups/m/x")]
    [InlineData("/rg")]
    public void Is_nothing_that_has_not_the_shape_of_a_scope(string path)
    {
        Assert.Null(Scope.Read(path));
    }

    [Fact]
    public void A_path_of_endless_length_is_no_scope()
    {
        Assert.Null(Scope.Read(Sub + "/resourceGroups/" + new string('a', Scope.MaximumLength)));
        Assert.NotNull(Scope.Read(Sub + "/resourceGroups/" + new string('a', 90)));
    }

    [Fact]
    public void Tells_the_subscription_and_the_group_that_it_lies_in()
    {
        var id = new Guid("5a11f047-0000-4000-8000-000000000002");
        Assert.Equal((id, "app"), (Read(Vault).SubscriptionId, Read(Vault).ResourceGroup));
        Assert.Equal((id, null), (Read(Sub).SubscriptionId, Read(Sub).ResourceGroup));
        Assert.Equal((id, null), (Read(Sub + "/providers/a/b/c").SubscriptionId, Read(Sub + "/providers/a/b/c").ResourceGroup));
        Assert.Null(Scope.Root.SubscriptionId);
        Assert.Equal(Read(Group), Scope.OfResourceGroup(id, "app"));
        Assert.Equal(Read(Sub), Scope.OfSubscription(id));
    }

    private static Scope Read(string path) => Scope.Read(path) ?? throw new ArgumentException(path);
}
