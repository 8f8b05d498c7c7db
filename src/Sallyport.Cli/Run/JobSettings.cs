using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Runner;

namespace Sallyport.Cli.Run;

/// <summary>What a runner of an instance is told, whatever pipelines it serves.</summary>
internal static class JobSettings
{
    /// <summary>The settings: the jobs get the instance's environment, and logs hide its secrets.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="token">The runner's token.</param>
    /// <param name="containers">What the jobs' containers get; null when the jobs run on this machine.</param>
    public static RunnerSettings Of(InstanceClient instance, string token, ContainerOptions? containers)
    {
        var environment = InstanceEnvironment.Of(instance.Directory, instance.Instance)
            .Where(v => v.Key != "AZURE_CONFIG_DIR") // each job has a profile of its own
            .ToDictionary(StringComparer.Ordinal);
        UserDirectHosts.Of(instance.Instance).TellOfLeftOut();
        var settings = new RunnerSettings
        {
            Url = instance.Instance.GitLabUrl,
            Token = token,
            Environment = environment,
            Secrets = instance.Instance.ProxySecrets,
            AzureProfile = instance.Directory.AzureConfig,
            Color = Colours.AreFor(Console.Out),
        };
        return containers is null ? settings : settings with
        {
            InContainers = true,
            Image = containers.Image,
            PullPolicy = containers.PullPolicy,
            Volumes = containers.Volumes,
        };
    }
}
