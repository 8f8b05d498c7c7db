using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

public sealed class PipelineWarningsTests
{
    [Theory]
    [InlineData("CI_JOB_JWT_V2")]
    [InlineData("CI_JOB_JWT")]
    public void Warns_of_a_retired_token_with_the_lines_that_replace_it(string name)
    {
        var job = Job() with { Script = [$"az login --federated-token ${{{name}}}"], IdTokens = [] };

        var warning = Assert.Single(Of(job));
        Assert.Contains($"uses {name},", warning, StringComparison.Ordinal);
        Assert.Contains("auth:\n  id_tokens:\n    GITLAB_OIDC_TOKEN:\n      aud: https://gitlab.example.com\n", warning, StringComparison.Ordinal);
        Assert.Empty(Of(job with { Variables = [new YamlVariable(name, "x", false)] }));
    }

    [Fact]
    public void Warns_of_a_variable_that_hides_a_token()
    {
        Assert.Contains("TOKEN has the name of an ID token", Assert.Single(Of(Job() with { Variables = [new("TOKEN", "x", false)] })), StringComparison.Ordinal);
        var given = new VariableSources { Project = [new JobVariable("TOKEN", "x")] };
        Assert.Contains("TOKEN has the name of an ID token", Assert.Single(Of(Job(), given)), StringComparison.Ordinal);
        Assert.Empty(Of(Job() with { Variables = [new("OTHER", "x", false)] }));
    }

    [Theory]
    [InlineData("api://$TENANT_KIND", "'api://'")]
    [InlineData("%TENANT_KIND%-x", "'-x'")]
    [InlineData("$CI_JOB_ID", "''")] // known to the job, not to its token
    public void Warns_of_an_audience_with_a_variable_that_nothing_sets(string audience, string becomes)
    {
        var job = Job() with { IdTokens = [new IdTokenDefinition("TOKEN", [audience], false)] };

        Assert.Contains($"the token will say {becomes}", Assert.Single(Of(job)), StringComparison.Ordinal);
        Assert.Empty(Of(job with { IdTokens = [new IdTokenDefinition("TOKEN", ["$CI_SERVER_URL/$CI_PROJECT_PATH"], false)] }));
    }

    [Fact]
    public void An_audience_knows_what_was_set_outside_of_the_file()
    {
        var job = Job() with { IdTokens = [new IdTokenDefinition("TOKEN", ["$TENANT_KIND"], false)] };
        Assert.Empty(Of(job, new VariableSources { Groups = [new JobVariable("TENANT_KIND", "x")] }));
    }

    [Theory]
    [InlineData("az login -u $AZURE_CLIENT_ID", "AZURE_CLIENT_ID")]
    [InlineData("az login -u \"${AZURE_CLIENT_ID}\"", "AZURE_CLIENT_ID")]
    [InlineData("echo \"it's $AZURE_CLIENT_ID\"", "AZURE_CLIENT_ID")]
    [InlineData("curl $OUR_API/x", "OUR_API")]
    [InlineData("echo a # it's ours\necho $OUR_API", "OUR_API")]
    [InlineData("echo a#$OUR_API", "OUR_API")]
    [InlineData("export OTHER=$OUR_API", "OUR_API")]
    [InlineData("[ -f \"$OUR_API\" ] && curl -s $OUR_API", "OUR_API")]
    public void Warns_of_a_variable_that_nothing_sets(string line, string name)
    {
        var warning = Assert.Single(Of(Job() with { Script = [line] }));
        Assert.Contains($"the job uses ${name}, which nothing sets", warning, StringComparison.Ordinal);
        Assert.Empty(Of(Job() with { Script = [line], Variables = [new(name, "x", false)] }));
        Assert.Empty(Of(Job() with { Script = [line] }, new VariableSources { Project = [new JobVariable(name, "x")] }));
    }

