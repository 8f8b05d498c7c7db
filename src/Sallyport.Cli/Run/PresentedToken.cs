using System.Text;
using System.Text.Json;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Runner;

namespace Sallyport.Cli.Run;

/// <summary>
/// What an ID token of a job will present: the three values that a credential is compared with. The token itself is not
/// shown.
/// </summary>
internal static class PresentedToken
{
    private static readonly string[] Names = ["iss", "sub", "aud"];

    /// <summary>Prints the values of each of the job's ID tokens.</summary>
    public static void Print(JobResponse job)
    {
        foreach (var variable in job.Variables.Where(v => v.Masked).DistinctBy(v => v.Key))
            if (ClaimsOf(job.Variable(variable.Key)) is { } claims)
                Print(variable.Key, claims);
    }

    /// <summary>Prints the three values.</summary>
    public static void Print(string name, JsonElement claims)
    {
        var head = $"  {name} will present  ";
        var indent = new string(' ', head.Length);
        Terminal.Progress($"{head}iss {Shown(claims, "iss")}");
        Terminal.Progress($"{indent}sub {Shown(claims, "sub")}");
        Terminal.Progress($"{indent}aud {Shown(claims, "aud")}");
    }

    private static string Shown(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) ? value.ToString() : "";

    // A variable of the same name may have taken the token's place.
    private static JsonElement? ClaimsOf(string? token)
    {
        var payload = token?.Split('.') is [_, var middle, _] ? StrictBase64Url.Decode(middle) : null;
        var claims = payload is null ? null : StrictJson.ReadObject(payload);
        var isIdToken = claims is { } read && Names.All(n => read.TryGetProperty(n, out _));
        return isIdToken ? claims : null;
    }
}
