using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Portal.Tests;

/// <summary>What a person does without a mouse, and what copying does.</summary>
public sealed class KeyboardTests(Browser browser, FilledInstance filled) : IClassFixture<FilledInstance>
{
    [Fact]
    public async Task A_person_signs_in_and_registers_an_application_by_keyboard_alone()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        var keyboard = person.Page.Keyboard;
        await person.OpenAsync("/applications/new");
        await Expect(person.Page.GetByLabel("Email or user name")).ToBeFocusedAsync();
        await keyboard.TypeAsync(Visitor.Administrator);
        await keyboard.PressAsync("Enter");
        await Expect(person.Page.GetByLabel("Password", new() { Exact = true })).ToBeFocusedAsync();
        await keyboard.TypeAsync(person.AdministratorPassword);
        await keyboard.PressAsync("Enter");
        await person.SeesAsync("Register an application");
        await TabToAsync(person, person.Page.GetByLabel("Name", new() { Exact = true }));
        await keyboard.TypeAsync("by keyboard");
        await TabToAsync(person, person.Page.GetByRole(AriaRole.Button, new() { Name = "Register", Exact = true }));
        await keyboard.PressAsync("Enter");
        await Expect(person.Page.Locator("h1")).ToContainTextAsync("by keyboard");
        Assert.Empty(person.Errors);
    }

    [Fact]
    public async Task The_first_tab_leads_past_the_menu()
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.OpenAsync("/applications");
        await person.Page.Keyboard.PressAsync("Tab");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await person.Page.Keyboard.PressAsync("Tab");
        Assert.True(await person.Page.EvaluateAsync<bool>("document.querySelector('main').contains(document.activeElement)"));
    }

    [Fact]
    public async Task Copying_an_id_puts_all_of_it_into_the_clipboard_and_is_said()
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await person.OpenAsync($"/applications/{filled.ObjectId}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Copy object ID of the application" }).ClickAsync();
        await Expect(person.Page.Locator("[data-heard]")).ToHaveTextAsync("Copied");
        Assert.Equal(filled.ObjectId, await person.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Empty(person.Errors);
    }

    // By the key alone, as far as a person would have patience.
    private static async Task TabToAsync(Visitor person, ILocator target)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
                return;
            await person.Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail("Forty tabs do not lead there.");
    }
}
