using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Tests;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Tests.Mistakes;

namespace Sallyport.Explain.Tests.Platforms;

/// <summary>
/// Over generated credentials and tokens of every platform: a printed fix, carried out by nothing but its own words and its command, makes
/// exactly that token pass and no neighbour – another workspace, namespace, branch, or issuer. SALLYPORT_FULL_TESTS=1 makes it a million.
/// </summary>
public sealed partial class PlatformFixProperties
{
    private const string Exchange = PlantedMistake.Exchange;
    private static readonly long Tries = PropertySize.Of(10_000);

    private static readonly Gen<Func<string, string>> OfIssuer = One<Func<string, string>>(
        t => t + " ", t => "\u200B" + t, t => $"\"{t}\"", t => t.EndsWith('/') ? t[..^1] : t + "/", t => t.Replace("https://", "", StringComparison.Ordinal), t => t.Replace("https://", "http://", StringComparison.Ordinal),
        t => Host().Replace(t, host => host.Value.ToUpperInvariant()), t => Host().Replace(t, "${0}:443"), t => t.TrimEnd('/') + "/.well-known/openid-configuration", t => $" \u201C{t}\u201D");

    private static readonly Gen<Func<string, string>> OfSubject = One<Func<string, string>>(
        t => t + " ", t => " " + t, t => t + "\n", t => "\u200B" + t, t => $"\"{t}\"", t => $" \"{t}\" ", t => $"'{t}'", t => t.EndsWith('/') ? t[..^1] : t + "/");

    private static readonly Gen<Func<string, string>> OfAudience = One<Func<string, string>>(
        t => t + " ", t => t + "/", t => $"\"{t}\"", t => t.ToLowerInvariant(), t => "\uFEFF" + t);

    // What is meant, and how it was written: one fault of spelling, or two.
    private static readonly Gen<Written> Misspelt = Gen.Select(Meant(), OfIssuer, OfSubject, OfAudience, Gen.Int[0, 4])
        .Select((meant, issuer, subject, audience, which) => new Written(meant, PlantedMistake.Trust(
            which is 0 or 3 ? issuer(meant.Issuer) : meant.Issuer,
            which is 1 or 3 or 4 ? subject(meant.Subject) : meant.Subject,
            which is 2 or 4 ? audience(Exchange) : Exchange)));

    // Another token of the platform is presented: one name is another, or two are.
    private static readonly Gen<(Token Meant, Token Presented)> Elsewhere = Gen.Select(Meant(), Gen.Int[0, 99], Gen.Int[0, 99])
        .Select((meant, one, two) => (meant, one % 3 == 0 ? Other(Other(meant, one), two) : Other(meant, two)))
        .Where(pair => pair.Item1.Subject != pair.Item2.Subject);

    [Fact]
    public void What_is_spelt_otherwise_is_fixed_for_exactly_that_token() => Misspelt.Sample(
        written =>
        {
            var (meant, credential) = (written.Meant, written.Credential);
            if (Explain(meant, credential).Matches)
                return; // the slip is none, such as a letter case of what has only small letters
            var after = Fixes(meant, credential).Aggregate(credential, (c, fix) => Changed(fix, c));
            Assert.True(Explain(meant, after).Matches, $"{meant} {Show(credential)} {Show(after)}");
            Assert.All(Neighbours(meant), neighbour => Assert.False(Explain(neighbour, after).Matches, $"{neighbour} {Show(after)}"));
        },
        iter: Tries);

    [Fact]
    public void A_misspelt_credential_lets_no_neighbour_in_by_a_fix_that_the_neighbour_is_told() => Misspelt.Sample(
        written => Assert.All(Neighbours(written.Meant), neighbour =>
        {
            var after = Fixes(neighbour, written.Credential).Aggregate(written.Credential, (c, fix) => Changed(fix, c));
            Assert.False(Explain(neighbour, after).Matches, $"{neighbour} {Show(written.Credential)} {Show(after)}");
        }),
        iter: Tries / 10);

