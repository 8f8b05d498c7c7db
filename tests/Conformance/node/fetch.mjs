// Asks one address with @azure/core-rest-pipeline, unchanged, and prints the status.
//   node fetch.mjs URL
import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";

const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
const answer = await pipeline.sendRequest(createDefaultHttpClient(), createPipelineRequest({ url: process.argv[2] }));
console.log(answer.status);
