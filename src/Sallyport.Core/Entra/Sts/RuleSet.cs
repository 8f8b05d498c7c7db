namespace Sallyport.Core.Entra.Sts;

/// <summary>Which year's behaviour of the real service is followed. Where they differ stands in <see cref="Rules"/>.</summary>
public enum RuleSet
{
    /// <summary>As GitLab's tutorial prints it: AADSTS70021 for issuer and subject, sub-only expressions accepted.</summary>
    Entra2024,

    /// <summary>As the service behaves since mid 2026: the 70021x family, and expressions need an immutable id.</summary>
    Entra2026,
}

/// <summary>The one table of what differs between the rule sets.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="LegacyNoMatch">AADSTS70021 for a mismatch of issuer or subject, instead of the code by stage.</param>
/// <param name="ImmutableIdRequired">A path-based expression for GitLab or GitHub must also test an immutable id.</param>
public sealed record Rules(string Name, bool LegacyNoMatch, bool ImmutableIdRequired)
{
    /// <summary>The rules of a set.</summary>
    public static Rules Of(RuleSet set) => set switch
    {
        RuleSet.Entra2024 => new Rules("entra-2024", LegacyNoMatch: true, ImmutableIdRequired: false),
        RuleSet.Entra2026 => new Rules("entra-2026", LegacyNoMatch: false, ImmutableIdRequired: true),
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };
}
