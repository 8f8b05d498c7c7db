using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Login;

/// <summary>An entry of the catalogue, how it looks on the wire, and a request that brings it about.</summary>
/// <param name="Entry">The method of <see cref="Aadsts"/>.</param>
/// <param name="Number">The number; 0 for the answer that has none.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The OAuth error.</param>
/// <param name="Text">The whole text behind the number; <c>{id}</c>, <c>{time}</c>, <c>{thumbprint}</c> and <c>{any}</c> stand for one of their kind.</param>
/// <param name="Provoke">Brings it about.</param>
/// <param name="Only">The rules that have it; null for both.</param>
public sealed partial record AadstsRow(string Entry, int Number, int Status, string Error, string Text, Func<AadstsRow.World, Task<HttpResponseMessage>> Provoke, RuleSet? Only = null)
{
    private const string Docs = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
    private const string LegacyDocs = "https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation";
    private const string CertificateDocs = "https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .";
    private const string NoRecord = "No matching federated identity record found for presented assertion";
    private const string Check = $"Check your federated identity credential Subject, Audience and Issuer against the presented assertion. {Docs}";
    private const string Upper = "PROJECT_PATH:MYGROUP/MYPROJECT:REF_TYPE:BRANCH:REF:MAIN";
    private const string WrongSecret =
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{id}'.";
    private const string NoTenant =
        $"Tenant '{Nobody}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "
        + "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.";
    private const string TooLong =
        "External OIDC Provider token must have a lifetime of less than or equal to 1.01:00:00.";
    private const string Transient = "A transient error has occurred. Please try again.";
    private const string Nobody = "aaaaaaaa-0000-4000-8000-000000000009";

    /// <summary>Where the code and its text stand.</summary>
    public Told Told { get; init; }

    /// <summary>What the requests are about.</summary>
    public sealed partial record World(LoginServer Server, ClientCertificate Certificate, string Flexible, string WithoutPrincipal, string Disabled, string Secret)
    {
        private static CancellationToken Cancel => TestContext.Current.CancellationToken;

        private string TokenPath => $"/{Server.Running.Facts.TenantId}/oauth2/v2.0/token";

        public Task<HttpResponseMessage> Present(Action<Dictionary<string, object?>>? change = null, string? header = null) => Server.PostAsync(Server.Sign(change, header));

        /// <summary>To an application without a credential.</summary>
        public async Task<HttpResponseMessage> PresentToEmpty() =>
            await Server.PostAsync(Server.Sign(), (await Server.AddApplicationAsync()).AppId);

        public Task<HttpResponseMessage> Own(Action<Dictionary<string, object?>>? change = null, string? header = null) =>
            Server.PostAsync(Certificate.Sign(Certificate.Claims(change), header));

        /// <summary>The administrator's own request with one parameter changed; a null value leaves it out.</summary>
        public Task<HttpResponseMessage> Ask(string name, string? value)
        {
            var facts = Server.Running.Facts;
            var form = new Dictionary<string, string?>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = facts.OwnerClientId.ToString(), ["client_secret"] = facts.OwnerClientSecret,
                ["scope"] = LoginServer.Arm + "/.default", [name] = value,
            };
            return Server.Running.PostTokenAsync([.. form.Where(p => p.Value is not null).Select(p => (p.Key, p.Value!))]);
        }

        public Task<HttpResponseMessage> AskAs(string appId, string secret) => Server.Running.PostTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", appId), ("client_secret", secret), ("scope", LoginServer.Arm + "/.default"));

        public async Task<HttpResponseMessage> Get(string path)
        {
            using var client = Server.Running.For("login.microsoftonline.com");
            return await client.GetAsync(path, Cancel);
        }

        public Task<HttpResponseMessage> GetTokenEndpoint() => Get(TokenPath);

        public async Task<HttpResponseMessage> PostTo(string tenant)
        {
            using var client = Server.Running.For("login.microsoftonline.com");
            using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", Nobody), new("client_secret", "x"), new("scope", "s/.default")]);
            return await client.PostAsync($"/{tenant}/oauth2/v2.0/token", form, Cancel);
        }

        public async Task<HttpResponseMessage> Later(TimeSpan time, Func<Task<HttpResponseMessage>> ask)
        {
            Server.Clock.Advance(time);
            var response = await ask();
            Server.Clock.Advance(-time);
            return response;
        }

