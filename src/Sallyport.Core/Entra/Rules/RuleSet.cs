namespace Sallyport.Core.Entra.Rules;

/// <summary>
/// The door to this room: what the real service says, and how that changed. The room owns the catalogues of refusals
/// (<see cref="Aadsts"/>, <see cref="GraphErrors"/>) and decides nothing. This record is the one table of what differs
/// between the years: which year's behaviour is followed. The service moved in 2026;
/// the tutorial prints what it answered in 2024.
/// </summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="LegacyNoMatch">
/// AADSTS70021 for a mismatch of issuer or exact subject, instead of a code for each; and the older words of 70025.
/// </param>
/// <param name="ImmutableIdRequired">
/// A path-based expression for GitLab or GitHub must also test an immutable id.
/// </param>
public sealed record RuleSet(string Name, bool LegacyNoMatch, bool ImmutableIdRequired)
{
    /// <summary>
    /// As GitLab's tutorial prints it: AADSTS70021 for issuer and exact subject, expressions on <c>sub</c> alone
    /// accepted.
    /// </summary>
    public static RuleSet Entra2024 { get; } = new("entra-2024", LegacyNoMatch: true, ImmutableIdRequired: false);

    /// <summary>
    /// As the service behaves since mid 2026: the 70021x family, and expressions need an immutable id.
    /// </summary>
    public static RuleSet Entra2026 { get; } = new("entra-2026", LegacyNoMatch: false, ImmutableIdRequired: true);

    /// <summary>All rule sets, the oldest first.</summary>
    public static IReadOnlyList<RuleSet> All { get; } = [Entra2024, Entra2026];

    /// <summary>The rule set with this name, or null.</summary>
    public static RuleSet? Find(string? name) => All.FirstOrDefault(r => r.Name == name);
}
