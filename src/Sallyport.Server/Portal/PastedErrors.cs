using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Errors;
using Sallyport.Portal.Applications;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Portal;

/// <summary>
/// Error texts that somebody pastes: the sign-in that they are about, and where there is none what they say themselves.
/// The text is in the request and nowhere else.
/// </summary>
/// <param name="signIns">The sign-in records.</param>
/// <param name="options">The instance.</param>
internal sealed class PastedErrors(ISignIns signIns, ServerOptions options)
{
    // A log may repeat many ids; those of its errors come first.
    private const int MaximumIds = 50;

    /// <summary>What a text tells; null when it has neither a code nor an id, nor a known sentence of az.</summary>
    /// <param name="context">The request.</param>
    /// <param name="application">The application at which it is tried.</param>
    /// <param name="text">The text.</param>
    public async Task<TriedError?> ReadAsync(HttpContext context, Application application, string text)
    {
        var errors = ErrorText.ReadAll(text);
        var ids = ErrorText.IdsIn(text);
        var ofLog = JobLogCause.Of(text, application.TenantId, options.SubscriptionId);
        if (errors.Count == 0 && ids.Count == 0 && ofLog is null)
            return null;
        var mayRead = SignInVisit.MayRead(context.Person());
        var record = mayRead && ids.Count > 0
            ? await FindAsync(application, [.. ids.Take(MaximumIds)], context.RequestAborted)
            : null;
        var error = errors.LastOrDefault(e => IsOf(e, record)) ?? ErrorText.Read(text);
        var isOfApplication = record is not null && IsOf(record, application);
        return new TriedError
        {
            Error = error,
            Record = record,
            IsOfApplication = isOfApplication,
            Explanation = isOfApplication ? RecordedSignIn.Explain(record!, application: application.Id) : null,
            Comparison = record is null && error is not null ? Compare(error, application) : null,
            OfLog = ofLog,
            MayReadSignIns = mayRead,
            HasIds = ids.Count > 0,
        };
    }

    // Its own sign-in first: callers choose correlation ids, and several may have the same.
    private async Task<SignInRecord?> FindAsync(Application application, List<Guid> ids, CancellationToken cancel)
    {
        var found = await signIns.Of(application.TenantId)
            .Where(r => ids.Contains(r.Id) || ids.Contains(r.CorrelationId))
            .OrderByDescending(r => r.Id).Take(MaximumIds).ToListAsync(cancel);
        return found.OrderBy(r => IsOf(r, application) ? 0 : 1)
            .ThenBy(r => ids.Contains(r.Id) ? 0 : 1).FirstOrDefault();
    }

    private ErrorComparison? Compare(ErrorText error, Application application)
    {
        var isLocal = error.Issuer is null || error.Issuer == FederatedPages.IssuerOf(options);
        return ErrorComparison.Of(
            error,
            application.FederatedIdentityCredentials,
            new ExplanationContext { ApplicationId = application.Id, IsLocal = isLocal });
    }

    private static bool IsOf(SignInRecord record, Application application) =>
        StrictGuid.TryRead(record.AppId, out var appId) && appId == application.AppId;

    private static bool IsOf(ErrorText error, SignInRecord? record) =>
        record is not null && (error.TraceId == record.Id || error.CorrelationId == record.CorrelationId);
}