        public async Task<HttpResponseMessage> Without(string database, string table, Func<Task<HttpResponseMessage>> ask)
        {
            DataFile.Execute(Server.Running.Folder, database, $"ALTER TABLE {table} RENAME TO gone");
            var response = await ask();
            DataFile.Execute(Server.Running.Folder, database, $"ALTER TABLE gone RENAME TO {table}");
            return response;
        }

        public async Task<HttpResponseMessage> Under(TenantPolicy policy)
        {
            await Server.SetPolicyAsync(policy);
            var response = await Present();
            await Server.SetPolicyAsync(TenantPolicy.None);
            return response;
        }

        /// <summary>To a server that answers few requests that prove nothing, once it has answered them.</summary>
        public static async Task<HttpResponseMessage> Flood()
        {
            var limits = new UnprovenLimits
            {
                PerSecond = 1, Burst = 1, PerConnectionPerSecond = 1, PerConnectionBurst = 1, Patience = TimeSpan.Zero,
            };
            await using var server = await RunningServer.StartAsync(o => o with { Unproven = limits });
            using var client = server.For("login.microsoftonline.com");
            var answer = await client.GetAsync("/common/x", Cancel);
            while (answer.StatusCode == HttpStatusCode.NotFound)
                answer = await client.GetAsync("/common/x", Cancel);
            return answer;
        }

