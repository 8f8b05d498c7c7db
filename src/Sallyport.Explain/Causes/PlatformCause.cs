using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// The credential's issuer is that of a platform whose subjects are known: which parts of the two subjects differ. The
/// job goes where the trust is; whom to trust besides, the owner decides.
/// </summary>
internal static class PlatformCause
{
    /// <summary>Why the subject does not fit; null where the platform or the forms are not known.</summary>
    public static LikelyCause? Of(TrustedSubject t, Assertion a, string spelt)
    {
        var issuer = t.Credential.Issuer;
        if ((Platforms.Known(issuer, spelt) ?? Platforms.Known(issuer, a.Subject)) is not { } platform)
            return null;
        if (platform.Read(a.Subject) is not { } job)
            return NoFormPresented(t, platform, a.Subject, spelt);
        if (Uri.UnescapeDataString(spelt) == a.Subject)
            return Encoded(t);
        if (platform.Read(spelt) is not { } trusted)
            return t.IsPattern ? null : NoForm(t, platform, job);
        if (trusted.Form != job.Form)
            return OtherForm(t, platform, trusted, job);
        var pairs = trusted.Parts.Zip(job.Parts).Where(pair => !Fits(pair.First.Value, pair.Second.Value)).ToList();
        return pairs.Count == 0 ? null : Differing(t, platform, trusted, new Difference(pairs));
    }

    // A name may really have such characters, so its owner decides.
    private static LikelyCause Encoded(TrustedSubject t) => new(
        "subject-encoded",
        FaultSide.Credential,
        $"The {t.Place} of the credential '{t.Credential.Name}' is percent-encoded, as in a URL; a token has it plain.",
        Fix.Look(
            "The credential's owner writes it as the token has it; this lists what is trusted:",
            t.Credential.ApplicationId));

    private static bool Fits(string trusted, string job) => Wildcard.Matches(trusted, job);

    private static LikelyCause Differing(
        TrustedSubject t, KnownPlatform platform, SubjectParts trusted, Difference difference)
    {
        var c = t.Credential;
        var first = difference.First;
        var cause = $"The token is for {difference.Presented}; the credential '{c.Name}' trusts {difference.Trusted}.";
        if (difference.IsOfLetterCase)
            return new LikelyCause(
                "subject-letter-case",
                FaultSide.Either,
                $"{cause} They differ in letter case. {platform.LetterCase}".TrimEnd(),
                Fix.Look(
                    $"The credential's owner writes the name as {platform.Name} has it; this lists what is trusted:",
                    c.ApplicationId));
        var why = platform.Why(first.Job);
        var move = Say(platform.Move(difference.Move(trusted)), trusted.Parts.Select(part => part.Value));
        return new LikelyCause(
            first.Job.What.Kind,
            FaultSide.Either,
            why is null ? cause : $"{cause} {why}",
            move,
            first.Job.What.IsOfOneRun ? null : Decide(c, "Or, if"));
    }

    // One of them was made for another kind of token of the same platform.
    private static LikelyCause OtherForm(
        TrustedSubject t, KnownPlatform platform, SubjectParts trusted, SubjectParts job)
    {
        var values = trusted.Parts.Select(part => part.Value);
        var reform = platform.Reform(trusted, job) is { } instruction ? Say(instruction, values) : null;
        return new LikelyCause(
            "subject-form",
            FaultSide.Either,
            $"The subject of the credential '{t.Credential.Name}' has the form {trusted.Form}, the token's has the "
            + $"form {job.Form}. {platform.WhyForm(trusted, job)}".TrimEnd(),
            reform ?? Decide(t.Credential, "If"),
            reform is null ? null : Decide(t.Credential, "Or, if"));
    }

    // The credential has a form of the platform's, the token has none.
    private static LikelyCause? NoFormPresented(
        TrustedSubject t, KnownPlatform platform, string presented, string spelt)
    {
        var isLetterCase = t.Covers(Characters.Lower(spelt), Characters.Lower(presented));
        if (isLetterCase || platform.WhyNoForm is not { } why)
            return null;
        if (platform.Read(spelt) is not { } trusted)
            return null;
        return new LikelyCause(
            "subject-other-form",
            FaultSide.Either,
            $"The token's subject has none of the forms that are known of {platform.Name}'s; that of the credential "
            + $"'{t.Credential.Name}' has the form {trusted.Form}. {why}",
            Decide(t.Credential, "If"));
    }

    private static LikelyCause NoForm(TrustedSubject t, KnownPlatform platform, SubjectParts job)
    {
        var c = t.Credential;
        var parts = string.Join(", ", job.Parts.Select(part => part.Words));
        var why = platform.WhyForm(null, job);
        return new LikelyCause(
            "subject-other-form",
            FaultSide.Credential,
            $"The subject of the credential '{c.Name}' does not have the form of subjects of {platform.Name}, "
            + $"{job.Form}. The token is for {parts}. {why}".TrimEnd(),
            Fix.Look(
                "The credential's owner writes what is to be trusted in that form; this lists what is trusted:",
                c.ApplicationId));
    }

    private static Fix Decide(FederatedIdentityCredential c, string lead) => Fix.Look(
        $"{lead} what is presented is to be trusted as well, the application's owner adds a credential for it; "
        + "this lists those that exist:",
        c.ApplicationId);

    /// <summary>An instruction as a fix; without the command where a value is not safe in it.</summary>
    public static Fix Say(Instruction instruction, IEnumerable<string> values) =>
        Fix.Say(instruction.Text, values.All(Fix.IsPlain) ? instruction.Command : null);

    /// <summary>The parts that differ; what each run has anew counts only where nothing else differs.</summary>
    private sealed class Difference
    {
        private readonly List<(SubjectPart Trusted, SubjectPart Job)> pairs;

        public Difference(List<(SubjectPart Trusted, SubjectPart Job)> differing)
        {
            var lasting = differing.FindAll(pair => !pair.Job.What.IsOfOneRun);
            pairs = lasting.Count > 0 ? lasting : differing;
        }

        public (SubjectPart Trusted, SubjectPart Job) First => pairs[0];

        public SubjectMove Move(SubjectParts trusted) => new([.. pairs.Select(pair => pair.Trusted)], trusted);

        public string Trusted => string.Join(" and ", pairs.Select(pair => pair.Trusted.Words));

        public string Presented => string.Join(" and ", pairs.Select(pair => pair.Job.Words));

        public bool IsOfLetterCase => pairs.TrueForAll(pair => Fits(
            Characters.Lower(pair.Trusted.Value), Characters.Lower(pair.Job.Value)));
    }
}
