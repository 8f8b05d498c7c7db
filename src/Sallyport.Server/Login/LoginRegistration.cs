using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Signing;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Login;

/// <summary>Registers the login surface and what the exchange needs.</summary>
internal static class LoginRegistration
{
    /// <summary>Adds the surface, the keys of the token service, the judge and the grants.</summary>
    public static IServiceCollection AddLogin(this IServiceCollection services) => services
        .AddSingleton<Surface, LoginSurface>()
        .AddSingleton(s => s.GetRequiredService<ServerOptions>().Rules)
        .AddSingleton<KeyRing>(Keys)
        .AddSingleton<AccessTokens>()
        .AddSingleton<FederatedJudge>(Judge)
        .AddSingleton<OutboundClient>(OutboundClientOf)
        .AddSingleton<IssuerKeys>()
        .AddSingleton<IIssuerKeys>(IssuerKeysOf)
        .AddSingleton<AdviceLog>()
        .AddSingleton<SecretAuthentication>()
        .AddSingleton<CertificateAuthentication>()
        .AddScoped<FederatedAuthentication>()
        .AddScoped<ClientAuthentication>()
        .AddScoped<ClientLookup>()
        .AddScoped<Resources>()
        .AddScoped<IGrant, ClientCredentialsGrant>()
        .AddScoped<ClientSignIn>()
        .AddScoped<UserClients>()
        .AddScoped<PasswordTries>()
        .AddScoped<IUserGrant, PasswordGrant>()
        .AddScoped<IUserGrant, RefreshTokenGrant>()
        .AddScoped<IUserGrant, AuthorizationCodeGrant>()
        .AddScoped<IUserGrant, DeviceCodeGrant>()
        .AddScoped<People>()
        .AddScoped<Consents>()
        .AddScoped<UserTokens>()
        .AddScoped<UserSignIn>()
        .AddScoped<SignInRecorder>()
        .AddScoped<TokenService>()
        .AddPages();

    private static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(LoginSession.Scheme, LoginSession.Configure);
        return services
            .AddScoped<ConsentQuestions>()
            .AddScoped<Authorizations>()
            .AddScoped<DeviceAuthorizations>()
            .AddScoped<PageSignIn>()
            .AddScoped<PostLogoutUris>()
            .AddScoped<SignInSteps>()
            .AddScoped<AuthorizeEndpoint>()
            .AddScoped<DeviceEndpoints>()
            .AddScoped<LogoutEndpoint>()
            .AddScoped<SignInLinks>()
            .AddScoped<LinkEndpoints>()
            .AddScoped<TokenFamilies>()
            .AddScoped<ClientEndpoints>();
    }

    private static KeyRing Keys(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var keep = TimeSpan.FromSeconds(AccessTokens.LifetimeSeconds) + TimeSpan.FromMinutes(5);
        return new KeyRing(
            services.GetRequiredService<IKeyStore>(), new KeyPurpose(AccessTokens.KeyPurpose, keep, Create), time);

        SigningKey Create(int generation, DateTimeOffset from) => SigningKey.CreateWithCertificate(
            AccessTokens.KeyPurpose, generation, "accounts.accesscontrol.windows.net", time.GetUtcNow(), from);
    }

    private static FederatedJudge Judge(IServiceProvider services)
    {
        var options = services.GetRequiredService<ServerOptions>();
        var policy = new FederationPolicy { FurtherAlgorithms = options.FurtherAlgorithms };
        return new FederatedJudge(services.GetRequiredService<TimeProvider>(), policy);
    }

    private static OutboundClient OutboundClientOf(IServiceProvider services) => new(
        services.GetRequiredService<ServerOptions>(),
        services.GetRequiredService<LocalAuthority>(),
        services.GetRequiredService<OwnPort>());

    // Files come first; an issuer without one is asked.
    private static IIssuerKeys IssuerKeysOf(IServiceProvider services) => new IssuerKeyFiles(
        services.GetRequiredService<ServerOptions>().IssuerKeyFiles,
        services.GetRequiredService<IssuerKeys>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<IssuerKeyFiles>>());
}