        /// <summary>What the database still gives, and nobody can read.</summary>
        public async Task<HttpResponseMessage> Damaged(Func<Task<HttpResponseMessage>> ask)
        {
            DataFile.Execute(Server.Running.Folder, "sallyport.db", "UPDATE applications SET KeyCredentials = '{' || KeyCredentials");
            var response = await ask();
            DataFile.Execute(Server.Running.Folder, "sallyport.db", "UPDATE applications SET KeyCredentials = substr(KeyCredentials, 2)");
            return response;
        }
    }

    public static IReadOnlyList<AadstsRow> All { get; } =
    [
        new(nameof(Aadsts.NoCredential), 70025, 401, "invalid_client",
            "The client '{id}'(gitlab-oidc) has no configured federated identity credentials.",
            w => w.PresentToEmpty(), RuleSet.Entra2026),
        new(nameof(Aadsts.NoCredentialIn2024), 70025, 401, "invalid_client",
            "Client application has no configured federated identity credentials.",
            w => w.PresentToEmpty(), RuleSet.Entra2024),
        new(nameof(Aadsts.NoMatchingRecord), 70021, 400, "invalid_request",
            $"No matching federated identity record found for presented assertion. Assertion Issuer: 'https://localhost:9'. Assertion Subject: '{LoginServer.Subject}'. Assertion Audience: '{LoginServer.Audience}'. {LegacyDocs}",
            w => w.Present(c => c["iss"] = "https://localhost:9"), RuleSet.Entra2024),
        new(nameof(Aadsts.NoMatchingRecord), 70021, 400, "invalid_request",
            $"No matching federated identity record found for presented assertion. Assertion Issuer: '{{any}}'. Assertion Subject: '{Upper}'. Assertion Audience: '{LoginServer.Audience}'. {LegacyDocs}",
            w => w.Present(c => c["sub"] = Upper), RuleSet.Entra2024),
        new(nameof(Aadsts.NoMatchingIssuer), 700211, 401, "invalid_client", $"{NoRecord} issuer 'https://localhost:9'. {Check}", w => w.Present(c => c["iss"] = "https://localhost:9"), RuleSet.Entra2026),
        new(nameof(Aadsts.NoMatchingSubject), 700213, 401, "invalid_client", $"{NoRecord} subject 'x'. {Check}", w => w.Present(c => c["sub"] = "x"), RuleSet.Entra2026),
        new(nameof(Aadsts.NoMatchingSubject), 700213, 401, "invalid_client", $"{NoRecord} subject '{new string('x', 600)}...'. {Check}", w => w.Present(c => c["sub"] = new string('x', 40_000)), RuleSet.Entra2026),
        new(nameof(Aadsts.NoMatchingSubjectByCase), 7002138, 401, "invalid_client",
            $"{NoRecord} subject '{Upper}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. " +
            $"See documentation at: {Docs} See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024.",
            w => w.Present(c => c["sub"] = Upper), RuleSet.Entra2026),
        new(nameof(Aadsts.NoMatchingExpression), 7002131, 401, "invalid_client",
            $"{NoRecord} subject '{LoginServer.Subject}' or no federated identity credential expression matched. Please check your federated identity credential Subject, Expression, Audience and Issuer against the presented assertion. {Docs}",
            async w => await w.Server.PostAsync(await w.Server.Running.IdTokenAsync(), w.Flexible)),
        new(nameof(Aadsts.NoMatchingAudience), 700212, 401, "invalid_client", $"{NoRecord} audience 'https://gitlab.com'. {Check}", w => w.Present(c => c["aud"] = "https://gitlab.com")),

        new(nameof(Aadsts.FederationDisabled), 700223, 401, "invalid_client",
            "Workload identity federation is disabled for this tenant.",
            w => w.Under(TenantPolicy.None with { FederationDisabled = true })),
        new(nameof(Aadsts.IssuerNotAllowed), 700238, 401, "invalid_client",
            "Tokens issued by issuer '{any}/' may not be used for federated identity credential flows for applications "
            + "or managed identities registered in this tenant.",
            w => w.Under(TenantPolicy.None with { AllowedIssuers = ["https://token.actions.githubusercontent.com"] })),
        new(nameof(Aadsts.RequiredClaimDiffers), 7002381, 401, "invalid_client",
            "Federated identity credentials issued by '{any}/' for applications or managed identities registered in "
            + "this tenant must contain the enterprise claim with value 'microsoft', 'github' or 'microsoftopensource' "
            + "but actual value is ''.",
            w => w.Under(TenantPolicy.None with { RequiredClaims = [new(w.Server.Issuer.Url, "enterprise", ["microsoft", "github", "microsoftopensource"])] })),

        new(nameof(Aadsts.UnsupportedAlgorithm), 5002738, 401, "invalid_client", "Invalid JWT token. 'HS256' is not a supported signature algorithm. Supported signing algorithms are: 'RS256'",
            w => w.Present(header: """{"alg":"HS256","kid":"test-key"}""")),
        new(nameof(Aadsts.UnsupportedAlgorithm), 5002738, 401, "invalid_client", "Invalid JWT token. 'ES256' is not a supported signature algorithm. Supported signing algorithms are: 'RS256,PS256'",
            w => w.Own(header: """{"alg":"ES256","x5t":"AAAA"}""")),
        new(nameof(Aadsts.AssertionTypeNotAllowed), 5002727, 400, "invalid_request", "Invalid JWT header type specified. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'.",
            w => w.Present(header: """{"alg":"RS256","typ":"at+jwt","kid":"test-key"}""")),
        new(nameof(Aadsts.MalformedAssertion), 50027, 400, "invalid_request", "JWT token is invalid or malformed.", w => w.Server.PostAsync("abc")),
        new(nameof(Aadsts.IssuedByEntra), 700222, 400, "invalid_request", "AAD-issued tokens may not be used for federated identity flows.",
            async w => await w.Server.PostAsync(await w.Server.Running.OwnerTokenAsync(LoginServer.Arm))),
        new(nameof(Aadsts.MalformedAssertion), 50027, 400, "invalid_request", "JWT token is invalid or malformed.", w => w.Present(c => c["exp"] = "1e12")),
        new(nameof(Aadsts.MissingInAssertion), 90014, 400, "invalid_request",
            "The required field 'sub' is missing from the credential. Ensure that you have all the necessary parameters for the login request.", w => w.Present(c => c.Remove("sub"))),
        new(nameof(Aadsts.IssuerUnreachable), 501661, 400, "invalid_request", "Request to External OIDC endpoint failed.", w => w.Present(c => c["iss"] = "https://localhost:8")),
        new(nameof(Aadsts.AssertionKeyNotFound), 700027, 401, "invalid_client", "Client assertion contains an invalid signature. [Reason - The key was not found.]",
            w => w.Present(header: """{"alg":"RS256","kid":"another"}""")),
        new(nameof(Aadsts.AssertionSignatureInvalid), 7000274, 401, "invalid_client", "Federated identity credential assertion contains an invalid signature.",
            w => w.Server.PostAsync(w.Server.Sign()[..^8] + "AAAAAAAA")),
        new(nameof(Aadsts.AssertionLivesTooLong), 70023, 401, "invalid_client",
            $"{TooLong} Token issued at {{any}}. Token expires on {{any}}.",
            w => w.Present(c => (c["exp"], c["aud"]) = (253402300799, "another"))),
        new(nameof(Aadsts.AssertionLivesTooLong), 70023, 401, "invalid_client",
            $"{TooLong} Token issued at 0. Token expires on {{any}}.", w => w.Present(c => c.Remove("iat"))),
        new(nameof(Aadsts.AssertionOutsideItsTime), 700024, 401, "invalid_client",
            "Client assertion is not within its valid time range. Current time: {time}, assertion valid from {time}, expiry time of assertion {time}. Review the documentation at " + CertificateDocs,
            w => w.Present(c => c["exp"] = w.Server.Clock.GetUtcNow().ToUnixTimeSeconds() - 61)),
        new(nameof(Aadsts.AssertionSpent), 50013, 401, "invalid_client", "Assertion was presented before, and the federated identity credential takes each assertion only once.", async w =>
        {
            var assertion = w.Server.Sign(c => c["sub"] = "once");
            Assert.Equal(0, await w.Server.ExchangeAsync(assertion));
            return await w.Server.PostAsync(assertion);
        }),

        new(nameof(Aadsts.ClientIdentifierDiffers), 700021, 401, "invalid_client",
            $"Client assertion application identifier doesn't match 'client_id' parameter. Assertion subject: '{Nobody}', client_id: '{{id}}'.", w => w.Own(c => c["sub"] = Nobody)),
        new(nameof(Aadsts.AudienceIsNotOurs), 700023, 401, "invalid_client",
            "Client assertion audience claim does not match Realm issuer. Assertion audience: 'https://elsewhere.example'. Review the documentation at " + CertificateDocs, w => w.Own(c => c["aud"] = "https://elsewhere.example")),
        new(nameof(Aadsts.AssertionNamesNoKey), 5002723, 401, "invalid_client",
            "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in token header.", w => w.Own(header: """{"alg":"RS256"}""")),
        new(nameof(Aadsts.CertificateNotRegistered), 700027, 401, "invalid_client",
            "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'AAAA'.]",
            w => w.Own(header: """{"alg":"RS256","x5t":"AAAA"}""")),
        new(nameof(Aadsts.CertificateSignatureInvalid), 700027, 401, "invalid_client",
            "Client assertion contains an invalid signature. [Reason - The key used is not valid for the signature., Thumbprint of key used by client: '{thumbprint}'.]",
            w => w.Server.PostAsync(w.Certificate.Sign(w.Certificate.Claims())[..^8] + "AAAAAAAA")),
        new(nameof(Aadsts.CertificateExpired), 700027, 401, "invalid_client",
            "Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: '{thumbprint}', Found key 'Start={time}, End={time}'.]",
            w => w.Later(TimeSpan.FromDays(31), () => w.Own())),

        new(nameof(Aadsts.TenantNotFound), 90002, 400, "invalid_request", NoTenant, w => w.PostTo(Nobody)),
        new(nameof(Aadsts.TenantNotFoundByDiscovery), 90002, 400, "invalid_tenant", NoTenant, w => w.Get($"/{Nobody}/v2.0/.well-known/openid-configuration")),
        new(nameof(Aadsts.TenantMalformed), 900023, 400, "invalid_request", "Specified tenant identifier 'nonsense' is neither a valid DNS name, nor a valid external domain.", w => w.PostTo("nonsense")),
        new(nameof(Aadsts.TenantEmpty), 900021, 400, "invalid_request",
            "Requested tenant identifier '00000000-0000-0000-0000-000000000000' is not valid. Tenant identifiers may not be an empty GUID.", w => w.PostTo($"{Guid.Empty}")),
        new(nameof(Aadsts.ClientIdEmpty), 700038, 400, "unauthorized_client",
            "00000000-0000-0000-0000-000000000000 is not a valid application identifier.",
            w => w.Ask("client_id", $"{Guid.Empty}")),
        new(nameof(Aadsts.ApplicationNotFound), 700016, 400, "unauthorized_client",
            $"Application with identifier '{Nobody}' was not found in the directory '{{any}}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. " +
            "You may have sent your authentication request to the wrong tenant.", w => w.Ask("client_id", Nobody)),
        new(nameof(Aadsts.ServicePrincipalMissing), 7000229, 401, "invalid_client",
            "The client application {id} is missing service principal in the tenant {id}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119", w => w.Server.PostAsync(w.Server.Sign(), w.WithoutPrincipal)),
        new(nameof(Aadsts.ApplicationDisabled), 7000112, 400, "unauthorized_client", "Application '{id}'(gitlab-oidc) is disabled.", w => w.Server.PostAsync(w.Server.Sign(), w.Disabled)),
        new(nameof(Aadsts.WrongSecret), 7000215, 401, "invalid_client", WrongSecret, w => w.Ask("client_secret", "wrong")),
        new(nameof(Aadsts.SecretExpired), 7000222, 401, "invalid_client",
            "The provided client secret keys for app '{id}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
            w => w.Later(TimeSpan.FromDays(2), () => w.AskAs(w.Server.AppId, w.Secret))),
        new(nameof(Aadsts.WrongSecret), 7000215, 401, "invalid_client", WrongSecret, w => w.Later(-TimeSpan.FromDays(2), () => w.AskAs(w.Server.AppId, w.Secret))), // not valid yet
        new(nameof(Aadsts.NoProof), 7000216, 401, "invalid_client", "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.", w => w.Ask("client_secret", null)),
        new(nameof(Aadsts.MissingParameter), 900144, 400, "invalid_request", "The request body must contain the following parameter: 'scope'.", w => w.Ask("scope", null)),
        new(nameof(Aadsts.MalformedRequest), 9002313, 400, "invalid_request", "Invalid request. Request is malformed or invalid.", w => w.Ask("client_secret", "a\0b")),
        new(nameof(Aadsts.UnsupportedGrant), 70003, 400, "unsupported_grant_type", "The app requested an unsupported grant type 'implicit'.", w => w.Ask("grant_type", "implicit")),
        new(nameof(Aadsts.ScopeWithoutDefault), 1002012, 400, "invalid_scope",
            $"The provided value for scope {LoginServer.Arm} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", w => w.Ask("scope", LoginServer.Arm)),
        new(nameof(Aadsts.ScopeOfSeveral), 70011, 400, "invalid_scope",
            $"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {LoginServer.Arm}/.default https://graph.microsoft.com/.default is not valid.",
            w => w.Ask("scope", LoginServer.Arm + "/.default https://graph.microsoft.com/.default")),
        new(nameof(Aadsts.ResourceNotFound), 500011, 400, "invalid_resource",
            "The resource principal named https://nobody.example was not found in the tenant named {any}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. " +
            "You might have sent your authentication request to the wrong tenant.", w => w.Ask("scope", "https://nobody.example/.default")),
        new(nameof(Aadsts.ResourceDisabled), 500014, 400, "invalid_resource",
            "The service principal for resource '{id}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.",
            w => w.Ask("scope", w.Disabled + "/.default")),
        new(nameof(Aadsts.UnknownInstance), 50049, 400, "invalid_instance", "Unknown or invalid instance.",
            w => w.Get("/common/discovery/instance?api-version=1.1&authorization_endpoint=https://evil.example/x")),
        new(nameof(Aadsts.OnlyPost), 900561, 400, "invalid_request", "The endpoint only accepts POST requests. Received a GET request.", w => w.GetTokenEndpoint()),
        new(nameof(Aadsts.UnknownRoute), 0, 404, "", "The requested page was not found.", w => w.Get("/no/such/page")) { Told = Told.Page },
        new(nameof(Aadsts.Unavailable), 90033, 503, "temporarily_unavailable", Transient, w => w.Without("sign-ins.db", "sign_ins", () => w.Present())),
        new(nameof(Aadsts.Unavailable), 90033, 503, "temporarily_unavailable", Transient, w => w.Without("sallyport.db", "applications", () => w.Present())),
        new(nameof(Aadsts.TooManyRequests), 90055, 429, "temporarily_unavailable",
            "There are too many incoming requests.", _ => World.Flood()),
        new(nameof(Aadsts.Failure), 90033, 500, "server_error", Transient, w => w.Damaged(() => w.Present())),
        .. OfPeople,
    ];
}
