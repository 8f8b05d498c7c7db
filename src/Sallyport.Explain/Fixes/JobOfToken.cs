namespace Sallyport.Explain.Fixes;

/// <summary>The job that presented an ID token, as far as it is known: the fixes then name what is its own.</summary>
public sealed record JobOfToken
{
    private const string MainFile = ".gitlab-ci.yml";
    private const string RunCommand = "sallyport run";

    private static readonly string[] Refs = ["--ref", "--tag", "--mr", "--target", "--fork"];

    /// <summary>The variable that holds the token; null for the tutorial's.</summary>
    public string? Token { get; init; }

    /// <summary>The included file with the token's <c>aud</c>; null for <c>.gitlab-ci.yml</c> itself.</summary>
    public string? File { get; init; }

    /// <summary>The line of its <c>aud</c> there.</summary>
    public int Line { get; init; }

    /// <summary>The audience as the file has it; null where it is not known.</summary>
    public string? Audience { get; init; }

    /// <summary>The variables in it that nothing sets.</summary>
    public IReadOnlyList<string> Unset { get; init; } = [];

    /// <summary>
    /// The words with which <c>sallyport run</c> was called, an option with its value as one; none where nobody called
    /// it.
    /// </summary>
    public IReadOnlyList<string> RunWords { get; init; } = [];

    /// <summary>The place of the audience: <c>ci/deploy.yml, line 5</c>.</summary>
    internal string Place => $"{File ?? MainFile}, line {Line}";

    /// <summary>A sentence or a command of the tutorial with the names of this job.</summary>
    internal string Named(string text)
    {
        if (Token is { } name && Fix.IsPlain(name))
            text = text.Replace(Fix.TutorialTokenName, name, StringComparison.Ordinal);
        if (File is { } file && Fix.IsPlain(file))
            text = text.Replace($"In {MainFile},", $"In {file},", StringComparison.Ordinal);
        return text;
    }

    /// <summary>The call of <c>sallyport run</c> with what the command changes; another command stays.</summary>
    internal string Repeated(string command)
    {
        var isRun = command == RunCommand || command.StartsWith(RunCommand + " ", StringComparison.Ordinal);
        if (!isRun || RunWords.Count == 0)
            return command;
        var change = command[RunCommand.Length..].Trim();
        var kept = RunWords.Where(word => !Replaces(change, word.Split(' ')[0]));
        return string.Join(' ', [RunCommand, .. kept, change]).TrimEnd();
    }

    private static bool Replaces(string change, string option)
    {
        var namesRef = Refs.Any(r => change.Contains(r + " ", StringComparison.Ordinal));
        var namesProject = change.Contains("--project ", StringComparison.Ordinal);
        return (namesRef && Refs.Contains(option)) || (namesProject && option is "--project" or "--project-id");
    }
}
