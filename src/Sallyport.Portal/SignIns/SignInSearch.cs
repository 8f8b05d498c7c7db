using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Sallyport.Portal.SignIns;

/// <summary>What a visitor of the sign-in logs looks for, as the address says it.</summary>
public sealed record SignInSearch
{
    /// <summary>The address of the list.</summary>
    public const string List = "/signins";

    /// <summary>The value of <see cref="Status"/> for sign-ins that succeeded.</summary>
    public const string Success = "success";

    /// <summary>The value of <see cref="Status"/> for sign-ins that were refused.</summary>
    public const string Failure = "failure";

    /// <summary>The time ranges, with what the form says of them.</summary>
    public static readonly IReadOnlyList<(string Value, string Label, TimeSpan? Length)> Ranges =
    [
        ("", "All", null), ("hour", "Last hour", TimeSpan.FromHours(1)), ("day", "Last 24 hours", TimeSpan.FromDays(1)),
        ("week", "Last 7 days", TimeSpan.FromDays(7)),
    ];

    /// <summary>Whether the sign-ins of users are listed, and not those of service principals.</summary>
    public bool OfUsers { get; init; }

    /// <summary>A client id, or the start of an application's name; empty for all.</summary>
    public string Application { get; init; } = "";

    /// <summary>An object id, or the start of a user's name; empty for all.</summary>
    public string User { get; init; } = "";

    /// <summary>One of <see cref="Success"/> and <see cref="Failure"/>; empty for both.</summary>
    public string Status { get; init; } = "";

    /// <summary>An AADSTS code, as it was typed; empty for all.</summary>
    public string Code { get; init; } = "";

    /// <summary>The value of one of <see cref="Ranges"/>.</summary>
    public string Range { get; init; } = "";

    /// <summary>
    /// The SHA-256 of an assertion, in lower-case hexadecimal: what one token of a job has led to. Empty for all.
    /// </summary>
    public string Assertion { get; init; } = "";

    /// <summary>The sign-in after which the page begins; null for the newest.</summary>
    public Guid? Before { get; init; }

    /// <summary>Whether something narrows the list down.</summary>
    public bool IsNarrowed =>
        Application.Length + User.Length + Status.Length + Code.Length + Range.Length + Assertion.Length > 0;

    /// <summary>How far back the list goes; null for all that is kept.</summary>
    public TimeSpan? Length => Ranges.FirstOrDefault(r => r.Value == Range).Length;

    /// <summary>The number behind AADSTS; null when the code is no such number.</summary>
    public int? Number
    {
        get
        {
            var digits = Code.StartsWith("AADSTS", StringComparison.OrdinalIgnoreCase) ? Code[6..] : Code;
            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : null;
        }
    }

    /// <summary>The address of the page that shows this.</summary>
    public string Address
    {
        get
        {
            (string Name, string Value)[] fields =
            [
                ("type", OfUsers ? "user" : ""), ("user", User), ("app", Application), ("status", Status),
                ("code", Code), ("range", Range), ("assertion", Assertion), ("before", Before?.ToString() ?? ""),
            ];
            var given = fields.Where(f => f.Value.Length > 0)
                .Select(f => KeyValuePair.Create(f.Name, (string?)f.Value));
            return QueryHelpers.AddQueryString(List, given);
        }
    }

    /// <summary>The address of the sign-ins with one assertion, below that of the portal.</summary>
    /// <param name="sha256">The SHA-256 of the assertion, in lower-case hexadecimal.</param>
    public static string WithAssertion(string sha256) => new SignInSearch { Assertion = sha256 }.Address;

    /// <summary>The address of a sign-in's own page.</summary>
    public static string Of(Guid id) => $"{List}/{id}";
}
