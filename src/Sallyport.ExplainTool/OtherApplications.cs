using Sallyport.Explain.Causes;

namespace Sallyport.ExplainTool;

/// <summary>
/// Whether another application of the tenant trusts what was presented, where this one does not: a job may sign in as
/// the wrong one.
/// </summary>
/// <param name="Seen">How many applications were looked at.</param>
/// <param name="More">Whether the tenant has more.</param>
/// <param name="Cause">The application that does; null when none was found.</param>
internal sealed record OtherApplications(int Seen, bool More, LikelyCause? Cause);
