using Sallyport.House.Tests;
using Sallyport.House.Tests.Readability;
using Xunit.Runner.InProc.SystemConsole;

// `measures` prints the table of eng/measures; otherwise the tests run.
switch (args)
{
    case ["measures"]:
        Console.Write(new MeasureTable(SourceTree.Current));
        return 0;
    default:
        return await ConsoleRunner.Run(args);
}
