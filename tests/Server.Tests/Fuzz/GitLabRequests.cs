namespace Sallyport.Server.Tests.Fuzz;

/// <summary>Good bodies and names for the routes of GitLab's REST API that change projects, people and settings.</summary>
internal static class GitLabRequests
{
    /// <summary>The body, or null for another route.</summary>
    public static string? Body(string raw)
    {
        bool Ends(string text) => raw.EndsWith(text, StringComparison.Ordinal);
        if (Ends("/projects/{id}"))
            return """{"visibility":"private","build_timeout":3600,"ci_id_token_sub_claim_components":["project_path","ref"]}""";
        if (Ends("/transfer"))
            return """{"namespace":1}""";
        if (raw.Contains("/protected_", StringComparison.Ordinal))
            return """{"name":"fuzzed*","push_access_level":40,"create_access_level":40,"allow_force_push":false}""";
        if (raw.Contains("/members", StringComparison.Ordinal))
            return """{"user_id":1,"access_level":30}""";
        if (raw.Contains("/variables", StringComparison.Ordinal))
            return """{"key":"FUZZED","value":"v","variable_type":"env_var","masked":false,"environment_scope":"*"}""";
        if (raw.Contains("/environments", StringComparison.Ordinal))
            return """{"name":"fuzzed","external_url":"https://fuzzed.example.com","tier":"staging","force":true}""";
        if (raw.Contains("/trigger", StringComparison.Ordinal))
            return """{"description":"fuzzed","token":"glptt-fuzzed","ref":"main","variables":{"A":"b"}}""";
        if (raw.Contains("/pipeline_schedules", StringComparison.Ordinal))
            return """{"description":"fuzzed","ref":"refs/heads/main","cron":"0 1 * * *","cron_timezone":"Europe/Berlin","active":false}""";
        if (raw.Contains("/groups", StringComparison.Ordinal))
            return """{"name":"fuzzed","path":"mygroup","description":"d","visibility":"private"}""";
        if (Ends("/users"))
            return """{"username":"fuzzed","name":"f","email":"f@example.com","admin":false}""";
        if (Ends("/personal_access_tokens"))
            return """{"name":"fuzzed","scopes":["read_api"],"expires_at":"2999-01-01"}""";
        if (Ends("/ci/lint"))
            return """{"content":"a: { script: x }","dry_run":true,"include_jobs":true,"ref":"main"}""";
        if (Ends("/application/settings"))
            return """{"block_jwt_for_reclaimed_paths":true}""";
        if (Ends("/user/preferences"))
            return """{"pass_user_identities_to_ci_jwt":true}""";
        if (Ends("/users/{user_id}"))
            return """{"provider":"github","extern_uid":"1"}""";
        return raw.Contains("/features/", StringComparison.Ordinal) ? """{"value":true,"user":"root"}""" : null;
    }

    /// <summary>What stands for a parameter of the route.</summary>
    public static string Text(string raw, string name, string method)
    {
        if (method == "DELETE")
            return "999"; // what is deleted is not there, so that the others find their objects
        if (raw.EndsWith("{id}/sallyport", StringComparison.Ordinal))
            return "mygroup%2Ffuzzed";
        if (name == "key")
            return "FUZZED";
        if (name == "name")
            return raw.Contains("/features/", StringComparison.Ordinal) ? "ci_jwt_groups_direct" : "main";
        // The job that is running stays so: what is cancelled is another pipeline.
        return name == "pipeline_id" && raw.EndsWith("/cancel", StringComparison.Ordinal) ? "2" : "1";
    }
}