    [Theory]
    [InlineData("echo ${AZURE_CLIENT_ID:-none}")]
    [InlineData("echo ${AZURE_CLIENT_ID-} $AZURE_CLIENT_ID")]
    [InlineData(": ${AZURE_CLIENT_ID:?give it}")]
    [InlineData("AZURE_CLIENT_ID=1; echo $AZURE_CLIENT_ID")]
    [InlineData("export AZURE_CLIENT_ID=$(cat id) && echo $AZURE_CLIENT_ID")]
    [InlineData("read -r AZURE_CLIENT_ID < id; echo $AZURE_CLIENT_ID")]
    [InlineData("for ARM_FILE in *.json; do echo $ARM_FILE; done")]
    [InlineData("while read ARM_LINE; do echo $ARM_LINE; done")]
    [InlineData("printf -v ARM_LINE x; echo $ARM_LINE")]
    [InlineData("if [ -z ${ARM_LINE+x} ]; then echo $ARM_LINE; fi")]
    [InlineData("awk '{print $AWS_COLUMN}' file")]
    [InlineData("# the project sets $AZURE_CLIENT_ID\naz login")]
    [InlineData("make # don't ask for $AZURE_CLIENT_ID\nawk '{print $AWS_COLUMN}' file")]
    [InlineData("export $(grep -v '^#' .env | xargs); echo $AZURE_CLIENT_ID")]
    [InlineData("export `cat .env`; echo $AZURE_CLIENT_ID")]
    [InlineData("export \"$KEY=$VALUE\"; echo $AZURE_CLIENT_ID")]
    [InlineData("declare -x \"$KEY\"=1; echo $AZURE_CLIENT_ID")]
    [InlineData("if [ -n \"$AZURE_CLIENT_ID\" ]; then az login -u \"$AZURE_CLIENT_ID\"; fi")]
    [InlineData("test -z ${AZURE_CLIENT_ID} || az login -u $AZURE_CLIENT_ID")]
    [InlineData("echo \\$AZURE_CLIENT_ID")]
    [InlineData("source ./env.sh; echo $AZURE_CLIENT_ID")]
    [InlineData(". ./env.sh; echo $AZURE_CLIENT_ID")]
    [InlineData("eval \"$(env.sh)\"; echo $AZURE_CLIENT_ID")]
    [InlineData("envsubst < a; echo $AZURE_CLIENT_ID")]
    [InlineData("cat <<'END'\n$AZURE_CLIENT_ID\nEND")]
    [InlineData("echo $HOME $PATH $RANDOM $1 $# $? $azure_client_id")]
    [InlineData("echo $CI_JOB_ID $CI_PROJECT_DIR $GITLAB_CI $HTTPS_PROXY $AZURE_CONFIG_DIR")]
    [InlineData("echo $TOKEN | cut -d. -f2")]
    public void Says_nothing_of_what_the_script_or_its_surroundings_may_set(string line) => Assert.Empty(Of(Job() with { Script = [line] }));

    [Fact]
    public void Says_nothing_of_what_an_image_or_a_dotenv_report_may_set()
    {
        var image = new ImageDefinition("java", null, null);
        Assert.Empty(Of(Job() with { Script = ["$JAVA_HOME_11/bin/java"], Image = image }));
        Assert.Single(Of(Job() with { Script = ["echo $AZURE_CLIENT_ID"], Image = image }));
        Assert.Empty(Of(Job() with { Script = ["echo $AZURE_CLIENT_ID"], Artifacts = new ArtifactsDefinition { Dotenv = ["a.env"] } }));
    }

    private static JobDefinition Job() => GitLabExample.Job().Job.Definition;

    private static IReadOnlyList<string> Of(JobDefinition job, VariableSources? sources = null)
    {
        var example = GitLabExample.Job();
        var context = new JobContext(
            example.Instance, example.Project, example.Pipeline, new Job { StageIndex = 1, Definition = job, CreatedAt = GitLabExample.Noon }, example.User);
        return PipelineWarnings.Of([context with { Sources = sources ?? VariableSources.None }]);
    }
}
