using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// The parts of GitLab's subject, <c>project_path:G/P:ref_type:branch:ref:R</c> or <c>project_id:N:ref_type:…</c>, for
/// explanations only: no decision reads it. A project may leave the ref out. Source:
/// <c>ci_id_token_sub_claim_components</c>, GitLab's projects API.
/// </summary>
/// <param name="Lead">
/// <c>project_path</c>, or <c>project_id</c> where the project chose the form that no renaming changes.
/// </param>
/// <param name="Project">The project's path or id.</param>
/// <param name="RefType"><c>branch</c> or <c>tag</c>; null where the subject has none.</param>
/// <param name="Ref">The ref's name; null where the subject has none.</param>
internal sealed record GitLabSubject(string Lead, string Project, string? RefType, string? Ref)
{
    /// <summary>How a subject begins that names the project by its path.</summary>
    public const string PathLead = "project_path";

    /// <summary>How a subject begins that names the project by its id.</summary>
    public const string IdLead = "project_id";

    private const string Type = ":ref_type:";
    private const string Name = ":ref:";
    private static readonly string[] Leads = [PathLead, IdLead];

    /// <summary>Whether the project is named by its id.</summary>
    public bool IsImmutable => Lead == IdLead;

    /// <summary>Whether one whole project is named, and by no pattern.</summary>
    public bool NamesOneProject
    {
        get
        {
            var isWhole = IsImmutable ? IsId(Project) : Project.Contains('/', StringComparison.Ordinal);
            return isWhole && !Wildcard.IsWild(Project);
        }
    }

    /// <summary>Whether the text can be the id of a project, here or at GitHub.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= 19 } && text.All(char.IsAsciiDigit);

    /// <summary>The parts, or null when the text has another form.</summary>
    public static GitLabSubject? Read(string? subject)
    {
        if (subject is null)
            return null;
        var lead = Array.Find(Leads, l => subject.StartsWith(l + ":", StringComparison.Ordinal));
        if (lead is null)
            return null;
        var rest = subject[(lead.Length + 1)..];
        var typeAt = rest.IndexOf(Type, StringComparison.Ordinal);
        if (typeAt < 0)
            return rest.Contains(':', StringComparison.Ordinal) ? null : new GitLabSubject(lead, rest, null, null);
        var project = rest[..typeAt];
        var reference = rest[(typeAt + Type.Length)..];
        var nameAt = reference.IndexOf(Name, StringComparison.Ordinal);
        return nameAt < 0
            ? new GitLabSubject(lead, project, reference, null)
            : new GitLabSubject(lead, project, reference[..nameAt], reference[(nameAt + Name.Length)..]);
    }

    public override string ToString()
    {
        var type = RefType is null ? "" : Type + RefType;
        var name = Ref is null ? "" : Name + Ref;
        return $"{Lead}:{Project}{type}{name}";
    }
}
