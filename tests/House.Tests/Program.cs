using Sallyport.House.Tests;
using Sallyport.House.Tests.Readability;
using Xunit.Runner.InProc.SystemConsole;

// `measures` prints the table of eng/measures, `not-yet` what NotYet.txt would say today; otherwise the tests run.
switch (args)
{
    case ["measures"]:
        Console.Write(new MeasureTable(SourceTree.Current));
        return 0;
    case ["not-yet"]:
        Console.Write(NotYet.Today());
        return 0;
    default:
        return await ConsoleRunner.Run(args);
}
