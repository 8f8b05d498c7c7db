using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Tests;

/// <summary>What is a placeholder and what only looks like one.</summary>
public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("{group}", "{group}")]
    [InlineData("project_path:{group}/{project}", "{group}")]
    [InlineData("{{ token }}", "{{ token }}")]
    [InlineData("${GROUP}", "${GROUP}")]
    [InlineData("{7c9a4e8e-0000-4000-8000-000000000001}:{step}", "{step}")]
    [InlineData("{7c9a4e8e-0000-4000-8000}", "{7c9a4e8e-0000-4000-8000}")]
    public void Braces_around_a_name_are_a_placeholder(string text, string placeholder) =>
        Assert.Equal(placeholder, Placeholder.In(text));

    [Theory]
    [InlineData("{7c9a4e8e-0000-4000-8000-000000000001}")]
    [InlineData("{7c9a4e8e-0000-4000-8000-000000000001}:{7C9A4E8E-0000-4000-8000-000000000002}")]
    [InlineData("project_path:mygroup/a$b")]
    public void Braces_around_a_GUID_are_none(string text) => Assert.Null(Placeholder.In(text));
}
