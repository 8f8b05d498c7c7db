namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// The parts of GitLab's subject, <c>project_path:G/P:ref_type:branch:ref:R</c> or <c>project_id:N:ref_type:…</c>, for explanations
/// only: no decision reads it. Source: <c>ci_id_token_sub_claim_components</c>, GitLab's projects API.
/// </summary>
/// <param name="Lead"><c>project_path</c>, or <c>project_id</c> where the project chose the form that no renaming changes.</param>
/// <param name="Project">The project's path or id.</param>
/// <param name="RefType"><c>branch</c> or <c>tag</c>.</param>
/// <param name="Ref">The ref's name.</param>
public sealed record GitLabSubject(string Lead, string Project, string RefType, string Ref)
{
    private static readonly string[] Leads = ["project_path", "project_id"];

    /// <summary>Whether the project is named by its id.</summary>
    public bool IsImmutable => Lead == "project_id";

    /// <summary>The parts, or null when the text has another form.</summary>
    public static GitLabSubject? Read(string? subject)
    {
        const string type = ":ref_type:", name = ":ref:";
        var lead = subject is null ? null : Array.Find(Leads, l => subject.StartsWith(l + ":", StringComparison.Ordinal));
        if (subject is null || lead is null)
            return null;
        var typeAt = subject.IndexOf(type, StringComparison.Ordinal);
        var nameAt = typeAt < 0 ? -1 : subject.IndexOf(name, typeAt + type.Length, StringComparison.Ordinal);
        return nameAt < 0
            ? null
            : new GitLabSubject(lead, subject[(lead.Length + 1)..typeAt], subject[(typeAt + type.Length)..nameAt], subject[(nameAt + name.Length)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Lead}:{Project}:ref_type:{RefType}:ref:{Ref}";
}
