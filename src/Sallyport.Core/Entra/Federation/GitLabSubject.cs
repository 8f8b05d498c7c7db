namespace Sallyport.Core.Entra.Federation;

/// <summary>The parts of GitLab's default subject, <c>project_path:G/P:ref_type:branch:ref:R</c>, for explanations only: no decision reads it.</summary>
/// <param name="Project">The project's path.</param>
/// <param name="RefType"><c>branch</c> or <c>tag</c>.</param>
/// <param name="Ref">The ref's name.</param>
public sealed record GitLabSubject(string Project, string RefType, string Ref)
{
    /// <summary>The parts, or null when the text has another form.</summary>
    public static GitLabSubject? Read(string? subject)
    {
        const string lead = "project_path:", type = ":ref_type:", name = ":ref:";
        if (subject is null || !subject.StartsWith(lead, StringComparison.Ordinal))
            return null;
        var typeAt = subject.IndexOf(type, StringComparison.Ordinal);
        var nameAt = typeAt < 0 ? -1 : subject.IndexOf(name, typeAt + type.Length, StringComparison.Ordinal);
        return nameAt < 0
            ? null
            : new GitLabSubject(subject[lead.Length..typeAt], subject[(typeAt + type.Length)..nameAt], subject[(nameAt + name.Length)..]);
    }
}
