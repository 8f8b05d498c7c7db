using Sallyport.ExplainTool;

return await ToolCommand.RunAsync(args);
