using System.Globalization;
using CsCheck;
using Sallyport.Core.Authorization;

namespace Sallyport.Core.Tests.Authorization;

/// <summary>The evaluator against a slow oracle that shares no code with it: words, sets and a table instead of segments and pieces.</summary>
public sealed class AccessEvaluatorProperties
{
    private static readonly Guid Tenant = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Subscription = new("5a11f047-0000-4000-8000-000000000002");

    // Few and similar values, so that the interesting coincidences are frequent.
    private static readonly Gen<string> ScopeText = OneOf(
        "/", "/providers/Microsoft.Management/managementGroups/m", $"/subscriptions/{Subscription}", $"/SUBSCRIPTIONS/{Subscription}",
        $"/subscriptions/{Subscription}/resourceGroups/app", $"/subscriptions/{Subscription}/resourcegroups/APP",
        $"/subscriptions/{Subscription}/resourceGroups/app2", $"/subscriptions/{Subscription}/resourceGroups/app/providers/N/t/x",
        $"/subscriptions/{Subscription}/resourceGroups/app/providers/n/T/X/u/y", $"/subscriptions/{Subscription}/resourceGroups/app/providers/N/t/x2",
        $"/subscriptions/{Subscription}/providers/N/t/x", "/subscriptions/5a11f047-0000-4000-8000-000000000003");

    private static readonly Gen<string> Action = OneOf(
        "N/t/read", "N/t/write", "n/T/READ", "N/t/u/read", "N/t/u/write", "N/t/list/action", "M/t/read", "N/read", "read");

    private static readonly Gen<string> Pattern = Gen.OneOf(
        Action, OneOf("*", "*/read", "N/*", "N/*/read", "n/T/*", "*/t/*", "*/write", "**", "", "N/t/r*d", "*/u/*/x", "M/*/*"));

    private static readonly Gen<string[]> Patterns = Pattern.Array[0, 4];

    private static readonly Gen<(string[] Yes, string[] No, string[] DataYes, string[] DataNo, bool Condition)> Part =
        Gen.Select(Patterns, Patterns, Patterns, Patterns, Gen.Int[0, 4].Select(n => n == 0));

    private static readonly Gen<(string Scope, int Role, int Principal, int Tenant, bool Condition)> Assignment =
        Gen.Select(ScopeText, Gen.Int[0, 3], Gen.Int[0, 5].Select(n => Math.Max(0, n - 4)), Gen.Int[0, 5], Gen.Int[0, 4].Select(n => n == 0));

    [Fact]
    public void Decides_as_a_slow_oracle_does()
    {
        var (allowed, refused) = (0, 0);
        Gen.Select(Part.Array[0, 3].Array[3], Assignment.Array[0, 8], ScopeText, Action, Gen.Bool).Sample((roles, assignments, scope, action, data) =>
        {
            var decision = AccessEvaluator.Decide(
                new Principal(Tenant, Id(0), Guid.Empty), action, data ? ActionKind.Data : ActionKind.Control, Scope.Read(scope)!,
                assignments.Select(Make), id => Role(roles, id));
            var expected = Oracle(roles, assignments, scope, action, data);
            Interlocked.Increment(ref expected ? ref allowed : ref refused);
            return decision.IsAllowed == expected
                && decision.IsAllowed == decision.Considered.Any(c => c.Outcome == AssignmentOutcome.Grants);
        }, iter: 20_000);
        Assert.True(allowed > 1000 && refused > 1000, $"{allowed} allowed, {refused} refused: the cases are one-sided.");
    }

    [Fact]
    public void Contains_is_an_order_that_agrees_with_equality()
    {
        Gen.Select(ScopeText, ScopeText, ScopeText).Sample((a, b, c) =>
        {
            var (x, y, z) = (Scope.Read(a)!, Scope.Read(b)!, Scope.Read(c)!);
            return x.Contains(x)
                && (x.Contains(y) && y.Contains(x)) == x.Equals(y)
                && (!(x.Contains(y) && y.Contains(z)) || x.Contains(z))
                && x.Equals(Scope.Read(x.ToString()));
        }, iter: 20_000);
    }

    private static bool Oracle(
        (string[] Yes, string[] No, string[] DataYes, string[] DataNo, bool Condition)[][] roles,
        (string Scope, int Role, int Principal, int Tenant, bool Condition)[] assignments, string scope, string action, bool data)
    {
        var above = new HashSet<string> { "" };
        for (var at = 0; at < scope.Length; at++)
            if (at == scope.Length - 1 || scope[at + 1] == '/')
                above.Add(scope[..(at + 1)].TrimEnd('/').ToLowerInvariant());
        foreach (var a in assignments)
        {
            if (a.Principal != 0 || a.Tenant == 0 || a.Condition || a.Role >= roles.Length)
                continue;
            if (!above.Contains(a.Scope.TrimEnd('/').ToLowerInvariant()))
                continue;
            foreach (var part in roles[a.Role])
            {
                var (yes, no) = data ? (part.DataYes, part.DataNo) : (part.Yes, part.No);
                var granted = false;
                foreach (var p in yes)
                    granted |= Table(p.ToLowerInvariant(), action.ToLowerInvariant());
                foreach (var p in no)
                    granted &= !Table(p.ToLowerInvariant(), action.ToLowerInvariant());
                if (granted && !part.Condition)
                    return true;
            }
        }
        return false;
    }

    // table[i, j]: the first i characters of the pattern stand for the first j of the text.
    private static bool Table(string pattern, string text)
    {
        var table = new bool[pattern.Length + 1, text.Length + 1];
        table[0, 0] = true;
        for (var i = 1; i <= pattern.Length; i++)
            for (var j = 0; j <= text.Length; j++)
                table[i, j] = pattern[i - 1] == '*'
                    ? table[i - 1, j] || (j > 0 && table[i, j - 1])
                    : j > 0 && table[i - 1, j - 1] && pattern[i - 1] == text[j - 1];
        return table[pattern.Length, text.Length];
    }

    private static RoleAssignment Make((string Scope, int Role, int Principal, int Tenant, bool Condition) a) => new()
    {
        TenantId = a.Tenant == 0 ? Guid.Empty : Tenant,
        Id = Guid.CreateVersion7(),
        Scope = Scope.Read(a.Scope)!,
        RoleDefinitionId = Id(a.Role),
        PrincipalId = Id(a.Principal),
        PrincipalType = "ServicePrincipal",
        Condition = a.Condition ? "anything" : null,
        CreatedOn = default,
        UpdatedOn = default,
    };

    private static RoleDefinition? Role((string[] Yes, string[] No, string[] DataYes, string[] DataNo, bool Condition)[][] roles, Guid id)
    {
        for (var i = 0; i < roles.Length; i++)
            if (Id(i) == id)
                return new RoleDefinition(id, "A", "CustomRole", "", [Scope.Root], [.. roles[i].Select(p => new Permission(
                    Of(p.Yes), Of(p.No), Of(p.DataYes), Of(p.DataNo), p.Condition ? "anything" : null))]);
        return null;
    }

    private static ActionPattern[] Of(string[] texts) => [.. texts.Select(t => new ActionPattern(t))];

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Guid Id(int n) => new($"00000000-0000-0000-0000-{n.ToString("x12", CultureInfo.InvariantCulture)}");
}
