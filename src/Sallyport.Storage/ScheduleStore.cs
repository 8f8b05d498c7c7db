using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of schedules.</summary>
internal sealed class ScheduleStore(GitLabContext context) : IScheduleStore
{
    private IQueryable<PipelineSchedule> All => context.Set<PipelineSchedule>().AsNoTracking().OrderBy(s => s.Id);

    public async Task<IReadOnlyList<PipelineSchedule>> ListAsync(Guid projectKey, CancellationToken cancel) =>
        await All.Where(s => s.ProjectKey == projectKey).ToListAsync(cancel);

    public async Task<IReadOnlyList<PipelineSchedule>> ListActiveAsync(CancellationToken cancel) =>
        await All.Where(s => s.IsActive).ToListAsync(cancel);

    public Task<PipelineSchedule?> FindAsync(Guid projectKey, long id, CancellationToken cancel) =>
        All.SingleOrDefaultAsync(s => s.ProjectKey == projectKey && s.Id == id, cancel);

    public Task AddAsync(PipelineSchedule schedule, CancellationToken cancel)
    {
        context.Add(schedule);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(PipelineSchedule schedule, CancellationToken cancel) =>
        context.UpdateAsync(schedule, () => Task.FromResult(false), cancel);

    public Task DeleteAsync(PipelineSchedule schedule, CancellationToken cancel) =>
        context.Set<PipelineSchedule>().Where(s => s.Id == schedule.Id).ExecuteDeleteAsync(cancel);

    public async Task<IReadOnlyList<Pipeline>> ListPipelinesAsync(long scheduleId, CancellationToken cancel) =>
        await Of(scheduleId).OrderBy(p => p.Id).ToListAsync(cancel);

    public Task<Pipeline?> LastPipelineAsync(long scheduleId, CancellationToken cancel) =>
        Of(scheduleId).OrderByDescending(p => p.Id).FirstOrDefaultAsync(cancel);

    private IQueryable<Pipeline> Of(long scheduleId) =>
        context.Set<Pipeline>().AsNoTracking().Where(p => p.ScheduleId == scheduleId);
}
