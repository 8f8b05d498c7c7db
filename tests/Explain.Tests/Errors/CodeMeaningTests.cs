using System.Reflection;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Errors;

namespace Sallyport.Explain.Tests.Errors;

/// <summary>Each code that this instance answers with is explained, and no other.</summary>
public sealed class CodeMeaningTests
{
    [Fact]
    public void Each_entry_of_the_catalogue_has_a_meaning_and_each_meaning_an_entry()
    {
        var entries = typeof(Aadsts).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(AadstsRefusal)).ToList();
        Assert.True(entries.Count > 60, $"{entries.Count}");
        var numbers = entries.Select(m => ((AadstsRefusal)m.Invoke(null, [.. m.GetParameters().Select(p => Example(p.ParameterType))])!).Number);
        Assert.Equal(numbers.Where(n => n != 0).Distinct().Order(), CodeMeaning.All.Keys.Order());
        Assert.Null(CodeMeaning.Of(1));
    }

    [Fact]
    public void Both_are_sentences()
    {
        foreach (var (number, meaning) in CodeMeaning.All)
            foreach (var text in (string[])[meaning.Text, meaning.Advice])
                Assert.True(char.IsUpper(text[0]) && text[^1] == '.', $"{number}: {text}");
    }

    private static object? Example(Type type)
    {
        if (type == typeof(string))
            return "x";
        if (type == typeof(byte[]))
            return new byte[20];
        if (type.IsAssignableFrom(typeof(string[])))
            return new[] { "RS256" };
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
