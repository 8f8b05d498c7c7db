using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;
using Sallyport.Storage;

namespace Sallyport.Server.GitLab;

/// <summary>Registers the GitLab surface and its use cases.</summary>
public static class GitLabRegistration
{
    /// <summary>Registers them.</summary>
    public static IServiceCollection AddGitLab(this IServiceCollection services) => services
        .AddSingleton(s => Instance(s.GetRequiredService<ServerOptions>()))
        .AddSingleton<Surface, GitLabSurface>()
        .AddSingleton<GitLabKeys>()
        .AddScoped<IGitLabStore, GitLabStore>()
        .AddScoped<Projects>()
        .AddScoped<Pipelines>()
        .AddScoped<Jobs>()
        .AddScoped<GitLabSeed>();

    private static GitLabInstance Instance(ServerOptions options) => new(options.GitLabUrl, options.CiIdTokensIssuerUrl);
}
