using DataLakeTools.TestServers.S3;

switch (args)
{
    case ["s3", .. var rest]:
        return await S3Program.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync(S3Program.Usage);
        return 2;
}
