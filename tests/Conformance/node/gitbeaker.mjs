// A project with a file and a pipeline, by @gitbeaker/rest as its users write it: gitbeaker.mjs URL TOKEN
import { Gitlab } from "@gitbeaker/rest";

const [host, token] = process.argv.slice(2);
const api = new Gitlab({ host, token });
const config = "build:\n  script: [\"echo built\"]\n";
const project = await api.Projects.create({ name: "beaker" });
await api.RepositoryFiles.create(project.id, "src/a.txt", "main", "one", "First");
await api.RepositoryFiles.edit(project.id, "src/a.txt", "main", "two", "Second");
const commit = await api.Commits.create(project.id, "main", "Third", [
  { action: "create", filePath: ".gitlab-ci.yml", content: config },
  { action: "move", filePath: "b.txt", previousPath: "src/a.txt" },
]);
await api.Branches.create(project.id, "topic/one", "main");
await api.Tags.create(project.id, "v1", "main");
const pipeline = await api.Pipelines.create(project.id, "main", { variables: [{ key: "COLOUR", value: "red" }] });
const unknown = await api.Pipelines.create(project.id, "nowhere").catch((e) => String(e.cause?.description ?? e.message));
const jobs = await api.Jobs.all(project.id, { pipelineId: pipeline.id });
const file = await api.RepositoryFiles.show(project.id, "b.txt", "main");
const made = await api.Environments.create(project.id, "review/one", { externalUrl: "https://one.example.com", tier: "testing" });
await api.Environments.edit(project.id, made.id, { externalUrl: "https://two.example.com" });
const stopped = await api.Environments.stop(project.id, made.id);
const environments = await api.Environments.all(project.id, { search: "review" });
await api.Environments.remove(project.id, made.id);
const trigger = await api.PipelineTriggerTokens.create(project.id, "hourly");
const triggered = await api.PipelineTriggerTokens.trigger(project.id, "main", trigger.token, { variables: { COLOUR: "red" } });
const planned = await api.PipelineSchedules.create(project.id, "nightly", "main", "0 1 * * *", { cronTimezone: "Asia/Tokyo" });
await api.PipelineSchedules.edit(project.id, planned.id, { cron: "30 1 * * *", active: false });
await api.PipelineScheduleVariables.create(project.id, planned.id, "COLOUR", "red");
await api.PipelineScheduleVariables.edit(project.id, planned.id, "COLOUR", "blue", { variableType: "file" });
await api.PipelineSchedules.run(project.id, planned.id);
const schedule = await api.PipelineSchedules.show(project.id, planned.id);
const wrong = await api.PipelineSchedules.create(project.id, "never", "main", "wrong").catch((e) => JSON.stringify(e.cause?.description ?? e.message));
await api.PipelineScheduleVariables.remove(project.id, planned.id, "COLOUR");
const owned = await api.PipelineSchedules.takeOwnership(project.id, planned.id);
const inactive = await api.PipelineSchedules.all(project.id, { scope: "inactive" });
await api.PipelineSchedules.remove(project.id, planned.id);
console.log(JSON.stringify({
  schedule: `${schedule.description} ${schedule.ref} ${schedule.cron} ${schedule.next_run_at.slice(10, 16)} ${schedule.active} ${schedule.last_pipeline.source}`,
  scheduleVariables: schedule.variables.map((v) => `${v.key}=${v.value} ${v.variable_type}`),
  schedules: [inactive.length, (await api.PipelineSchedules.all(project.id)).length],
  owner: owned.owner.username,
  wrong,
  environments: environments.map((e) => `${e.name} ${e.tier} ${e.external_url} ${e.state}`),
  stopped: stopped.state,
  left: (await api.Environments.all(project.id)).length,
  triggered: `${triggered.source}:${triggered.ref}`,
  triggers: (await api.PipelineTriggerTokens.all(project.id)).map((t) => t.description),
  file: Buffer.from(file.content, "base64").toString(),
  commits: (await api.Commits.all(project.id)).map((c) => c.title),
  head: commit.id === pipeline.sha,
  branches: (await api.Branches.all(project.id)).map((b) => b.name),
  tags: (await api.Tags.all(project.id)).map((t) => t.name),
  tree: (await api.Repositories.allRepositoryTrees(project.id)).map((t) => t.path),
  source: pipeline.source,
  jobs: jobs.map((j) => `${j.name}=${j.status}`),
  sources: (await api.Pipelines.all(project.id)).map((p) => `${p.source}:${p.ref}`),
  trace: await api.Jobs.showLog(project.id, jobs[0].id),
  unknown,
}));
