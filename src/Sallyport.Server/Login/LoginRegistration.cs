using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Signing;
using Sallyport.Server.Http;
using Sallyport.Server.Outbound;

namespace Sallyport.Server.Login;

/// <summary>Registers the login surface and what the exchange needs.</summary>
internal static class LoginRegistration
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddLogin(this IServiceCollection services) => services
        .AddSingleton<Surface, LoginSurface>()
        .AddSingleton(s => s.GetRequiredService<ServerOptions>().Rules)
        .AddSingleton(s => new KeyRing(
            s.GetRequiredService<IKeyStore>(),
            AccessTokens.KeyPurpose,
            generation => SigningKey.CreateWithCertificate(
                AccessTokens.KeyPurpose, generation, "accounts.accesscontrol.windows.net", s.GetRequiredService<TimeProvider>().GetUtcNow())))
        .AddSingleton<AccessTokens>()
        .AddSingleton(s => new FederatedJudge(
            s.GetRequiredService<TimeProvider>(),
            new FederationPolicy { FurtherAlgorithms = s.GetRequiredService<ServerOptions>().FurtherAlgorithms }))
        .AddSingleton<OutboundClient>()
        .AddSingleton<IssuerKeys>()
        .AddSingleton<IIssuerKeys>(s => new IssuerKeyFiles(
            s.GetRequiredService<ServerOptions>().IssuerKeyFiles, s.GetRequiredService<IssuerKeys>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<IssuerKeyFiles>>()))
        .AddSingleton<AdviceLog>()
        .AddSingleton<SecretAuthentication>()
        .AddSingleton<CertificateAuthentication>()
        .AddScoped<FederatedAuthentication>()
        .AddScoped<ClientAuthentication>()
        .AddScoped<IGrant, ClientCredentialsGrant>()
        .AddScoped<TokenService>();
}
