using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;
using Sallyport.Runner;

namespace Sallyport.Cli.Run;

/// <summary>What an ID token of a job will present: the three values that a credential is compared with. The token itself is not shown.</summary>
internal static class PresentedToken
{
    /// <summary>Prints the values of each of the job's ID tokens.</summary>
    public static void Print(JobResponse job, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (job.Variable(name)?.Split('.') is not [_, var payload, _] || StrictBase64Url.Decode(payload) is not { } bytes
                || JsonNode.Parse(Encoding.UTF8.GetString(bytes)) is not JsonObject claims)
                continue;
            Terminal.Progress($"  {name} will present  iss {claims["iss"]}");
            Terminal.Progress($"  {new string(' ', name.Length)}               sub {claims["sub"]}");
            Terminal.Progress($"  {new string(' ', name.Length)}               aud {claims["aud"]}");
        }
    }
}