    [Fact]
    public void A_token_of_elsewhere_passes_once_it_comes_from_where_the_words_say_and_the_credential_stays() => Elsewhere.Sample(
        pair =>
        {
            var credential = PlantedMistake.Trust(pair.Meant.Issuer, pair.Meant.Subject, Exchange);
            var cause = Explain(pair.Presented, credential).Cause!;
            Assert.All(cause.Fixes, fix => Assert.Null(fix.Change));
            if (cause.Kind == "subject-letter-case")
                return; // only the owner knows whether both are one: no fix
            var moved = Moved(pair.Presented, cause.Fix);
            var differing = Differing(pair.Meant, pair.Presented);
            if (differing.All(noun => pair.Meant.Shape.Unmovable.Contains(noun)))
                Assert.Equal(pair.Presented, moved); // nobody can: no place is named
            else
                Assert.True(Explain(Unmovable(moved, pair.Meant), credential).Matches, $"{pair.Meant} {pair.Presented} {moved} {cause.Fix}");
        },
        iter: Tries);

    [Fact]
    public void Another_audience_is_asked_for_as_the_platform_does_it() => Gen.Select(Meant(), One("azure", "https://vault.example.com", "api://shop"), Gen.Bool).Sample(
        (meant, other, isCredentials) =>
        {
            var presented = meant with { Audience = isCredentials ? Exchange : other };
            var credential = PlantedMistake.Trust(meant.Issuer, meant.Subject, isCredentials ? other : Exchange);
            var fixes = Explain(presented, credential).Cause!.Fixes;
            var (after, asked) = (fixes.Select(fix => Changed(fix, credential)).FirstOrDefault(c => c != credential), fixes.Select(fix => Asked(presented, fix)).FirstOrDefault(t => t is not null));
            if (after is not null)
                Assert.True(Explain(presented, after).Matches && after.Audience == Exchange, Show(after));
            if (asked is not null)
                Assert.True(Explain(asked, credential).Matches, $"{asked} {Show(credential)}");
            Assert.Equal(meant.Shape.Audience is null && !isCredentials, after is null && asked is null); // no job can ask for another one there
            Assert.All(Neighbours(meant), neighbour => Assert.False(Explain(neighbour, after ?? credential).Matches, $"{neighbour}"));
        },
        iter: Tries / 10);

    [Fact]
    public void Another_issuer_is_never_trusted_by_a_fix() => Meant().Sample(
        meant =>
        {
            var credential = PlantedMistake.Trust(meant.Shape.Issuers[1], meant.Subject, Exchange);
            Assert.All(Fixes(meant, credential), fix => Assert.False(Explain(meant, Changed(fix, credential)).Matches, $"{fix}"));
        },
        iter: Tries / 10);

    [Fact]
    public void Every_platform_that_has_a_class_has_a_shape() => Assert.Equal(
        typeof(Explanation).Assembly.GetTypes().Where(t => t.BaseType?.Name == "KnownPlatform").Select(t => t.Name.Replace("Platform", "", StringComparison.Ordinal)).Order(),
        PlatformShape.All.Select(s => s.Platform.Replace(" ", "", StringComparison.Ordinal)).Select(n => n switch { "TerraformCloud" => "Terraform", "GoogleCloud" => "Google", "AWS" => "Aws", "SPIFFE" => "Spiffe", _ => n })
            .Distinct().Except(["EKS", "GKE", "unknown"]).Order());

    private static Gen<Token> Meant() => Gen.Select(One(PlatformShape.All), Gen.Int[0, int.MaxValue])
        .Select((shape, seed) => new Token(shape, shape.Issuers[0], [.. shape.Names.Select((names, i) => names[(seed >> (3 * i)) % names.Length])], Exchange));

    private static Token Other(Token token, int seed)
    {
        var at = seed % token.Names.Length;
        var names = token.Shape.Names[at];
        return token with { Names = [.. token.Names.Select((name, i) => i == at ? names[(Array.IndexOf(names, name) + 1) % names.Length] : name)] };
    }

