using DataLakeTools.CrawlBench;

switch (args)
{
    case ["crawl", ..]:
        await CrawlBench.RunAsync(
            args.Length > 1 ? int.Parse(args[1]) : 2000, args.Length > 2 ? int.Parse(args[2]) : 40, args.Length > 3 ? int.Parse(args[3]) : 100);
        return 0;
    case ["batch", ..]:
        BatchBench.Run(args.Length > 1 ? int.Parse(args[1]) : 1_000_000);
        return 0;
    case ["lake", var records, var folder]:
        await LakeBench.RunAsync(int.Parse(records), folder);
        return 0;
    default:
        Console.Error.WriteLine("crawl [titles] [requests per second] [titles of the common way] | batch [records] | lake <records> <folder>");
        return 2;
}
