using Sallyport.Cli;

return await CommandLine.RunAsync(args);