    // Each name exchanged, and everything of another issuer.
    private static IEnumerable<Token> Neighbours(Token token) => token.Shape.Names
        .SelectMany((names, at) => names.Where(name => name != token.Names[at]).Select(name => token with { Names = [.. token.Names.Select((n, i) => i == at ? name : n)] }))
        .Concat(token.Shape.Issuers.Skip(1).Select(issuer => token with { Issuer = issuer }));

    private static string[] Differing(Token meant, Token presented) => [.. meant.Shape.Nouns.Where((_, i) => meant.Names[i] != presented.Names[i])];

    // What nobody can move happens to be right: the next run, the other phase.
    private static Token Unmovable(Token moved, Token meant) => moved with
    {
        Names = [.. moved.Names.Select((name, i) => moved.Shape.Unmovable.Contains(moved.Shape.Nouns[i]) ? meant.Names[i] : name)],
    };

    // The places that the fix names, as a reader goes there; the commands say the same once more.
    private static Token Moved(Token presented, Fix fix)
    {
        var names = presented.Names.ToArray();
        foreach (var (noun, i) in presented.Shape.Nouns.Select((noun, i) => (noun, i)))
        {
            if (Regex.Match(fix.Text, $"the {noun} '([^']+)'") is { Success: true } place)
                names[i] = place.Groups[1].Value;
            if (noun == "service connection" && fix.Command is { } line && line.StartsWith("azureSubscription: ", StringComparison.Ordinal))
                names[i] = line["azureSubscription: ".Length..];
        }
        if (fix.Command is { } command && ServiceAccount().Match(command) is { Success: true } set)
            names = [set.Groups["namespace"].Value, set.Groups["account"].Value];
        return presented with { Names = names };
    }

    private static Token? Asked(Token presented, Fix fix)
    {
        if (presented.Shape.Audience is not { } form)
            return null;
        var (lead, tail) = form.Contains("{0}", StringComparison.Ordinal) ? (form.Split("{0}")[0], form.Split("{0}")[1]) : ("expected", "");
        var text = form.Length > 0 ? fix.Command ?? "" : fix.Text;
        var match = form.Length > 0
            ? Regex.Match(text, Regex.Escape(lead) + "(?<aud>[^\\s\"]+)" + Regex.Escape(tail))
            : Regex.Match(text, "audience that is expected[,:] '(?<aud>[^']+)'");
        return match.Success ? presented with { Audience = match.Groups["aud"].Value } : null;
    }

    private static FederatedIdentityCredential Changed(Fix fix, FederatedIdentityCredential c) =>
        CarriedOut.ChangesTheCredential(fix.Command) ? CarriedOut.Credentials(fix.Command!, [c], c).Single() : c;

    private static IEnumerable<Fix> Fixes(Token token, FederatedIdentityCredential credential) => Explain(token, credential).Cause?.Fixes ?? [];

    private static Explanation Explain(Token token, FederatedIdentityCredential credential) =>
        Explained.Claims(token.Claims, new CredentialDocument(Guid.Empty, [credential]));

    private static string Show(FederatedIdentityCredential c) => JsonSerializer.Serialize(new { c.Issuer, c.Subject, c.Audience });

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [GeneratedRegex("(?<=://)[^/:]+", RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    [GeneratedRegex("^kubectl set serviceaccount deployment/NAME (?<account>\\S+) --namespace (?<namespace>\\S+)$")]
    private static partial Regex ServiceAccount();

    private sealed record Written(Token Meant, FederatedIdentityCredential Credential);

    private sealed record Token(PlatformShape Shape, string Issuer, string[] Names, string Audience)
    {
        public string Subject => Shape.With(Names);

        public JsonElement Claims => JsonSerializer.SerializeToElement(new { iss = Issuer, sub = Subject, aud = Audience });

        public bool Equals(Token? other) => other is not null && (Shape, Issuer, Subject, Audience) == (other.Shape, other.Issuer, other.Subject, other.Audience);

        public override int GetHashCode() => HashCode.Combine(Issuer, Subject, Audience);

        public override string ToString() => $"{Issuer} {Subject} {Audience}";
    }
}
