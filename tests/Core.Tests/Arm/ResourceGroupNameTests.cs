using Sallyport.Core.Arm;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Tests.Arm;

public sealed class ResourceGroupNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("My-App_1.0(x)")]
    [InlineData("größe")]
    [InlineData(".a")]
    public void Takes_letters_digits_and_five_signs(string name) => ResourceGroups.CheckName(name);

    [Theory]
    [InlineData("mi grupo", "The provided resource group name 'mi grupo' has these invalid characters: ' '. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.")]
    [InlineData("a%2fb", "The provided resource group name 'a%2fb' has these invalid characters: '%'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.")]
    [InlineData("a*?*", "The provided resource group name 'a*?*' has these invalid characters: '*?'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.")]
    [InlineData("a.", "The provided resource group name 'a.' ends with a period, which is not allowed.")]
    public void Refuses_the_rest(string name, string message)
    {
        var refusal = Assert.Throws<RefusedException>(() => ResourceGroups.CheckName(name)).Refusal;
        Assert.Equal((400, "InvalidResourceGroup", message), (refusal.Status, refusal.Code, refusal.Message));
    }

    [Fact]
    public void Takes_ninety_characters_and_no_more()
    {
        ResourceGroups.CheckName(new string('a', 90));
        Assert.Throws<RefusedException>(() => ResourceGroups.CheckName(new string('a', 91)));
        Assert.Throws<RefusedException>(() => ResourceGroups.CheckName(""));
    }
}
