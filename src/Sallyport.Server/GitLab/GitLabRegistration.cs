using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;

namespace Sallyport.Server.GitLab;

/// <summary>Registers the GitLab surface and its use cases.</summary>
internal static class GitLabRegistration
{
    /// <summary>Adds the surface, its keys and its use cases.</summary>
    public static IServiceCollection AddGitLab(this IServiceCollection services)
    {
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, GitLabAuthentication>(GitLabSurface.Scheme, null)
            .AddCookie(PageSession.Scheme, PageSession.Configure);
        return services
            .AddSingleton<IAuthorizationHandler, GitLabAuthorization>()
            .AddSingleton(s => Instance(s.GetRequiredService<ServerOptions>()))
            .AddSingleton<Surface, GitLabSurface>()
            .AddSingleton<GitLabKeys>()
            .AddSingleton<PublishedDocuments>()
            .AddScoped<Projects>()
            .AddScoped<ProjectMoves>()
            .AddScoped<Groups>()
            .AddScoped<Users>()
            .AddScoped<PersonalTokens>()
            .AddScoped<BurnedPaths>()
            .AddScoped<Variables>()
            .AddScoped<Pipelines>().AddScoped<PipelinePreview>()
            .AddScoped<ChildPipelines>()
            .AddScoped<Lint>()
            .AddScoped<Environments>()
            .AddScoped<JobContexts>()
            .AddScoped<Triggers>()
            .AddScoped<PipelineStarts>()
            .AddScoped<Schedules>()
            .AddScoped<ScheduleRuns>()
            .AddHostedService<ScheduleSweep>()
            .AddScoped<GitLabSeed>()
            .AddRunners()
            .AddRepositories();
    }

    private static IServiceCollection AddRunners(this IServiceCollection services) => services
        .AddScoped<JobActions>()
        .AddScoped<Jobs>()
        .AddScoped<AbandonedJobs>()
        .AddSingleton<RunnerContacts>()
        .AddHostedService<AbandonedJobsSweep>()
        .AddScoped<Runners>()
        .AddScoped<Artifacts>()
        .AddSingleton<IArtifactFiles>(s => new ArtifactFiles(s.GetRequiredService<ServerOptions>().DataDirectory));

    private static IServiceCollection AddRepositories(this IServiceCollection services) => services
        .AddSingleton(s => new Repositories(s.GetRequiredService<ServerOptions>().DataDirectory))
        .AddScoped<RecordedPipelines>()
        .AddScoped<Pushes>()
        .AddScoped<PushedRefs>()
        .AddScoped<CommitSources>()
        .AddScoped<RepositoryEdits>();

    private static GitLabInstance Instance(ServerOptions options) =>
        new(options.GitLabUrl, options.CiIdTokensIssuerUrl);
}
