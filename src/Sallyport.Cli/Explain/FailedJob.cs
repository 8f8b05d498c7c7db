using Sallyport.Core.Entra.Tokens;
using Sallyport.Explain.Fixes;

namespace Sallyport.Cli.Explain;

/// <summary>A job that has failed, for the explanation of its sign-ins.</summary>
/// <param name="Since">When it began.</param>
/// <param name="Log">Its log.</param>
/// <param name="IsOfAnother">Whether a sign-in was surely that of another job.</param>
/// <param name="Of">What is known of the job that signed in.</param>
internal sealed record FailedJob(
    DateTimeOffset Since, string Log, Func<SignInRecord, bool> IsOfAnother, Func<SignInRecord, JobOfToken?> Of);
